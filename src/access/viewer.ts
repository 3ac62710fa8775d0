/** READ: who asks, and everything that their authority at the head lets them see. */
import type { ProvenIdentity } from '../kernel/identity.ts';
import type { Id, UserId } from '../kernel/ids.ts';
import type { GrantFact, OrganizationStanding } from './standing.ts';
import { platformStanding, standingIn } from './standing.ts';

/** What the viewer may see, as the lists that statements filter by; empty for what they hold nothing of. */
export interface Sight {
  /** AUDITOR: everything. */
  readonly all: boolean;
  /** OPERATOR or AUDITOR: all users and organizations as lists. */
  readonly lists: boolean;
  /** Organizations whose users, roles and log they see: as owner, or holding `members`. */
  readonly managed: readonly Id[];
  /** Organizations all of whose projects they see listed: as owner, or holding `projects:list`. */
  readonly listed: readonly Id[];
  /** Organizations that they own. */
  readonly owned: readonly Id[];
  /** Organizations that they are a member of. */
  readonly memberOf: readonly Id[];
  /** Projects that they are on, by a role of their own, and the organizations of those. */
  readonly projects: readonly Id[];
  readonly projectOrganizations: readonly Id[];
  /** Projects that they are admin of, by a role of their own. */
  readonly adminOf: readonly Id[];
}

/** What a viewer is made of. */
interface Viewing {
  readonly userId: UserId;
  readonly registered: boolean;
  readonly email: string | null;
  /** Those open at the head and not expired. */
  readonly grants: readonly GrantFact[];
  /** The organizations whose owner the user is. */
  readonly owned: ReadonlySet<Id>;
  readonly identity: ProvenIdentity | undefined;
}

/** A viewer, judged at the head when the request began; never kept beyond the request (rule T7). */
export class Viewer {
  readonly userId: UserId;
  /** Whether the viewer is a user; else they have an identity that is linked to none (rule U4), or are gone. */
  readonly registered: boolean;
  /** The email at the head, by which invitations are theirs; null once erased. */
  readonly email: string | null;
  readonly operator: boolean;
  readonly auditor: boolean;
  readonly sight: Sight;
  /** The identity that the request proved; undefined for an API token. */
  readonly identity: ProvenIdentity | undefined;
  readonly #grants: readonly GrantFact[];
  readonly #owned: ReadonlySet<Id>;
  readonly #standings = new Map<Id, OrganizationStanding>();

  constructor({ userId, registered, email, grants, owned, identity }: Viewing) {
    this.userId = userId;
    this.registered = registered;
    this.email = email;
    this.identity = identity;
    this.#grants = grants;
    this.#owned = owned;
    const platform = platformStanding(grants);
    this.operator = platform.operator;
    this.auditor = platform.auditor;
    this.sight = this.#see();
  }

  /** What the viewer is and may do in an organization; the standing of a stranger where they are none of its members. */
  standing(organization: Id): OrganizationStanding {
    let standing = this.#standings.get(organization);
    if (!standing) {
      standing = this.#standingFrom(organization, this.#grants);
      this.#standings.set(organization, standing);
    }
    return standing;
  }

  /** The same with grants that the viewer does not bring: roles on environment types, which decide nothing of what is seen. */
  standingWith(organization: Id, further: readonly GrantFact[]): OrganizationStanding {
    return this.#standingFrom(organization, [...this.#grants, ...further]);
  }

  #standingFrom(organization: Id, grants: readonly GrantFact[]): OrganizationStanding {
    const owner = this.#owned.has(organization) ? this.userId : undefined;
    return standingIn(organization, owner, this.userId, grants);
  }

  #see(): Sight {
    const managed: Id[] = [];
    const listed: Id[] = [];
    const memberOf: Id[] = [];
    const adminOf: Id[] = [];
    const projects = this.#grants.filter((grant) => grant.kind === 'PROJECT_ROLE');
    for (const { kind, target } of this.#grants) {
      if (kind !== 'ORGANIZATION_MEMBERSHIP') continue;
      memberOf.push(target);
      const standing = this.standing(target);
      if (standing.mayManageUsers) managed.push(target);
      if (standing.mayListProjects) listed.push(target);
    }
    for (const { scope, target } of projects) {
      if (this.standing(scope).projectRole(target)?.value === 'ADMIN') adminOf.push(target);
    }
    return {
      all: this.auditor,
      lists: this.auditor || this.operator,
      managed,
      listed,
      owned: [...this.#owned],
      memberOf,
      projects: projects.map((grant) => grant.target),
      projectOrganizations: [...new Set(projects.map((grant) => grant.scope))],
      adminOf,
    };
  }
}
