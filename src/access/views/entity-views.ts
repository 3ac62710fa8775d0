/** READ: entities as the API shows them: plain properties, what the viewer may not see withheld. */

import type { InvitationKind } from '../../grants/invitations/invitation.ts';
import { type Offer, storedOffer } from '../../grants/invitations/offer.ts';
import type { InvitationState } from '../../grants/invitations/place.ts';
import type { EnvironmentType } from '../../grants/kinds/environment-type-role/kind.ts';
import type {
  Id,
  InstanceId,
  OrganizationId,
  PartnerId,
  PermSetId,
  ProjectId,
  UserId,
} from '../../kernel/ids.ts';
import type { Position, Time } from '../../kernel/time.ts';
import type { EntityRow } from '../statements/entity-rows.ts';
import { SIGHT } from '../statements/sight.ts';
import { EMAIL_WITHHELD, NAME_WITHHELD } from '../withheld.ts';

export interface UserView {
  readonly __typename: 'User';
  readonly id: UserId;
  /** Null once erased. */
  readonly email: string | null;
  readonly name: string | null;
  readonly homeId: PartnerId | null;
  /** Whether the viewer may know of the user, beside the id that some other fact names. */
  readonly known: boolean;
}

export interface OrganizationView {
  readonly __typename: 'Organization';
  readonly id: OrganizationId;
  readonly name: string;
  readonly label: string;
  readonly ownerId: UserId;
}

export interface ProjectView {
  readonly __typename: 'Project';
  readonly id: ProjectId;
  readonly title: string;
  readonly defaultBranch: string | null;
  readonly organizationId: OrganizationId;
}

export interface EnvironmentView {
  readonly __typename: 'Environment';
  readonly id: Id;
  readonly name: string;
  readonly type: EnvironmentType;
  readonly sshMinRole: string;
  /** Who has SSH: what the last redeploy applied. */
  readonly sshUserIds: readonly UserId[];
  readonly parentId: Id | null;
  readonly projectId: ProjectId;
  readonly organizationId: OrganizationId;
}

export interface ApiTokenView {
  readonly __typename: 'ApiToken';
  readonly id: Id;
  readonly userId: UserId;
  readonly expiresAt: Time | null;
  readonly provisional: boolean;
}

export interface IdentityView {
  readonly __typename: 'Identity';
  readonly id: Id;
  readonly userId: UserId;
  readonly issuer: string;
}

export interface InvitationView {
  readonly __typename: 'Invitation';
  readonly id: Id;
  readonly kind: InvitationKind;
  /** The organization or the project that it invites to. */
  readonly targetId: Id;
  /** The organization that this is or lies in. */
  readonly organizationId: OrganizationId;
  /** Null once erased. */
  readonly email: string | null;
  readonly state: InvitationState;
  readonly invitedBy: UserId;
  /** The position of the event that sent it last. */
  readonly sent: Position;
  readonly requested: Offer;
}

export interface PartnerView {
  readonly __typename: 'Partner';
  readonly id: PartnerId;
  readonly name: string;
}

export interface InstanceView {
  readonly __typename: 'Instance';
  readonly id: InstanceId;
  readonly name: string;
  readonly partnerId: PartnerId;
}

export interface PermSetView {
  readonly __typename: 'PermSet';
  readonly id: PermSetId;
  readonly instanceId: InstanceId;
  readonly name: string;
  readonly description: string | null;
  readonly enabled: boolean;
  readonly permissions: readonly string[];
}

export type EntityView =
  | UserView
  | OrganizationView
  | ProjectView
  | EnvironmentView
  | ApiTokenView
  | IdentityView
  | InvitationView
  | PartnerView
  | InstanceView
  | PermSetView;

/** The view of a row. */
export function entityView(row: EntityRow): EntityView {
  const { id, type, attributes } = row;
  switch (type) {
    case 'User':
      return userView(row);
    case 'Organization': {
      const { name, label, ownerId } = attributes as Pick<OrganizationView, 'name' | 'label' | 'ownerId'>;
      return { __typename: type, id: id as OrganizationId, name, label, ownerId };
    }
    case 'Project': {
      const { title, defaultBranch } = attributes as Pick<ProjectView, 'title' | 'defaultBranch'>;
      const organizationId = row.parent_id as OrganizationId;
      return { __typename: type, id: id as ProjectId, title, defaultBranch, organizationId };
    }
    case 'Environment': {
      const {
        name,
        type: environmentType,
        sshMinRole,
        sshUserIds,
        parentId,
      } = attributes as Pick<EnvironmentView, 'name' | 'type' | 'sshMinRole' | 'sshUserIds' | 'parentId'>;
      return {
        __typename: type,
        id: id as Id,
        name,
        type: environmentType,
        sshMinRole,
        sshUserIds,
        parentId,
        projectId: row.parent_id as ProjectId,
        organizationId: row.scope_id as OrganizationId,
      };
    }
    case 'ApiToken': {
      const { expiresAt, provisional } = attributes as Pick<ApiTokenView, 'expiresAt' | 'provisional'>;
      return { __typename: type, id: id as Id, userId: row.parent_id as UserId, expiresAt, provisional };
    }
    case 'Identity': {
      const { issuer } = attributes as Pick<IdentityView, 'issuer'>;
      return { __typename: type, id: id as Id, userId: row.parent_id as UserId, issuer };
    }
    case 'Invitation': {
      const stored = attributes as Pick<InvitationView, 'kind' | 'targetId' | 'state' | 'invitedBy' | 'sent'>;
      const { kind, targetId, state, invitedBy, sent } = stored;
      const organizationId = row.scope_id as OrganizationId;
      const requested = storedOffer(attributes);
      const invited = { id: id as Id, kind, targetId, organizationId, email: row.email };
      return { __typename: type, ...invited, state, invitedBy, sent, requested };
    }
    case 'Partner': {
      const { name } = attributes as Pick<PartnerView, 'name'>;
      return { __typename: type, id: id as PartnerId, name };
    }
    case 'Instance': {
      const { name } = attributes as Pick<InstanceView, 'name'>;
      return { __typename: type, id: id as InstanceId, name, partnerId: row.parent_id as PartnerId };
    }
    case 'PermSet': {
      const stored = attributes as Pick<PermSetView, 'name' | 'description' | 'enabled' | 'permissions'>;
      const { name, description, enabled, permissions } = stored;
      const instanceId = row.parent_id as InstanceId;
      return {
        __typename: type,
        id: id as PermSetId,
        instanceId,
        name,
        description,
        enabled,
        permissions,
      };
    }
    default:
      return unknownType(type);
  }
}

/** The view of a row that is a user. */
export function userView({
  id,
  parent_id,
  sight,
  email,
  name,
}: Pick<EntityRow, 'id' | 'parent_id' | 'sight' | 'email' | 'name'>): UserView {
  return {
    __typename: 'User',
    id: id as UserId,
    email: sight >= SIGHT.full ? email : EMAIL_WITHHELD,
    name: sight >= SIGHT.name ? name : NAME_WITHHELD,
    homeId: parent_id as PartnerId | null,
    known: sight > SIGHT.none,
  };
}

function unknownType(type: never): never {
  throw new Error(`Unknown type of entity "${type}"`);
}
