/** READ: where rights are asked about: which there are, what is held there, and whether the viewer may read that. */
import { ENVIRONMENT_TYPE_ROLE, type EnvironmentType } from '../grants/kinds/environment-type-role/kind.ts';
import { ORGANIZATION_PERMISSION } from '../grants/kinds/organization-permission/kind.ts';
import { PROJECT_ROLE } from '../grants/kinds/project-role/kind.ts';
import { LEVELS, type Levelled } from '../grants/levels.ts';
import type { Right } from '../grants/rights.ts';
import type { UserId } from '../kernel/ids.ts';
import { anyThing } from './entities.ts';
import { type HeldGrant, holdingsOn } from './held-grants.ts';
import { levelHeld } from './held-levels.ts';
import type { Read } from './read.ts';
import { type Access, onEveryEnvironment, type Where } from './standing.ts';
import { standingOn } from './standing-on.ts';
import type { EntityView, EnvironmentView, OrganizationView, ProjectView } from './views/entity-views.ts';
import { mayOversee, mayReadMembers, mayReadRoles } from './visibility.ts';

/** What somebody holds at a place, derived access included. */
export interface HeldThere {
  readonly accesses: readonly Access<string, HeldGrant>[];
  /** Whether they hold anything there, be it what gives no right. */
  readonly any: boolean;
}

export interface Place {
  /** What grants that count there are held on. */
  readonly on: EntityView;
  /** The environment asked about. */
  readonly environment: EnvironmentView | null;
  /** The rights that something gives there. */
  readonly rights: ReadonlySet<Right>;
  /** Whether the viewer may read what others hold there. */
  readonly open: boolean;
  /** Whoever asks sees to it that the viewer may read it; undefined where what it lies in is gone. */
  held(user: UserId): Promise<HeldThere | undefined>;
}

/** Undefined for what no rights are held on, and for what lies in something that is gone. */
export async function placeOf(
  read: Read,
  target: EntityView,
  type: EnvironmentType | null,
): Promise<Place | undefined> {
  switch (target.__typename) {
    case 'Organization':
      return inOrganization(read, target, {}, null);
    case 'Project':
      return inOrganization(read, target, { project: target.id, ...(type && { type }) }, null);
    case 'Environment': {
      const project = await anyThing(read, target.projectId);
      if (project?.__typename !== 'Project') return undefined;
      return inOrganization(read, project, { project: project.id, type: target.type }, target);
    }
    case 'Partner':
    case 'Instance':
      return onLevels(read, target);
    default:
      return undefined;
  }
}

function inOrganization(
  read: Read,
  on: OrganizationView | ProjectView,
  where: Where,
  environment: EnvironmentView | null,
): Place {
  const { viewer } = read;
  const isProject = on.__typename === 'Project';
  const organization = isProject ? on.organizationId : on.id;
  return {
    on,
    environment,
    rights: rightsThere(where, environment),
    open: isProject ? mayReadRoles(viewer, on) : mayReadMembers(viewer, organization),
    async held(user) {
      const holdings = await holdingsOn(read, { user, organization, target: on.id });
      if (!holdings) return undefined;
      const { standing, grants } = holdings;
      return { accesses: standing.accesses(where), any: standing.owner || grants.length > 0 };
    },
  };
}

function onLevels(read: Read, on: EntityView & { readonly __typename: Levelled }): Place {
  const { __typename: type, id: target } = on;
  return {
    on,
    environment: null,
    rights: givenBy(LEVELS[type]),
    open: mayOversee(read.viewer, type, target),
    async held(user) {
      const { access } = standingOn(type, await levelHeld(read, { user, type, target }));
      return { accesses: access ? [access] : [], any: access !== undefined };
    },
  };
}

function rightsThere({ project, type }: Where, environment: EnvironmentView | null): ReadonlySet<Right> {
  if (project === undefined) return givenBy(ORGANIZATION_PERMISSION);
  if (type === undefined) return givenBy(PROJECT_ROLE);
  const all = new Set([...givenBy(PROJECT_ROLE), ...givenBy(ENVIRONMENT_TYPE_ROLE)]);
  return environment ? all : onEveryEnvironment(all);
}

function givenBy(kind: { readonly rights: Readonly<Record<string, readonly Right[]>> }): Set<Right> {
  return new Set(Object.values(kind.rights).flat());
}
