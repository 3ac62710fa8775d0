/** READ: who asks, and everything that their authority at the head lets them see. */

import { LEVELS, type Levelled } from '../grants/levels.ts';
import type { ProvenIdentity } from '../kernel/identity.ts';
import type { Id, PartnerId, UserId } from '../kernel/ids.ts';
import { type HeldSet, SetStanding } from './set-standing.ts';
import type { GrantFact, OrganizationStanding } from './standing.ts';
import { platformStanding, standingIn } from './standing.ts';
import { isOnLevel, type LevelStanding, modifiable, standingOn } from './standing-on.ts';

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
  /** Instances that they have access to, and Partners. */
  readonly instances: readonly Id[];
  readonly partners: readonly Id[];
  /** Instances that they may know of: by access, or by a Permission Set that they hold there. */
  readonly knownInstances: readonly Id[];
  /** Instances and Partners that they may modify: they see who has access there, and the log. */
  readonly overseen: readonly Id[];
  /** Instances that they may deploy to: whatever access others have there, they may change it. */
  readonly deployed: readonly Id[];
  /** Instances all of whose Permission Sets they read, holders and log included. */
  readonly setInstances: readonly Id[];
  /** Single sets that they read: those that bear, at the head, a name that `permset=read` names. */
  readonly setsRead: readonly Id[];
  /** Sets that they hold: these they see. */
  readonly setsHeld: readonly Id[];
  /** Instances whose users they manage: they see whoever holds something there. */
  readonly usersEdited: readonly Id[];
}

/** What a viewer is made of. */
interface Viewing {
  readonly userId: UserId;
  readonly registered: boolean;
  readonly email: string | null;
  /** The Partner that the user is at home with. */
  readonly home: PartnerId | null;
  /** Those open at the head and not expired. */
  readonly grants: readonly GrantFact[];
  /** The organizations whose owner the user is. */
  readonly owned: ReadonlySet<Id>;
  /** The Permission Sets that the user holds. */
  readonly sets: readonly SetOnInstance[];
  readonly identity: ProvenIdentity | undefined;
}

interface SetOnInstance extends HeldSet {
  readonly instance: Id;
  /** The sets that its permissions mention, by the names that they bear at the head. */
  readonly named: ReadonlyMap<string, Id>;
}

/** A viewer, judged at the head when the request began; never kept beyond the request (rule T7). */
export class Viewer {
  readonly userId: UserId;
  /** Whether the viewer is a user; else they have an identity that is linked to none (rule U4), or are gone. */
  readonly registered: boolean;
  /** The email at the head, by which invitations are theirs; null once erased. */
  readonly email: string | null;
  /** The Partner that the viewer is at home with. */
  readonly home: PartnerId | null;
  readonly operator: boolean;
  readonly auditor: boolean;
  readonly sight: Sight;
  /** The identity that the request proved; undefined for an API token. */
  readonly identity: ProvenIdentity | undefined;
  readonly #grants: readonly GrantFact[];
  readonly #owned: ReadonlySet<Id>;
  readonly #standings = new Map<Id, OrganizationStanding>();
  /** The grants on Instances and Partners, by what they are held on. */
  readonly #levels: ReadonlyMap<Id, GrantFact>;
  readonly #held: readonly SetOnInstance[];
  /** What the viewer may do with Permission Sets, by Instance: where they hold any. */
  readonly #sets: ReadonlyMap<Id, SetStanding>;

  constructor({ userId, registered, email, home, grants, owned, sets, identity }: Viewing) {
    this.userId = userId;
    this.registered = registered;
    this.email = email;
    this.home = home;
    this.identity = identity;
    this.#grants = grants;
    this.#owned = owned;
    this.#held = sets;
    this.#sets = setStandings(sets);
    this.#levels = new Map(grants.filter(isOnLevel).map((grant) => [grant.target, grant]));
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

  /** What the viewer may do with an Instance or a Partner: with that very thing, whatever lies around it. */
  standingOn<Type extends Levelled>(type: Type, id: Id): LevelStanding<Type> {
    const grant = this.#levels.get(id);
    return standingOn(type, grant?.kind === LEVELS[type].name ? grant : undefined);
  }

  /** What the viewer may do with the Permission Sets of an Instance. */
  setStanding(instance: Id): SetStanding {
    return this.#sets.get(instance) ?? NO_SETS;
  }

  /** Whether they hold a set on the Instance. */
  holdsSetOn(instance: Id): boolean {
    return this.#sets.has(instance);
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
      instances: this.#heldOn('Instance'),
      partners: this.#heldOn('Partner'),
      knownInstances: [...new Set([...this.#heldOn('Instance'), ...this.#sets.keys()])],
      overseen: [...modifiable(this.#grants)],
      ...seenSets(this.#sets, this.#held),
      deployed: this.#heldOn('Instance').filter((id) => this.standingOn('Instance', id).rights.has('DEPLOY')),
    };
  }

  #heldOn(type: Levelled): Id[] {
    const held = this.#grants.filter(({ kind }) => kind === LEVELS[type].name);
    return held.map(({ target }) => target);
  }
}

const NO_SETS = new SetStanding([]);

function setStandings(sets: readonly SetOnInstance[]): Map<Id, SetStanding> {
  const instances = new Set(sets.map(({ instance }) => instance));
  return new Map(
    [...instances].map((id) => [id, new SetStanding(sets.filter(({ instance }) => instance === id))]),
  );
}

function seenSets(
  standings: ReadonlyMap<Id, SetStanding>,
  held: readonly SetOnInstance[],
): Pick<Sight, 'setInstances' | 'setsRead' | 'setsHeld' | 'usersEdited'> {
  const all = [...standings];
  const read = held.flatMap(({ instance, named }) =>
    [...named].filter(([name]) => standings.get(instance)?.readNames.has(name)).map(([, id]) => id),
  );
  return {
    setInstances: all.filter(([, standing]) => standing.may('read')).map(([instance]) => instance),
    setsRead: [...new Set(read)],
    setsHeld: held.map(({ id }) => id),
    usersEdited: all.filter(([, { managesUsers }]) => managesUsers).map(([instance]) => instance),
  };
}
