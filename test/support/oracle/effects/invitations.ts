/** ORACLE: what the events about invitations do. */
import {
  commitmentOf,
  objectOf,
  organizationOf,
  positionOf,
  type StoredEvent,
  subjectOf,
  textOf,
} from '../stored-event.ts';
import type { Invitation, World } from '../world.ts';
import { alter, Contradiction, create, current, type Effects } from './effect.ts';

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

export const INVITATIONS: Effects = {
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
};
