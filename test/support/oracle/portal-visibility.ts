/** ORACLE: who may read what of the Partner Portal (the table "Who may read what"): each Partner and each Instance for itself. */
import { holdsPlatformRole } from './access.ts';
import { atLeast } from './kinds.ts';
import { access, homeOf, type Levelled, reaches } from './portal.ts';
import type { StoredEvent } from './stored-event.ts';
import { among, either, shown, type Verdict, type Viewing } from './viewing.ts';
import { type Instance, living, type Partner } from './world.ts';

const operates = ({ head, viewer }: Viewing): boolean => holdsPlatformRole(head, viewer, 'OPERATOR');
const audits = ({ head, viewer }: Viewing): boolean => holdsPlatformRole(head, viewer, 'AUDITOR');

/** Whether the viewer now holds at least that level on something. */
function holds({ head, viewer }: Viewing, kind: Levelled, target: string, level: string): boolean {
  return reaches(head, kind, viewer, target, level);
}

/** Whether one's own grants or events ever mentioned it, up to the moment asked about. */
function everMentioned({ asked, viewer }: Viewing, id: string): boolean {
  const granted = asked.world.grants.some(
    ({ subject, target, scope }) => subject === viewer && (target === id || scope === id),
  );
  return granted || asked.world.users.some((user) => user.id === viewer && user.homePartnerId === id);
}

/** A Partner by its own door. */
export function partnerDoor(viewing: Viewing, { id }: Pick<Partner, 'id'>): boolean {
  const home = homeOf(viewing.head, viewing.viewer) === id;
  return holds(viewing, 'PARTNER_ACCESS', id, 'READ') || home || operates(viewing) || audits(viewing);
}

/** An Instance by its own door: never by its Partner. */
export function instanceDoor(viewing: Viewing, { id }: Pick<Instance, 'id'>): boolean {
  const { head, viewer } = viewing;
  const holdsSet = head.grants.some(
    ({ kind, subject, scope }) => kind === 'PERMISSION_SET' && subject === viewer && scope === id,
  );
  return holds(viewing, 'INSTANCE_ACCESS', id, 'READ') || holdsSet || operates(viewing) || audits(viewing);
}

/** A Partner's name or id anywhere in an answer. */
export function partnerVerdict(viewing: Viewing, partner: Pick<Partner, 'id'>): Verdict {
  return among(shown(partnerDoor(viewing, partner)), either(everMentioned(viewing, partner.id)));
}

/** An Instance's name or id anywhere in an answer. */
export function instanceVerdict(viewing: Viewing, instance: Pick<Instance, 'id'>): Verdict {
  return among(shown(instanceDoor(viewing, instance)), either(everMentioned(viewing, instance.id)));
}

/** Who has access to it, and what happened to that; for a Partner also who is at home there. */
export function accessesVerdict(viewing: Viewing, kind: Levelled, target: string): Verdict {
  return shown(holds(viewing, kind, target, 'WRITE') || audits(viewing));
}

/** What a user holds on it. */
export function accessVerdict(viewing: Viewing, kind: Levelled, user: string, target: string): Verdict {
  return user === viewing.viewer ? 'SHOWN' : accessesVerdict(viewing, kind, target);
}

/** Where a user was at home then; whoever reads the Partner sees its users' emails, and may see that they are at home there. */
export function homeVerdict(viewing: Viewing, user: string): Verdict {
  const home = homeOf(viewing.asked, user);
  const writes = home !== null && holds(viewing, 'PARTNER_ACCESS', home, 'WRITE');
  const reads = home !== null && holds(viewing, 'PARTNER_ACCESS', home, 'READ');
  return among(
    shown(user === viewing.viewer || writes || audits(viewing)),
    either(reads || operates(viewing)),
  );
}

/** The right of a user to create Instances, by the Partner where they were at home then. */
export function creatorVerdict(viewing: Viewing, user: string): Verdict {
  const home = homeOf(viewing.asked, user);
  const reads = home !== null && holds(viewing, 'PARTNER_ACCESS', home, 'READ');
  return shown(user === viewing.viewer || reads || operates(viewing) || audits(viewing));
}

/** Whether reading a user's home Partner, or what they hold on something, shows their name, or their email as well. */
export function portalPersonVerdict(viewing: Viewing, user: string, part: 'name' | 'email'): Verdict {
  const { head, asked, viewer } = viewing;
  const home = homeOf(asked, user);
  if (home !== null && holds(viewing, 'PARTNER_ACCESS', home, 'READ')) return 'SHOWN';
  const readable = asked.grants.filter(
    ({ kind, subject, target }) =>
      subject === user && isLevelled(kind) && accessesVerdict(viewing, kind, target) === 'SHOWN',
  );
  const changeable = readable.filter(({ kind, target, value }) => {
    const own = access(head, kind as Levelled, viewer, target);
    return own !== undefined && atLeast(kind, own.value, value);
  });
  return shown((part === 'name' ? readable : changeable).length > 0);
}

const isLevelled = (kind: string): kind is Levelled =>
  kind === 'INSTANCE_ACCESS' || kind === 'PARTNER_ACCESS';

/** An event about a Partner or an Instance, or access to it: part of its log. */
export function portalEventShown(viewing: Viewing, { target, scope }: StoredEvent): boolean {
  const { partner, instance } = scope;
  if (partner !== undefined && holds(viewing, 'PARTNER_ACCESS', partner, 'WRITE')) return true;
  const onSet = target.type === 'PermSet';
  return instance !== undefined && !onSet && holds(viewing, 'INSTANCE_ACCESS', instance, 'WRITE');
}

/** The names of Partners and Instances, and their ids, each with what the viewer may see of it. */
export function portalTexts(viewing: Viewing, world: Viewing['head']['world']) {
  const partners = world.partners.flatMap((version) => {
    const verdict = partnerVerdict(viewing, version);
    return [version.id, version.name].map((text) => ({ text, verdict }));
  });
  const instances = world.instances.flatMap((version) => {
    const verdict = instanceVerdict(viewing, version);
    return [version.id, version.name].map((text) => ({ text, verdict }));
  });
  return [...partners, ...instances];
}

/** The Partners and Instances on the lists of all of them. */
export function portalLists(viewing: Viewing) {
  const { world } = viewing.asked;
  return {
    partners: living(world.partners).filter((one) => partnerDoor(viewing, one)),
    instances: living(world.instances).filter((one) => instanceDoor(viewing, one)),
  };
}
