// An event in one line: `PermissionRevoked bob P1 VIEWER on STAGING (ROLE_RAISED_TO_ADMIN of PermissionChanged bob)`.

export interface LoggedEvent {
  readonly type: string;
  readonly commandId: string;
  readonly subjectId: string | null;
  readonly targetId: string;
  readonly cause: string;
  readonly causedBy: { readonly type: string; readonly subjectId: string | null } | null;
  /** Of invitations: what they invite to. */
  readonly invitationTargetId?: string;
  readonly value?: string;
  /** Of a change: of a role, or of the type of an environment. */
  readonly was?: string;
  readonly becomes?: string;
  readonly wasType?: string;
  readonly becomesType?: string;
  readonly environmentType?: string | null;
}

const INVITATIONS = ['InvitationCreated', 'InvitationResent', 'InvitationAccepted', 'InvitationCancelled'];

export const EVENT_FIELDS = `type commandId subjectId targetId cause causedBy { type subjectId }
  ... on PermissionGranted { value environmentType }
  ... on PermissionRevoked { value environmentType }
  ... on PermissionChanged { was: from becomes: to environmentType }
  ... on EnvironmentTypeChanged { wasType: from becomesType: to }
  ${INVITATIONS.map((type) => `... on ${type} { invitationTargetId }`).join(' ')}`;

export function inWords(event: LoggedEvent): string {
  const { causedBy, environmentType } = event;
  const words = [
    event.type,
    event.subjectId,
    event.invitationTargetId ?? event.targetId,
    event.value,
    event.was && `${event.was} to ${event.becomes}`,
    event.wasType && `${event.wasType} to ${event.becomesType}`,
    environmentType && `on ${environmentType}`,
    causedBy ? `(${event.cause} of ${says(causedBy.type, causedBy.subjectId)})` : `(${event.cause})`,
  ];
  return says(...words);
}

function says(...words: readonly (string | null | undefined)[]): string {
  return words.filter(Boolean).join(' ');
}
