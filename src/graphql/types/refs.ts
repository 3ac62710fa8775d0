/** QUERY: the object types of the graph by name, so that their files can refer to each other. */
import type {
  ApiTokenView,
  EnvironmentView,
  IdentityView,
  InstanceView,
  InvitationView,
  OrganizationView,
  PartnerView,
  PermSetView,
  ProjectView,
  UserView,
} from '../../access/views/entity-views.ts';
import type { GrantView } from '../../access/views/grant-view.ts';
import type { LevelAccess } from '../../access/views/level-access.ts';
import type { OrganizationAccess } from '../../access/views/organization-access.ts';
import type {
  EnvironmentAccess,
  EnvironmentTypeAccess,
  ProjectAccess,
} from '../../access/views/project-access.ts';
import type { Offer } from '../../grants/invitations/offer.ts';
import type { EventView } from '../../history/event-view.ts';
import { builder } from '../builder.ts';

export const userType = builder.objectRef<UserView>('User');
export const organizationType = builder.objectRef<OrganizationView>('Organization');
export const projectType = builder.objectRef<ProjectView>('Project');
export const environmentObject = builder.objectRef<EnvironmentView>('Environment');
export const apiTokenType = builder.objectRef<ApiTokenView>('ApiToken');
export const identityType = builder.objectRef<IdentityView>('Identity');
export const invitationType = builder.objectRef<InvitationView>('Invitation');
export const partnerType = builder.objectRef<PartnerView>('Partner');
export const instanceType = builder.objectRef<InstanceView>('Instance');
export const permSetType = builder.objectRef<PermSetView>('PermSet');
export const invitationOfferType = builder.objectRef<Offer>('InvitationOffer');
export const grantType = builder.objectRef<GrantView>('Grant');
export const organizationAccessType = builder.objectRef<OrganizationAccess>('OrganizationAccess');
export const projectAccessType = builder.objectRef<ProjectAccess>('ProjectAccess');
export const instanceAccessType = builder.objectRef<LevelAccess<'Instance'>>('InstanceAccess');
export const partnerAccessType = builder.objectRef<LevelAccess<'Partner'>>('PartnerAccess');
export const environmentAccessType = builder.objectRef<EnvironmentAccess>('EnvironmentAccess');
export const environmentTypeAccessType = builder.objectRef<EnvironmentTypeAccess>('EnvironmentTypeAccess');

/** What all events have in common. */
export const eventInterface = builder.interfaceRef<EventView>('Event');

/** Anything with an identity: it is fetched by its id alone. */
export const nodeType = builder.nodeInterfaceRef();
