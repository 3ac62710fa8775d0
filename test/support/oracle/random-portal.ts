/** ORACLE: random commands about Partners and Instances, most of them sensible. */
import fc from 'fast-check';
import {
  anyActor,
  anyUser,
  at,
  byOperator,
  type Choice,
  command,
  expiresAt,
  type Fields,
  maybe,
  mostly,
  pick,
  weighted,
} from './arbitraries.ts';
import {
  EMAILS,
  INSTANCE_NAMES,
  INSTANCES,
  NOBODY,
  OPERATOR,
  PARTNER_NAMES,
  PARTNERS,
  PROJECTS,
  SPARE_EMAILS,
  USERS,
} from './cast.ts';
import { shouted } from './threads.ts';

/** A Partner with its Instances, and those who hold most there. */
interface Place {
  readonly partner: fc.Arbitrary<string>;
  readonly partners: fc.Arbitrary<string[]>;
  readonly instance: fc.Arbitrary<string>;
  readonly instances: fc.Arbitrary<string[]>;
  readonly newInstance: fc.Arbitrary<string>;
  readonly actor: fc.Arbitrary<string>;
}

const some = (each: fc.Arbitrary<string>) =>
  weighted<string[]>(
    [7, each.map((one) => [one])],
    [5, fc.array(each, { minLength: 2, maxLength: 3 })],
    [1, fc.constant<string[]>([])],
  );

function place(ids: { partner: number; instances: number[]; fresh: number[]; owner: number }): Place {
  const partner = weighted<string>(
    [10, pick(...at(PARTNERS, ids.partner))],
    [3, pick(...PARTNERS)],
    [1, pick(NOBODY, ...INSTANCES)],
  );
  const instance = weighted<string>(
    [14, pick(...at(INSTANCES, ...ids.instances))],
    [1, pick(...INSTANCES)],
    [1, pick(NOBODY, ...PROJECTS)],
  );
  return {
    partner,
    partners: some(partner),
    instance,
    instances: some(instance),
    newInstance: mostly<string>(pick(...at(INSTANCES, ...ids.fresh)), pick(...INSTANCES)),
    actor: weighted<string>(
      [10, pick(...at(USERS, ids.owner))],
      [3, pick(...at(USERS, 0, 1, 2))],
      [2, fc.constant(OPERATOR)],
      [2, anyActor],
    ),
  };
}

const PLACES: readonly Place[] = [
  place({ partner: 0, instances: [0, 0, 0, 1, 1, 3], fresh: [3, 4], owner: 0 }),
  place({ partner: 1, instances: [2, 2, 2, 4], fresh: [4, 5], owner: 1 }),
];

/** Whom most commands are about: those who are there from the beginning. */
const someone = mostly<string>(pick(...at(USERS, 0, 1, 2, 2, 3, 3, 3), ...at(EMAILS, 1, 2, 3)), anyUser);
const partnerName = mostly<string>(pick(...PARTNER_NAMES), pick('', ' ', '\u0007'));
const instanceName = mostly<string>(pick(...INSTANCE_NAMES), pick('', '\ud800'));
const instanceLevel = pick('READ', 'READ', 'WRITE', 'WRITE', 'WRITE_AND_DEPLOY');
const partnerLevel = mostly<string>(pick('READ', 'WRITE'), pick('WRITE_AND_DEPLOY', 'NONE'));
const sharer = mostly<string>(
  pick(...EMAILS, ...EMAILS.map(shouted)),
  pick(...SPARE_EMAILS, 'nobody', ...USERS),
);

/** What a form with two halves is filled with: mostly a level where something is selected. */
const halves = ({ instances, partners }: Place): readonly Fields[] => [
  { instances, instanceLevel },
  { partners, partnerLevel },
  { instances, instanceLevel, partners, partnerLevel },
  { instances: maybe(instances), instanceLevel: maybe(instanceLevel), partners: maybe(partners) },
];

/** Commands about a place, with how often each comes. */
const PLACED: Readonly<Record<string, readonly [number, (place: Place) => Fields]>> = {
  renamePartner: [3, ({ partner }) => ({ partner, name: partnerName })],
  createInstance: [6, ({ partner, newInstance: id }) => ({ id, partner, name: instanceName })],
  renameInstance: [4, ({ instance }) => ({ instance, name: instanceName })],
  moveInstance: [4, ({ instance }) => ({ instance, partner: pick(...PARTNERS) })],
  deleteInstance: [1, ({ instance }) => ({ instance })],
  moveUser: [4, ({ partner }) => ({ user: someone, partner })],
  grantCreateInstances: [5, () => ({ user: someone, expiresAt })],
  revokeCreateInstances: [3, () => ({ user: someone })],
  setInstanceAccess: [16, ({ instances }) => ({ user: someone, level: instanceLevel, instances, expiresAt })],
  revokeInstanceAccess: [6, ({ instances }) => ({ user: someone, instances })],
  setPartnerAccess: [9, ({ partners }) => ({ user: someone, level: partnerLevel, partners, expiresAt })],
  revokePartnerAccess: [5, ({ partners }) => ({ user: someone, partners })],
};

/** What only operators do. */
const OPERATED: Readonly<Record<string, readonly [number, Fields]>> = {
  createPartner: [
    3,
    {
      id: mostly<string>(pick(...at(PARTNERS, 3, 2)), pick(...PARTNERS)),
      name: partnerName,
      firstWriter: someone,
    },
  ],
  deletePartner: [2, { partner: mostly<string>(pick(...at(PARTNERS, 2, 3)), pick(...PARTNERS)) }],
  moveUser: [3, { user: someone, partner: pick(...PARTNERS) }],
  grantCreateInstances: [3, { user: someone, expiresAt }],
  createUser: [
    1,
    {
      id: fc.constant(USERS[4]),
      email: fc.constant(EMAILS[4]),
      name: fc.constant('Eve'),
      homePartner: pick(...at(PARTNERS, 0, 1)),
    },
  ],
};

/** The commands that are about Partners and Instances, with how often each comes. */
export const PORTAL_COMMANDS: readonly Choice[] = [
  ...Object.entries(PLACED).flatMap(([name, [weight, fields]]) =>
    PLACES.map((each) => ({ weight, arbitrary: command(name, each.actor, fields(each)) })),
  ),
  ...PLACES.flatMap((each) =>
    halves(each).map((fields, n) => ({
      weight: [3, 2, 4, 1][n] ?? 1,
      arbitrary: command('shareByEmail', each.actor, { email: sharer, expiresAt, ...fields }),
    })),
  ),
  ...Object.entries(OPERATED).map(([name, [weight, fields]]) => ({
    weight,
    arbitrary: command(name, byOperator, fields),
  })),
];
