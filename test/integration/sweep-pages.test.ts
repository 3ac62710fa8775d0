// Commands that end more grants than may be at hand: all events in the order in which they would come all at once, and
// never more than a page of grants is read or written. Here a page is three.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Statement } from '../../src/database/sql.ts';
import { newId } from '../../src/kernel/ids.ts';
import type { Time } from '../../src/kernel/time.ts';
import type { Accepted, Outcome } from '../../src/log/submission.ts';
import { type Installation, OPERATOR_ID, openInstallation, parseCommand } from '../property/installation.ts';
import { Largest } from '../support/largest.ts';
import { MINUTE, OPERATOR } from '../support/oracle/cast.ts';
import { readEvents, readHead } from '../support/oracle/read-log.ts';
import { idOf } from '../support/world.ts';

const MANY = 9;
const PEOPLE = Array.from({ length: MANY }, (_, index) => idOf(`person ${index}`)).sort();
const [ann = '', ben = '', cid = ''] = PEOPLE;
const [partner, shop, acme, site] = ['partner', 'shop', 'acme', 'site'].map((name) => idOf(name));

type Told = readonly [name: string, input: Record<string, unknown>, actor?: string];

const instance = (id: string | undefined, name: string): Told[] => [
  ['createInstance', { id, partner, name }, ann],
  ...PEOPLE.slice(1).map((user): Told => ['setInstanceAccess', { user, level: 'READ', instances: [id] }]),
];

/** A set that so many of the people hold. */
const set = (name: string, holders: number, where = shop): Told[] => [
  ['createPermSet', { id: idOf(name), instance: where, name, permissions: ['logs=read'] }],
  ...(holders > 0 ? [assigned(name, ...PEOPLE.slice(0, holders))] : []),
];

const assigned = (name: string, ...users: string[]): Told => ['assignPermSet', { set: idOf(name), users }];

/** An event in one line: what, of whom or what, and why; what caused it is counted back from it. */
async function told(installation: Installation, after: number): Promise<string[]> {
  const rows = await readEvents(installation.database, after);
  return rows.map(({ event }) => {
    const cause = rows.find((row) => row.event.id === event.causationId)?.event;
    const data = event.data as { formerHolderCount?: number; value?: string; environmentType?: string };
    const detail = [data.formerHolderCount, data.value, data.environmentType].filter(
      (each) => each !== undefined,
    );
    const by = cause ? `by ${cause.type}` : event.cause;
    return [event.type, event.subject ?? event.target.id, ...detail, by].join(' ');
  });
}

const each = (ids: readonly string[], text: (id: string) => string | string[]) => ids.flatMap(text);

describe.each(['pglite', 'postgres'] as const)('on %s', (kind) => {
  const largest = new Largest();
  let installation: Installation;
  beforeAll(async () => {
    installation = await openInstallation(kind, (database) => largest.watch(database));
  });
  afterAll(() => installation?.close());

  describe('commands', () => {
    const ofSets = /^(edit|enable|disable|delete)PermSet$/;
    const send = ([name, input, actor = ofSets.test(name) ? ann : OPERATOR]: Told): Promise<Outcome> =>
      installation.send({ actor, name, input }, newId(), 0);
    const done = async (...all: Told[]): Promise<Accepted[]> => {
      const outcomes = await Promise.all(all.map(send));
      for (const outcome of outcomes) expect(outcome).toMatchObject({ accepted: true, changed: true });
      largest.take();
      return outcomes as Accepted[];
    };

    beforeAll(async () => {
      await installation.reset();
      await installation.restart({ sweptAtOnce: 3 });
      for (const [index, id] of PEOPLE.entries())
        await done(['createUser', { id, email: `p${index}@x.io`, name: `P${index}` }]);
      await done(
        ['createPartner', { id: partner, name: 'P', firstWriter: ann }],
        ['grantCreateInstances', { user: ann }],
      );
      await done(...instance(shop, 'shop'), ...set('none', 0), ...set('few', 2), ...set('many', MANY));
      await done(
        ['createPermSet', { id: idOf('one'), instance: shop, name: 'one', permissions: ['*=*'] }],
        assigned('one', ann),
      );
    });

    it('a set that many hold is not deleted, and the refusal is told from the first of them and their count', async () => {
      const outcome = await send(['deletePermSet', { set: idOf('many') }]);
      expect(outcome).toMatchObject({
        accepted: false,
        refusal: {
          code: 'PERMSET_IN_USE',
          facts: { count: MANY, holders: PEOPLE.slice(0, 3).map((id) => ({ id })) },
        },
      });
      expect(largest.take()).toBeLessThan(MANY);
    });

    it('a set that many hold is disabled; what is decided meanwhile sees it', async () => {
      await done(...set('another', MANY), ...set('aside', 0));
      const edits = Array.from({ length: 12 }, (_, index): Told => {
        return ['editPermSet', { set: idOf('aside'), description: `Edit ${index}` }];
      });
      // The second half of what is submitted at once is decided while the first half is being committed.
      const [disabled, ...others] = await Promise.all(
        [
          ['disablePermSet', { set: idOf('another') }] as Told,
          ...edits,
          ['enablePermSet', { set: idOf('another') }] as Told,
        ].map(send),
      );
      expect(disabled).toMatchObject({ accepted: true, events: [] });
      expect(others.map((outcome) => outcome.accepted && outcome.changed)).toEqual(others.map(() => true));
      const { first, last } = disabled as Accepted;
      expect((await told(installation, first - 1)).slice(0, last - first + 1)).toEqual([
        `PermSetDisabled ${idOf('another')} ${MANY} DIRECT`,
        ...each(PEOPLE, (id) => `PermSetUnassigned ${id} by PermSetDisabled`),
      ]);
    });

    it('a command is refused or accepted by what the sweep before it in its batch has left', async () => {
      await done(...set('third', MANY));
      const outcomes = await Promise.all([
        send(['unassignPermSet', { set: idOf('third'), users: [ben] }]),
        send(['disablePermSet', { set: idOf('third') }]),
        send(assigned('third', ben)),
        send(['deletePermSet', { set: idOf('third') }]),
      ]);
      expect(outcomes).toMatchObject([
        { accepted: true },
        { accepted: true, events: [] },
        { refusal: { code: 'PERMSET_DISABLED' } },
        { accepted: true, changed: true },
      ]);
    });

    it('an Instance ends with all access to it, and with its sets, each with who held it', async () => {
      const { position } = await readHead(installation.database);
      const sets = ['none', 'one', 'few', 'many', 'another', 'aside'];
      const outcome = await send(['deleteInstance', { instance: shop }, ann]);
      expect(outcome).toMatchObject({ accepted: true, first: position + 1 });
      expect(largest.take()).toBeLessThan(MANY);
      const held: Record<string, number> = { one: 1, few: 2, many: MANY };
      const names = new Map(sets.map((name) => [idOf(name) as string, name]));
      expect(await told(installation, position)).toEqual([
        `InstanceDeleted ${shop} DIRECT`,
        ...each(
          PEOPLE,
          (id) => `PermissionRevoked ${id} ${id === ann ? 'WRITE_AND_DEPLOY' : 'READ'} by InstanceDeleted`,
        ),
        ...each([...names.keys()].sort(), (id) => {
          const holders = PEOPLE.slice(0, held[names.get(id) ?? ''] ?? 0);
          return [
            `PermSetDeleted ${id} ${holders.length} by InstanceDeleted`,
            ...each(holders, (holder) => `PermSetUnassigned ${holder} by PermSetDeleted`),
          ];
        }),
      ]);
    });

    it('a Partner ends with all access to it', async () => {
      await done(
        ...PEOPLE.slice(1).map(
          (user): Told => ['setPartnerAccess', { user, level: 'READ', partners: [partner] }],
        ),
      );
      const { position } = await readHead(installation.database);
      expect(await send(['deletePartner', { partner }])).toMatchObject({ accepted: true });
      expect(largest.take()).toBeLessThan(MANY);
      expect(await told(installation, position)).toEqual([
        `PartnerDeleted ${partner} DIRECT`,
        ...each(PEOPLE, (id) => `PermissionRevoked ${id} ${id === ann ? 'WRITE' : 'READ'} by PartnerDeleted`),
      ]);
    });
  });

  describe('lines of history', () => {
    const IMPORT = newId();
    let number = 1;

    /** A line so many minutes after the first, which is refused whole if any of its commands is. */
    const line = (minute: number, all: readonly Told[], at = number): Promise<Outcome> =>
      installation.lane().submit({
        actor: OPERATOR_ID,
        commands: all.map(([name, input]) => ({
          commandId: newId<'Command'>(),
          name,
          input: parseCommand({ actor: OPERATOR, name, input }),
          seed: createHash('sha256').update(newId()).digest(),
        })),
        line: {
          importId: IMPORT,
          importedBy: OPERATOR_ID,
          occurredAt: moment(minute),
          number: at,
          digest: createHash('sha256').update(`${at}`).digest('hex'),
        },
      });
    const moment = (minute: number) => new Date(START + minute * MINUTE).toISOString() as Time;
    const START = Date.parse('2024-03-01T00:00:00.000Z');
    const done = async (minute: number, all: readonly Told[]): Promise<Accepted> => {
      const outcome = await line(minute, all);
      expect(outcome).toMatchObject({ accepted: true, changed: true });
      largest.take();
      number += 1;
      return outcome as Accepted;
    };

    beforeAll(async () => {
      await installation.reset();
      await installation.restart({ sweptAtOnce: 3 });
      installation.clock.turn(60 * MINUTE);
      await installation.lane().exclusive((transaction) =>
        transaction.send([
          { statement: BEGIN, values: [IMPORT, OPERATOR_ID, installation.clock.now()] },
          { statement: OPEN, values: [IMPORT] },
        ]),
      );
      for (const [index, id] of PEOPLE.entries())
        await done(0, [['registerUser', { id, email: `p${index}@x.io`, name: `P${index}` }]]);
      await done(0, [['createPartner', { id: partner, name: 'P', firstWriter: ann }]]);
      for (const each of instance(shop, 'shop')) await done(0, [each]);
      for (const each of [...set('S', MANY - 1), ...set('T', MANY)]) await done(0, [each]);
    });

    it('a line is whole or not at all, also where it ended grants before it was refused', async () => {
      const { position } = await readHead(installation.database);
      const described = (description: string): Told[] => [['editPermSet', { set: idOf('T'), description }]];
      const tooMuch: Told[] = [
        assigned('S', PEOPLE.at(-1) ?? ''),
        ['disablePermSet', { set: idOf('S') }],
        ['enablePermSet', { set: idOf('S') }],
        assigned('S', ann),
        ['createPermSet', { id: newId(), instance: shop, name: 'S', permissions: ['logs=read'] }],
      ];
      const refused = { accepted: false, refusal: { code: 'NAME_TAKEN', field: 'commands[4].name' } };
      const before = await Promise.all([line(1, described('Before')), line(1, tooMuch, number + 1)]);
      expect(before).toMatchObject([{ accepted: true }, refused]);
      number += 1;
      const again = line(1, tooMuch);
      // In the same batch: it takes the place of the one that is refused.
      const whole = line(2, [
        ['unassignPermSet', { set: idOf('S'), users: [ben] }],
        ['disablePermSet', { set: idOf('S') }],
        ['assignPermSet', { set: idOf('T'), users: [cid], expiresAt: moment(4) }],
        ['disablePermSet', { set: idOf('T') }],
        ['enablePermSet', { set: idOf('T') }],
        ['assignPermSet', { set: idOf('T'), users: [ann], expiresAt: moment(6) }],
        ['deletePermSet', { set: idOf('S') }],
      ]);
      // By then a grant has run out that the line before has given, and that is at hand no longer.
      const later = line(10, described('Later'), number + 1);
      expect(await Promise.all([again, whole, later])).toMatchObject([
        refused,
        { accepted: true, events: [] },
        { accepted: true },
      ]);
      number += 2;
      expect(largest.take()).toBeLessThan(MANY);
      expect(await told(installation, position)).toEqual([
        `PermSetDescriptionChanged ${idOf('T')} DIRECT`,
        `PermSetUnassigned ${ben} DIRECT`,
        `PermSetDisabled ${idOf('S')} ${MANY - 2} DIRECT`,
        ...each(PEOPLE.slice(0, -1), (id) =>
          id === ben ? [] : `PermSetUnassigned ${id} by PermSetDisabled`,
        ),
        `PermissionExpiryChanged ${cid} HOLDER DIRECT`,
        `PermSetDisabled ${idOf('T')} ${MANY} DIRECT`,
        ...each(PEOPLE, (id) => `PermSetUnassigned ${id} by PermSetDisabled`),
        `PermSetEnabled ${idOf('T')} DIRECT`,
        `PermSetAssigned ${ann} DIRECT`,
        `PermSetDeleted ${idOf('S')} 0 DIRECT`,
        `PermissionExpired ${ann} HOLDER EXPIRY`,
        `PermSetDescriptionChanged ${idOf('T')} DIRECT`,
      ]);
    });

    it('a project and an organization end with all that is held on them, whoever holds several things there', async () => {
      await done(11, [['createOrganization', { id: acme, name: 'acme', owner: ann }]]);
      for (const user of PEOPLE.slice(1))
        await done(11, [['addMember', { organization: acme, user, permissions: ['plans', 'billing'] }]]);
      await done(11, [
        [
          'createProject',
          { id: site, organization: acme, title: 'Site', environmentId: newId(), defaultBranch: null },
        ],
      ]);
      const environmentTypes = ['STAGING', 'DEVELOPMENT'].map((type) => ({ type, role: 'VIEWER' }));
      for (const user of PEOPLE.slice(1))
        await done(11, [['addProjectUser', { project: site, user, roles: { environmentTypes } }]]);

      const { position } = await readHead(installation.database);
      await line(12, [
        ['deleteProject', { project: site }],
        ['deleteOrganization', { organization: acme }],
      ]);
      expect(largest.take()).toBeLessThan(MANY);
      const revoked = (id: string, text: string) => `PermissionRevoked ${id} ${text}`;
      expect(await told(installation, position)).toEqual([
        `ProjectDeleted ${site} DIRECT`,
        ...each(PEOPLE.slice(1), (id) => revoked(id, 'VIEWER by ProjectDeleted')),
        ...each(PEOPLE.slice(1), (id) =>
          ['DEVELOPMENT', 'STAGING'].map((type) => revoked(id, `VIEWER ${type} by ProjectDeleted`)),
        ),
        `OrganizationDeleted ${acme} DIRECT`,
        ...each(PEOPLE, (id) => `MemberRemoved ${id} by OrganizationDeleted`),
        ...each(PEOPLE.slice(1), (id) =>
          ['billing', 'plans'].map((permission) => revoked(id, `${permission} by OrganizationDeleted`)),
        ),
      ]);
    });
  });
});

const BEGIN: Statement = {
  name: 'sweep-test-begin',
  text: `insert into import (id, started_by, state, digest, started_at)
    values ($1::uuid, $2::uuid, 'OPEN', '', $3::timestamptz)`,
};
const OPEN: Statement = { name: 'sweep-test-open', text: 'update head set import_id = $1::uuid' };
