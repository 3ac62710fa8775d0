/** READ: may this user do that there, now or then, and by what: the question of every check screen. */
import { ENVIRONMENT_TYPE_ROLE, type EnvironmentType } from '../grants/kinds/environment-type-role/kind.ts';
import type { Right } from '../grants/rights.ts';
import { invalid } from '../kernel/refusal.ts';
import { type HeldThere, type Place, placeOf } from './check-places.ts';
import { anyThing, userBy } from './entities.ts';
import type { HeldGrant } from './held-grants.ts';
import type { Read } from './read.ts';
import { type Access, type AccessSource, rightsOf } from './standing.ts';
import type { EntityView, UserView } from './views/entity-views.ts';
import { GrantView } from './views/grant-view.ts';
import { mayKnow } from './visibility.ts';
import { RIGHTS_WITHHELD } from './withheld.ts';

/** What is asked. */
export interface Question {
  /** The user, by id or email. */
  readonly user: string;
  readonly right: Right;
  /** The id of an organization, a project, an environment, an Instance or a Partner. */
  readonly target: string;
  /** With a project: whether on all its environments of that type. */
  readonly environmentType: EnvironmentType | null;
}

/** What was found. Nothing gives a right that is not held. */
export interface Check {
  readonly user: UserView;
  readonly right: Right;
  readonly target: EntityView;
  readonly environmentType: EnvironmentType | null;
  readonly allowed: boolean;
  readonly givenBy: readonly RightSource[];
}

/** One access that gives a right. */
export interface RightSource {
  readonly source: AccessSource;
  /** What is held: a value of a kind; null for what is applied and not held. */
  readonly kind: string | null;
  readonly value: string | null;
  /** The grant that gives it, or that it follows from; null where it follows from no grant. */
  readonly grant: GrantView | null;
}

/** Null where the viewer may not know of the user or the target; withheld where they may not read what is held there. */
export async function checkRight(read: Read, question: Question): Promise<Check | null> {
  const [user, target] = await Promise.all([userBy(read, question.user), anyThing(read, question.target)]);
  const place = target && (await placeOf(read, target, question.environmentType));
  if (!user || !place) return null;
  const held = await place.held(user.id);
  const own = user.id === read.viewer.userId;
  // One's own grants show what they are held on, also where by now one may not know of it.
  const known = mayKnow(read.viewer, target) || (own && !place.environment && held?.any === true);
  if (!held || !known) return null;
  if (!own && !place.open) return RIGHTS_WITHHELD;
  requireRightThere(place, question);
  const givenBy = sourcesOf(question.right, user, place, held);
  const { right, environmentType } = question;
  return { user, right, target, environmentType, allowed: givenBy.length > 0, givenBy };
}

/** Refuses rights that nothing gives there: such a question is a mistake, and a plain no would hide it. */
function requireRightThere({ on, environment, rights }: Place, { right, environmentType }: Question): void {
  if (environmentType && (environment || on.__typename !== 'Project')) {
    throw invalid('environmentType', 'An environment type is asked about with a project alone.');
  }
  if (rights.has(right)) return;
  throw invalid('right', `${right} is no right there.`, `Ask about one of ${[...rights].join(', ')}.`);
}

function sourcesOf(right: Right, user: UserView, place: Place, { accesses }: HeldThere): RightSource[] {
  const { on, environment } = place;
  if (environment && right === 'SSH') {
    const applied = environment.sshUserIds.includes(user.id);
    return applied ? [{ source: 'SSH_APPLIED', kind: null, value: null, grant: null }] : [];
  }
  return accesses
    .filter((access) => rightsOf([access]).has(right))
    .map((access) => sourceOf(access, user, on));
}

function sourceOf(access: Access<string, HeldGrant>, subject: UserView, target: EntityView): RightSource {
  const { source, kind, value } = access;
  const held = access.grant ?? access.derivedFrom;
  const environmentType = held?.kind === ENVIRONMENT_TYPE_ROLE.name ? (held.slot as EnvironmentType) : null;
  const grant = held
    ? new GrantView({ ...held, subject, target, ...(environmentType && { environmentType }) })
    : null;
  return { source, kind, value, grant };
}
