/** READ: may this user do that there, now or then, and by what: the question of every check screen. */
import { ENVIRONMENT_TYPE_ROLE, type EnvironmentType } from '../grants/kinds/environment-type-role/kind.ts';
import { ORGANIZATION_PERMISSION } from '../grants/kinds/organization-permission/kind.ts';
import { PROJECT_ROLE } from '../grants/kinds/project-role/kind.ts';
import type { Right } from '../grants/rights.ts';
import { invalid } from '../kernel/refusal.ts';
import { anyThing, userBy } from './entities.ts';
import { type HeldGrant, type HeldOn, type Holdings, holdingsOn } from './held-grants.ts';
import type { Read } from './read.ts';
import { type Access, type AccessSource, onEveryEnvironment, rightsOf, type Where } from './standing.ts';
import type {
  EntityView,
  EnvironmentView,
  OrganizationView,
  ProjectView,
  UserView,
} from './views/entity-views.ts';
import { GrantView } from './views/grant-view.ts';
import { mayKnow, mayReadMembers, mayReadRoles } from './visibility.ts';
import { RIGHTS_WITHHELD } from './withheld.ts';

/** What is asked. */
export interface Question {
  /** The user, by id or email. */
  readonly user: string;
  readonly right: Right;
  /** The id of an organization, a project or an environment. */
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

/** Where the right is asked about, and what the grants are held on that count there. */
interface Place extends Omit<HeldOn, 'user'> {
  readonly on: OrganizationView | ProjectView;
  readonly where: Where;
  readonly environment: EnvironmentView | null;
}

/** Null where the viewer may not know of the user or the target; withheld where they may not read what is held there. */
export async function checkRight(read: Read, question: Question): Promise<Check | null> {
  const [user, target] = await Promise.all([userBy(read, question.user), anyThing(read, question.target)]);
  const place = target && (await placeOf(read, target, question.environmentType));
  if (!user || !place) return null;
  const holdings = await holdingsOn(read, { ...place, user: user.id });
  const own = user.id === read.viewer.userId;
  // One's own grants show what they are held on, also where by now one may not know of it.
  const known = mayKnow(read.viewer, target) || (own && !place.environment && holdsAny(holdings));
  if (!holdings || !known) return null;
  if (!own && !mayReadHoldings(read, place)) return RIGHTS_WITHHELD;
  requireRightThere(place, question);
  const givenBy = sourcesOf(question.right, user, place, holdings);
  const { right, environmentType } = question;
  return { user, right, target, environmentType, allowed: givenBy.length > 0, givenBy };
}

/** Undefined for what no rights are held on, and for what lies in something that is gone. */
async function placeOf(
  read: Read,
  target: EntityView,
  type: EnvironmentType | null,
): Promise<Place | undefined> {
  switch (target.__typename) {
    case 'Organization': {
      const { id } = target;
      return { organization: id, target: id, on: target, where: {}, environment: null };
    }
    case 'Project': {
      const { id, organizationId: organization } = target;
      const where = { project: id, ...(type && { type }) };
      return { organization, target: id, on: target, where, environment: null };
    }
    case 'Environment': {
      const { projectId, organizationId: organization } = target;
      const on = await anyThing(read, projectId);
      if (on?.__typename !== 'Project') return undefined;
      const where = { project: projectId, type: target.type };
      return { organization, target: projectId, on, where, environment: target };
    }
    default:
      return undefined;
  }
}

function holdsAny(holdings: Holdings | undefined): boolean {
  return holdings !== undefined && (holdings.standing.owner || holdings.grants.length > 0);
}

function mayReadHoldings({ viewer }: Read, { on }: Place): boolean {
  return on.__typename === 'Project' ? mayReadRoles(viewer, on) : mayReadMembers(viewer, on.id);
}

/** Refuses rights that nothing gives there: such a question is a mistake, and a plain no would hide it. */
function requireRightThere(place: Place, { right, environmentType }: Question): void {
  if (environmentType && (place.environment || place.on.__typename !== 'Project')) {
    throw invalid('environmentType', 'An environment type is asked about with a project alone.');
  }
  const there = rightsThere(place);
  if (there.has(right)) return;
  throw invalid('right', `${right} is no right there.`, `Ask about one of ${[...there].join(', ')}.`);
}

function rightsThere({ where, environment }: Place): ReadonlySet<Right> {
  const givenBy = (kind: { readonly rights: Readonly<Record<string, readonly Right[]>> }) =>
    Object.values(kind.rights).flat();
  if (where.project === undefined) return new Set(givenBy(ORGANIZATION_PERMISSION));
  if (where.type === undefined) return new Set(givenBy(PROJECT_ROLE));
  const all = new Set([...givenBy(PROJECT_ROLE), ...givenBy(ENVIRONMENT_TYPE_ROLE)]);
  return environment ? all : onEveryEnvironment(all);
}

function sourcesOf(right: Right, user: UserView, place: Place, { standing }: Holdings): RightSource[] {
  const { where, on, environment } = place;
  if (environment && right === 'SSH') {
    const applied = environment.sshUserIds.includes(user.id);
    return applied ? [{ source: 'SSH_APPLIED', kind: null, value: null, grant: null }] : [];
  }
  return standing
    .accesses(where)
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
