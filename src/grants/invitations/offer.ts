/** What an invitation offers: as the log has it, and as the flat attributes of the invitation have it. */
import { z } from 'zod';
import type { Attributes } from '../../kernel/change.ts';
import { timeData } from '../../kernel/data.ts';
import type { Time } from '../../kernel/time.ts';
import {
  ENVIRONMENT_TYPE_ROLE,
  ENVIRONMENT_TYPES,
  type EnvironmentType,
} from '../kinds/environment-type-role/kind.ts';
import { PROJECT_ROLE } from '../kinds/project-role/kind.ts';

type TypeRole = (typeof ENVIRONMENT_TYPE_ROLE.values)[number];

export interface Offer {
  /** Permissions in the organization: of an invitation to one. */
  readonly permissions: readonly string[];
  /** The role on the project, and those on environment types: of an invitation to a project. */
  readonly projectRole: (typeof PROJECT_ROLE.values)[number] | null;
  readonly environmentTypes: readonly { readonly type: EnvironmentType; readonly role: TypeRole }[];
  /** When what is given ends by itself; null: never. */
  readonly expiresAt: Time | null;
}

const onType = z
  .strictObject({
    type: z.enum(ENVIRONMENT_TYPES).describe('The environment type.'),
    role: z.enum(ENVIRONMENT_TYPE_ROLE.values).describe('The role on it.'),
  })
  .meta({ title: 'OfferedEnvironmentTypeRole' });

export const offerData: z.ZodType<Offer> = z
  .strictObject({
    permissions: z
      .array(z.string())
      .describe('The permissions in the organization; none for an invitation to a project.'),
    projectRole: z
      .enum(PROJECT_ROLE.values)
      .nullable()
      .describe('The role on the project; null for an invitation to an organization.'),
    environmentTypes: z.array(onType).describe('The roles on environment types of the project.'),
    expiresAt: timeData.nullable().describe('When what it gives ends by itself; null: never.'),
  })
  .meta({ title: 'InvitationOffer' });

/** The offer as attributes: those hold no objects, so a role on a type is a text. */
export function offerAttributes({ environmentTypes, ...offer }: Offer): Attributes {
  return { ...offer, environmentTypes: environmentTypes.map(({ type, role }) => `${type} ${role}`) };
}

/** The offer that attributes hold. */
export function storedOffer(attributes: Readonly<Record<string, unknown>>): Offer {
  const { permissions, projectRole, expiresAt } = attributes as unknown as Offer;
  const environmentTypes = (attributes.environmentTypes as readonly string[]).map((text) => {
    const [type, role] = text.split(' ') as [EnvironmentType, TypeRole];
    return { type, role };
  });
  return { permissions, projectRole, environmentTypes, expiresAt };
}
