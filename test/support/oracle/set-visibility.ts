/** ORACLE: who may read what of Permission Sets: by `permset=read` as limited by its value list, and who holds a set sees it. */
import { holdsPlatformRole } from './access.ts';
import { effective, heldSets, managesSetUsers, mayOnSets } from './perm-sets.ts';
import { mentionedIn, namesIn } from './permissions.ts';
import type { StoredEvent } from './stored-event.ts';
import { among, either, shown, type Verdict, type Viewing } from './viewing.ts';
import { find, type PermSet, type World } from './world.ts';

const audits = ({ head, viewer }: Viewing): boolean => holdsPlatformRole(head, viewer, 'AUDITOR');

/** Whether the viewer's permissions now let them read a set, by the name that it bears now; what is gone bears none. */
function reads({ head, viewer }: Viewing, { id, instanceId }: Pick<PermSet, 'id' | 'instanceId'>): boolean {
  return mayOnSets(head, viewer, instanceId, 'read', find(head.world.permSets, id));
}

function holdsNow({ head, viewer }: Viewing, id: string): boolean {
  return head.grants.some(
    ({ kind, subject, target }) => kind === 'PERMISSION_SET' && subject === viewer && target === id,
  );
}

/** A set by its own door. */
export function setVerdict(viewing: Viewing, set: Pick<PermSet, 'id' | 'instanceId'>): Verdict {
  const { asked, viewer } = viewing;
  const ever = asked.world.grants.some(({ subject, target }) => subject === viewer && target === set.id);
  return among(shown(reads(viewing, set) || holdsNow(viewing, set.id) || audits(viewing)), either(ever));
}

/** Who holds a set. */
export function holdersVerdict(viewing: Viewing, set: Pick<PermSet, 'id' | 'instanceId'>): Verdict {
  return shown(reads(viewing, set) || audits(viewing));
}

/** That a user holds a set. */
export function holdingVerdict(
  viewing: Viewing,
  user: string,
  set: Pick<PermSet, 'id' | 'instanceId'>,
): Verdict {
  return user === viewing.viewer ? 'SHOWN' : holdersVerdict(viewing, set);
}

/** All that a user holds on an Instance, and that it is all. */
export function allHeldVerdict(viewing: Viewing, user: string, instance: string): Verdict {
  const { head, asked, viewer } = viewing;
  if (user === viewer || audits(viewing) || mayOnSets(head, viewer, instance, 'read')) return 'SHOWN';
  const readable = heldSets(asked, user, instance).every((set) => reads(viewing, set));
  return either(readable && namesIn(effective(head, viewer, instance)).length > 0);
}

/** Whether sets that a user holds show the viewer their name, or their email as well. */
export function setPersonVerdict(viewing: Viewing, user: string, part: 'name' | 'email'): Verdict {
  const { head, asked, viewer } = viewing;
  const held = asked.world.permSets.filter(
    (set) => set.until === null && heldSets(asked, user, set.instanceId).includes(set),
  );
  const managed = held.filter(({ instanceId }) => managesSetUsers(head, viewer, instanceId));
  const readable = held.some((set) => reads(viewing, set));
  // Whoever has a level on the Instance alone may count as there, or not.
  const besides = asked.grants.some(
    ({ kind, subject, target }) =>
      kind === 'INSTANCE_ACCESS' && subject === user && managesSetUsers(head, viewer, target),
  );
  return among(shown(managed.length > 0 || (part === 'name' && readable)), either(besides));
}

/** An event about a set: part of the log of that set. */
export function setEventShown(viewing: Viewing, { target, scope }: StoredEvent): boolean {
  const { instance } = scope;
  if (target.type !== 'PermSet' || instance === undefined) return false;
  return reads(viewing, { id: target.id, instanceId: instance });
}

/** The ids and texts of sets, each with what the viewer may see of it; what a set names is seen with it. */
export function setTexts(viewing: Viewing, world: World) {
  return world.permSets.flatMap((version) => {
    const verdict = setVerdict(viewing, version);
    const { id, name, description, permissions } = version;
    const named = verdict === 'HIDDEN' ? [] : mentionedIn(permissions);
    return [id, name, description ?? '', ...named].map((text) => ({ text, verdict }));
  });
}
