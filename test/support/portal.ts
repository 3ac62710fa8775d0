/** Given: a small Partner Portal, for decisions. */
import { by, idOf, people, type Step } from './given.ts';

export const [P, Q] = [idOf('P'), idOf('Q')];
export const [I1, I2, I3] = [idOf('I1'), idOf('I2'), idOf('I3')];

export const set = (actor: string, user: string, level: string, instances: readonly string[], more = {}) =>
  by(actor, 'setInstanceAccess', { user: mail(user), level, instances: instances.map(idOf), ...more });
export const setPartner = (
  actor: string,
  user: string,
  level: string,
  partners: readonly string[],
  more = {},
) => by(actor, 'setPartnerAccess', { user: mail(user), level, partners: partners.map(idOf), ...more });
export const revoke = (actor: string, user: string, instances: readonly string[]) =>
  by(actor, 'revokeInstanceAccess', { user: mail(user), instances: instances.map(idOf) });
export const share = (actor: string, user: string, more: object) =>
  by(actor, 'shareByEmail', { email: mail(user), ...more });

const mail = (name: string) => `${name}@x.io`;

/** Somebody with an account who is at home with a Partner. */
export function atHome(partner: string, ...who: readonly string[]): Step[] {
  return who.map((name) =>
    by('op', 'createUser', { id: idOf(name), email: mail(name), name, homePartner: idOf(partner) }),
  );
}

export const create = (actor: string, name: string, partner: string) =>
  by(actor, 'createInstance', { id: idOf(name), partner: idOf(partner), name });

/**
 * max runs P: WRITE on it, and made its Instances I1 and I2. ana and ben are at home there. quin runs Q, where zoe is at
 * home, and made I3. nora has an account and no Partner.
 */
export const portal: readonly Step[] = [
  ...people('nora', 'max', 'quin'),
  by('op', 'createPartner', { id: P, name: 'P', firstWriter: 'max@x.io' }),
  by('op', 'createPartner', { id: Q, name: 'Q', firstWriter: 'quin@x.io' }),
  ...atHome('P', 'ana', 'ben'),
  ...atHome('Q', 'zoe'),
  by('op', 'grantCreateInstances', { user: 'max@x.io' }),
  by('op', 'grantCreateInstances', { user: 'quin@x.io' }),
  create('max', 'I1', 'P'),
  create('max', 'I2', 'P'),
  create('quin', 'I3', 'Q'),
];
