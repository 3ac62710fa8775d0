/** ORACLE: who may run the commands about Partners and Instances (A1, A2, A34 and the table of section 7). */
import { access, createsInstances, homeOf, type Levelled, onHomeOf, reaches, thing } from './portal.ts';
import {
  type Authority,
  type AuthorityRules,
  allOf,
  operator,
  type Question,
  text,
  texts,
  userNamed,
  yes,
} from './question.ts';
import { find } from './world.ts';

const writesPartner = ({ scene, actor }: Question, partner: string): boolean =>
  reaches(scene, 'PARTNER_ACCESS', actor, partner, 'WRITE');

/** To give a level on each of some things: at least WRITE there, the level given, and any that is lowered (A1). */
function gives(question: Question, kind: Levelled, targets: readonly string[], level: string): Authority {
  const { scene, actor, input } = question;
  const byEmail = input.email !== undefined;
  const user = userNamed(question, byEmail ? input.email : input.user);
  return allOf(
    ...targets.map((target) => {
      if (!thing(scene.world, kind, target)) return 'UNKNOWN';
      if (operator(question)) return 'YES';
      const own = reaches(scene, kind, actor, target, 'WRITE') && reaches(scene, kind, actor, target, level);
      // Whoever drops a level of their own needs nobody's leave.
      if (!own) return user?.id === actor && access(scene, kind, actor, target) ? 'EITHER' : 'NO';
      const held = user && access(scene, kind, user.id, target);
      if (held) return yes(reaches(scene, kind, actor, target, held.value));
      // Whoever gives anew to somebody whom they know by id alone reads that user's home Partner (A34).
      if (byEmail || !user || user.id === actor || onHomeOf(scene, actor, user.id, 'READ')) return 'YES';
      return text(input.user) === user.id ? 'NO' : 'EITHER';
    }),
    user ? 'YES' : 'UNKNOWN',
  );
}

/** To take it away: at least WRITE there and the level taken; one's own is one's own. */
function takes(question: Question, kind: Levelled, targets: readonly string[]): Authority {
  const { scene, actor, input } = question;
  const user = userNamed(question, input.user);
  return allOf(
    ...targets.map((target) => {
      if (!thing(scene.world, kind, target)) return 'UNKNOWN';
      const held = user && access(scene, kind, user.id, target);
      if (operator(question)) return 'YES';
      if (user?.id === actor) return held ? 'YES' : 'EITHER';
      if (!reaches(scene, kind, actor, target, 'WRITE')) return 'NO';
      // Nothing is taken from whoever holds nothing, if they may be known at all.
      return held ? yes(reaches(scene, kind, actor, target, held.value)) : 'EITHER';
    }),
    user ? 'YES' : 'UNKNOWN',
  );
}

const onPartner =
  (rule: (question: Question, partner: string) => boolean) =>
  (question: Question): Authority => {
    const partner = find(question.scene.world.partners, text(question.input.partner));
    return partner ? yes(rule(question, partner.id)) : 'UNKNOWN';
  };

const onInstance =
  (level: string) =>
  ({ scene, actor, input }: Question): Authority => {
    const instance = find(scene.world.instances, text(input.instance));
    return instance ? yes(reaches(scene, 'INSTANCE_ACCESS', actor, instance.id, level)) : 'UNKNOWN';
  };

/** The right to create Instances goes by the home Partner of whoever gets or loses it (A2). */
function onCreator(rule: (question: Question) => boolean) {
  return (question: Question): Authority => {
    const user = userNamed(question, question.input.user);
    if (!user) return 'UNKNOWN';
    const { scene, actor } = question;
    return yes(operator(question) || (onHomeOf(scene, actor, user.id, 'WRITE') && rule(question)));
  };
}

export const PORTAL_AUTHORITY: AuthorityRules = {
  createPartner: (question) =>
    allOf(yes(operator(question)), userNamed(question, question.input.firstWriter) ? 'YES' : 'UNKNOWN'),
  renamePartner: onPartner(writesPartner),
  deletePartner: onPartner(operator),
  moveUser(question) {
    const user = userNamed(question, question.input.user);
    const partner = find(question.scene.world.partners, text(question.input.partner));
    if (!user || !partner) return 'UNKNOWN';
    if (operator(question)) return 'YES';
    const home = homeOf(question.scene, user.id);
    return yes(home !== null && writesPartner(question, home) && writesPartner(question, partner.id));
  },
  createInstance: onPartner((question, partner) => {
    const { scene, actor } = question;
    const among = homeOf(scene, actor) === partner || writesPartner(question, partner);
    return createsInstances(scene, actor) !== undefined && among;
  }),
  renameInstance: onInstance('WRITE'),
  moveInstance(question) {
    const { scene, input } = question;
    const from = find(scene.world.instances, text(input.instance))?.partnerId;
    const to = find(scene.world.partners, text(input.partner))?.id;
    if (from === undefined || to === undefined) return 'UNKNOWN';
    const both = [from, to].map((partner) => yes(writesPartner(question, partner)));
    return allOf(onInstance('WRITE_AND_DEPLOY')(question), ...both);
  },
  deleteInstance: onInstance('WRITE_AND_DEPLOY'),
  grantCreateInstances: onCreator(({ scene, actor }) => createsInstances(scene, actor) !== undefined),
  revokeCreateInstances: onCreator(() => true),
  setInstanceAccess: (question) =>
    gives(question, 'INSTANCE_ACCESS', texts(question.input.instances), text(question.input.level)),
  setPartnerAccess: (question) =>
    gives(question, 'PARTNER_ACCESS', texts(question.input.partners), text(question.input.level)),
  revokeInstanceAccess: (question) => takes(question, 'INSTANCE_ACCESS', texts(question.input.instances)),
  revokePartnerAccess: (question) => takes(question, 'PARTNER_ACCESS', texts(question.input.partners)),
  shareByEmail(question) {
    const { instances, instanceLevel, partners, partnerLevel } = question.input;
    return allOf(
      gives(question, 'INSTANCE_ACCESS', texts(instances), text(instanceLevel)),
      gives(question, 'PARTNER_ACCESS', texts(partners), text(partnerLevel)),
    );
  },
};
