/** ORACLE: the world that a log describes: every entity and every grant that ever was, each with its two positions. */

/** Something that held from one position until another (half-open); `until` is null while it holds. */
export interface Lifetime {
  readonly from: number;
  until: number | null;
}

export interface User extends Lifetime {
  readonly id: string;
  /** Commitments; the values lie beside the log. */
  readonly email: string | null;
  readonly name: string | null;
  readonly homePartnerId: string | null;
}

interface ApiToken extends Lifetime {
  readonly id: string;
  readonly userId: string;
  readonly expiresAt: string | null;
  /** Whether linking an identity ends it. */
  readonly provisional: boolean;
}

interface Identity extends Lifetime {
  readonly id: string;
  readonly userId: string;
  readonly issuer: string;
  /** The commitment of issuer and subject. */
  readonly identity: string;
}

export interface Partner extends Lifetime {
  readonly id: string;
  readonly name: string;
}

export interface Instance extends Lifetime {
  readonly id: string;
  readonly partnerId: string;
  readonly name: string;
}

export interface PermSet extends Lifetime {
  readonly id: string;
  readonly instanceId: string;
  readonly name: string;
  readonly description: string | null;
  readonly enabled: boolean;
  readonly permissions: readonly string[];
  /** The set of which it is a duplicate. */
  readonly sourceId: string | null;
}

export interface Organization extends Lifetime {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly ownerId: string;
}

export interface Project extends Lifetime {
  readonly id: string;
  readonly organizationId: string;
  readonly title: string;
  readonly defaultBranch: string | null;
}

export interface Environment extends Lifetime {
  readonly id: string;
  readonly organizationId: string;
  readonly projectId: string;
  readonly parentId: string | null;
  readonly name: string;
  readonly type: string;
  readonly minRole: string;
  readonly sshUserIds: readonly string[];
}

export interface Invitation extends Lifetime {
  readonly id: string;
  readonly organizationId: string;
  readonly kind: string;
  readonly targetId: string;
  /** The commitment. */
  readonly email: string;
  readonly state: string;
  readonly invitedBy: string;
  /** Whether history says so, which asks nobody whether they may (rule U3). */
  readonly inHistory: boolean;
  /** The position of the event that sent it last. */
  readonly sent: number;
  readonly sentAt: string;
  readonly requested: {
    readonly permissions: readonly string[];
    readonly projectRole: string | null;
    readonly environmentTypes: readonly { readonly type: string; readonly role: string }[];
    readonly expiresAt: string | null;
  };
}

export interface Grant extends Lifetime {
  readonly kind: string;
  readonly subject: string;
  readonly target: string;
  readonly slot: string;
  /** What the target lies in: an organization, a Partner, an Instance, or the portal. */
  readonly scope: string;
  readonly value: string;
  readonly expiresAt: string | null;
}

/** Everything that a log says, up to its last event. Each list holds every version that ever was, in log order. */
export interface World {
  position: number;
  occurredAt: string;
  recordedAt: string;
  readonly users: User[];
  readonly tokens: ApiToken[];
  readonly identities: Identity[];
  readonly partners: Partner[];
  readonly instances: Instance[];
  readonly permSets: PermSet[];
  readonly organizations: Organization[];
  readonly projects: Project[];
  readonly environments: Environment[];
  readonly invitations: Invitation[];
  readonly grants: Grant[];
}

/** The target of grants that hold everywhere. */
export const EVERYWHERE = '00000000-0000-0000-0000-000000000000';

/** The world of the empty log. */
export function emptyWorld(): World {
  const start = '1970-01-01T00:00:00.000Z';
  return {
    position: 0,
    occurredAt: start,
    recordedAt: start,
    users: [],
    tokens: [],
    identities: [],
    partners: [],
    instances: [],
    permSets: [],
    organizations: [],
    projects: [],
    environments: [],
    invitations: [],
    grants: [],
  };
}

/** What of a list still holds. */
export function living<Row extends Lifetime>(rows: readonly Row[]): Row[] {
  return rows.filter((row) => row.until === null);
}

/** What of a list held as of a position. */
export function asOf<Row extends Lifetime>(rows: readonly Row[], position: number): Row[] {
  return rows.filter(({ from, until }) => from <= position && (until === null || until > position));
}

/** The living version of an entity. */
export function find<Row extends Lifetime & { readonly id: string }>(
  rows: readonly Row[],
  id: string,
): Row | undefined {
  return rows.find((row) => row.until === null && row.id === id);
}

/**
 * The grants that count: those open in this world and, where a moment is given, not past their expiry at that
 * moment. As of a position nothing is dropped; as of a time, and now, a grant ends on the instant.
 */
export function holding(world: World, moment: string | null): Grant[] {
  return living(world.grants).filter(
    (grant) => moment === null || grant.expiresAt === null || grant.expiresAt > moment,
  );
}
