/** ORACLE: the plain left fold. It shares no line with the product, is slow, and is meant to be read. */
import { sceneOf, sshDesired } from './access.ts';
import {
  commitmentOf,
  objectOf,
  organizationOf,
  positionOf,
  type StoredEvent,
  subjectOf,
  textOf,
  textOrNull,
} from './stored-event.ts';
import { EVERYWHERE, emptyWorld, find, type Invitation, type Lifetime, living, type World } from './world.ts';

/** An event that does not apply: it would change nothing, or contradicts what came before it. */
class Contradiction extends Error {
  override readonly name = 'Contradiction';
  constructor(event: StoredEvent, why: string) {
    super(`${event.type} at ${event.position}: ${why} — ${JSON.stringify(event)}`);
  }
}

/** The world after these events, which are a log from its beginning. */
export function fold(events: readonly StoredEvent[]): World {
  const world = emptyWorld();
  for (const event of events) step(world, event);
  return world;
}

/** The world after one more event; changes the world that it is given. */
export function step(world: World, event: StoredEvent): void {
  const effect = EFFECTS[event.type];
  if (!effect) throw new Contradiction(event, 'the oracle knows no such event');
  if (positionOf(event) !== world.position + 1)
    throw new Contradiction(event, `follows position ${world.position}`);
  if (event.occurredAt < world.occurredAt)
    throw new Contradiction(event, `occurred before ${world.occurredAt}`);
  if (event.recordedAt < world.recordedAt)
    throw new Contradiction(event, `was recorded before ${world.recordedAt}`);
  if (event.occurredAt > event.recordedAt) throw new Contradiction(event, 'was recorded before it occurred');
  effect(world, event);
  world.position = positionOf(event);
  world.occurredAt = event.occurredAt;
  world.recordedAt = event.recordedAt;
}

type Row = Lifetime & { readonly id: string };

function create<R extends Row>(rows: R[], event: StoredEvent, row: Omit<R, 'from' | 'until' | 'id'>): void {
  const { id } = event.target;
  if (rows.some((other) => other.id === id)) throw new Contradiction(event, `${id} was created before`);
  rows.push({ ...row, id, from: positionOf(event), until: null } as unknown as R);
}

function current<R extends Row>(rows: readonly R[], event: StoredEvent, id: string = event.target.id): R {
  const row = find(rows, id);
  if (!row) throw new Contradiction(event, `${id} is not living`);
  return row;
}

function alter<R extends Row>(
  rows: R[],
  event: StoredEvent,
  change: Partial<Omit<R, 'from' | 'until' | 'id'>>,
): void {
  const row = current(rows, event);
  const next = { ...row, ...change };
  if (JSON.stringify(next) === JSON.stringify(row)) throw new Contradiction(event, 'changes nothing');
  row.until = positionOf(event);
  rows.push({ ...next, from: positionOf(event), until: null });
}

function end(row: Lifetime, event: StoredEvent): void {
  row.until = positionOf(event);
}

interface Held {
  readonly kind: string;
  readonly slot: string;
}

/** Which grant a grant event is about. A membership has events of its own and says nothing of it in its data. */
function held(event: StoredEvent): Held {
  if (event.type === 'MemberAdded' || event.type === 'MemberRemoved')
    return { kind: 'ORGANIZATION_MEMBERSHIP', slot: '' };
  const kind = textOf(event, 'kind');
  if (kind === 'ENVIRONMENT_TYPE_ROLE') return { kind, slot: textOf(event, 'environmentType') };
  if (kind === 'ORGANIZATION_PERMISSION' || kind === 'PLATFORM_ROLE')
    return { kind, slot: textOf(event, 'value') };
  if (kind === 'PROJECT_ROLE') return { kind, slot: '' };
  throw new Contradiction(event, `the oracle knows no grants of the kind ${kind}`);
}

function openGrant(world: World, event: StoredEvent) {
  const { kind, slot } = held(event);
  const subject = subjectOf(event);
  const target = event.target.id;
  const found = living(world.grants).filter(
    (grant) =>
      grant.kind === kind && grant.subject === subject && grant.target === target && grant.slot === slot,
  );
  if (found.length > 1) throw new Contradiction(event, 'two open grants are the same');
  return found[0];
}

function open(world: World, event: StoredEvent, value: string, expiresAt: string | null): void {
  if (openGrant(world, event)) throw new Contradiction(event, 'is held already');
  current(world.users, event, subjectOf(event));
  const { kind, slot } = held(event);
  const scope = kind === 'PLATFORM_ROLE' ? EVERYWHERE : organizationOf(event);
  if (kind === 'PLATFORM_ROLE' && event.target.id !== EVERYWHERE)
    throw new Contradiction(event, 'is not held on the portal');
  if (expiresAt !== null && expiresAt <= event.occurredAt)
    throw new Contradiction(event, 'expired before it began');
  world.grants.push({
    kind,
    subject: subjectOf(event),
    target: event.target.id,
    slot,
    scope,
    value,
    expiresAt,
    from: positionOf(event),
    until: null,
  });
}

function close(world: World, event: StoredEvent, value: string) {
  const grant = openGrant(world, event);
  if (!grant) throw new Contradiction(event, 'nothing of the kind is held');
  if (grant.value !== value) throw new Contradiction(event, `the value held is ${grant.value}`);
  end(grant, event);
  return grant;
}

/** The pending invitation that an event is about. */
function pending(world: World, event: StoredEvent): Invitation {
  const invitation = current(world.invitations, event);
  if (invitation.state !== 'PENDING') throw new Contradiction(event, `the invitation is ${invitation.state}`);
  if (invitation.kind !== event.data.kind || invitation.targetId !== event.data.targetId)
    throw new Contradiction(event, 'the invitation is to something else');
  return invitation;
}

/** What an event that sends an invitation makes of it. */
const sentBy = (event: StoredEvent) => ({
  invitedBy: event.actor,
  inHistory: event.importedBy !== undefined,
  sent: positionOf(event),
  sentAt: event.occurredAt,
  requested: objectOf(event, 'requested') as unknown as Invitation['requested'],
});

/** What each type of event does. */
const EFFECTS: Readonly<Record<string, (world: World, event: StoredEvent) => void>> = {
  UserRegistered(world, event) {
    const [email, name] = [commitmentOf(event, 'email'), commitmentOf(event, 'name')];
    if (email === undefined || name === undefined) throw new Contradiction(event, 'has no email or no name');
    create(world.users, event, { email, name, homePartnerId: textOrNull(event, 'homePartnerId') });
  },
  UserProfileChanged(world, event) {
    const [email, name] = [commitmentOf(event, 'email'), commitmentOf(event, 'name')];
    alter(world.users, event, {
      ...(email === undefined ? {} : { email }),
      ...(name === undefined ? {} : { name }),
    });
  },
  UserDeleted(world, event) {
    end(current(world.users, event), event);
  },
  ApiTokenIssued(world, event) {
    current(world.users, event, subjectOf(event));
    const provisional = event.data.provisional === true;
    const expiresAt = textOrNull(event, 'expiresAt');
    create(world.tokens, event, { userId: subjectOf(event), expiresAt, provisional });
  },
  ApiTokenRevoked(world, event) {
    end(current(world.tokens, event), event);
  },
  IdentityLinked(world, event) {
    const identity = commitmentOf(event, 'identity');
    if (identity === undefined) throw new Contradiction(event, 'does not say who');
    if (event.actor !== subjectOf(event)) throw new Contradiction(event, 'is nobody else to say');
    current(world.users, event, subjectOf(event));
    create(world.identities, event, { userId: subjectOf(event), issuer: textOf(event, 'issuer'), identity });
  },
  IdentityUnlinked(world, event) {
    end(current(world.identities, event), event);
  },
  OrganizationCreated(world, event) {
    const [name, label, ownerId] = [textOf(event, 'name'), textOf(event, 'label'), textOf(event, 'ownerId')];
    current(world.users, event, ownerId);
    create(world.organizations, event, { name, label, ownerId });
  },
  OrganizationRenamed(world, event) {
    const [from, to] = [objectOf(event, 'from'), objectOf(event, 'to')];
    const before = current(world.organizations, event);
    if (before.name !== from.name || before.label !== from.label)
      throw new Contradiction(event, 'had another name');
    alter(world.organizations, event, { name: textOf(event, 'name', to), label: textOf(event, 'label', to) });
  },
  OrganizationDeleted(world, event) {
    if (living(world.projects).some((project) => project.organizationId === event.target.id)) {
      throw new Contradiction(event, 'the organization still has projects');
    }
    end(current(world.organizations, event), event);
  },
  ProjectCreated(world, event) {
    const organizationId = textOf(event, 'organizationId');
    current(world.organizations, event, organizationId);
    create(world.projects, event, {
      organizationId,
      title: textOf(event, 'title'),
      defaultBranch: textOrNull(event, 'defaultBranch'),
    });
  },
  ProjectRenamed(world, event) {
    if (current(world.projects, event).title !== textOf(event, 'from'))
      throw new Contradiction(event, 'had another title');
    alter(world.projects, event, { title: textOf(event, 'to') });
  },
  ProjectDeleted(world, event) {
    end(current(world.projects, event), event);
  },
  DefaultBranchChanged(world, event) {
    const before = current(world.projects, event).defaultBranch;
    if (before !== textOrNull(event, 'from'))
      throw new Contradiction(event, `the default branch was ${before}`);
    alter(world.projects, event, { defaultBranch: textOf(event, 'to') });
  },
  EnvironmentCreated(world, event) {
    const projectId = event.scope.project;
    if (projectId === undefined) throw new Contradiction(event, 'belongs to no project');
    const project = current(world.projects, event, projectId);
    if (project.organizationId !== organizationOf(event))
      throw new Contradiction(event, 'names another organization');
    const created = {
      organizationId: project.organizationId,
      projectId,
      parentId: textOrNull(event, 'parentId'),
      name: textOf(event, 'name'),
      type: textOf(event, 'type'),
      minRole: textOf(event, 'minRole'),
      sshUserIds: event.data.sshUserIds as string[],
    };
    create(world.environments, event, created);
    const expected = sshDesired(sceneOf(world, event.occurredAt), created);
    if (JSON.stringify(created.sshUserIds) !== JSON.stringify(expected))
      throw new Contradiction(event, `SSH is for ${expected}`);
  },
  EnvironmentDeleted(world, event) {
    end(current(world.environments, event), event);
  },
  EnvironmentTypeChanged(world, event) {
    if (current(world.environments, event).type !== textOf(event, 'from'))
      throw new Contradiction(event, 'had another type');
    alter(world.environments, event, { type: textOf(event, 'to') });
  },
  SshPolicyChanged(world, event) {
    if (current(world.environments, event).minRole !== textOf(event, 'from'))
      throw new Contradiction(event, 'had another least role');
    alter(world.environments, event, { minRole: textOf(event, 'to') });
  },
  EnvironmentRedeployed(world, event) {
    const environment = current(world.environments, event);
    const sshUserIds = event.data.sshUserIds as string[];
    const expected = sshDesired(sceneOf(world, event.occurredAt), environment);
    if (JSON.stringify(sshUserIds) !== JSON.stringify(expected))
      throw new Contradiction(event, `SSH is for ${expected}`);
    // Always a new version, also where the users stay the same.
    end(environment, event);
    world.environments.push({ ...environment, sshUserIds, from: positionOf(event), until: null });
  },
  OwnershipTransferred(world, event) {
    const [from, to] = [textOf(event, 'from'), textOf(event, 'to')];
    if (current(world.organizations, event).ownerId !== from)
      throw new Contradiction(event, 'had another owner');
    current(world.users, event, to);
    alter(world.organizations, event, { ownerId: to });
  },
  InvitationCreated(world, event) {
    const [kind, targetId, email] = [
      textOf(event, 'kind'),
      textOf(event, 'targetId'),
      commitmentOf(event, 'email'),
    ];
    if (email === undefined) throw new Contradiction(event, 'has no email');
    const organizationId = organizationOf(event);
    if (kind === 'PROJECT') {
      const project = current(world.projects, event, targetId);
      if (project.organizationId !== organizationId)
        throw new Contradiction(event, 'is of another organization');
    } else if (targetId !== organizationId) throw new Contradiction(event, 'is to another organization');
    current(world.organizations, event, organizationId);
    create(world.invitations, event, {
      organizationId,
      kind,
      targetId,
      email,
      state: 'PENDING',
      ...sentBy(event),
    });
  },
  InvitationResent(world, event) {
    pending(world, event);
    alter(world.invitations, event, sentBy(event));
  },
  InvitationAccepted(world, event) {
    pending(world, event);
    current(world.users, event, subjectOf(event));
    alter(world.invitations, event, { state: 'ACCEPTED' });
  },
  InvitationCancelled(world, event) {
    pending(world, event);
    alter(world.invitations, event, { state: 'CANCELLED' });
  },
  MemberAdded: (world, event) => open(world, event, 'MEMBER', null),
  MemberRemoved: (world, event) => void close(world, event, 'MEMBER'),
  PermissionGranted: (world, event) =>
    open(world, event, textOf(event, 'value'), textOrNull(event, 'expiresAt')),
  PermissionRevoked: (world, event) => void close(world, event, textOf(event, 'value')),
  PermissionExpired(world, event) {
    const grant = close(world, event, textOf(event, 'value'));
    if (
      grant.expiresAt === null ||
      grant.expiresAt !== event.occurredAt ||
      grant.expiresAt !== event.data.expiresAt
    ) {
      throw new Contradiction(event, `the grant's time ends at ${grant.expiresAt}`);
    }
  },
  PermissionChanged(world, event) {
    const [from, to] = [textOf(event, 'from'), textOf(event, 'to')];
    if (from === to) throw new Contradiction(event, 'changes nothing');
    close(world, event, from);
    open(world, event, to, textOrNull(event, 'expiresAt'));
  },
  PermissionExpiryChanged(world, event) {
    const [from, to] = [textOrNull(event, 'from'), textOrNull(event, 'to')];
    if (from === to) throw new Contradiction(event, 'changes nothing');
    const grant = close(world, event, textOf(event, 'value'));
    if (grant.expiresAt !== from)
      throw new Contradiction(event, `the grant's time ends at ${grant.expiresAt}`);
    open(world, event, grant.value, to);
  },
};
