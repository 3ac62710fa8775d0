/** The grant kinds. Adding one is a folder under kinds/ and a line here. */
import type { GrantKind } from './kind.ts';
import { CREATE_INSTANCES } from './kinds/create-instances/kind.ts';
import { ENVIRONMENT_TYPE_ROLE } from './kinds/environment-type-role/kind.ts';
import { INSTANCE_ACCESS } from './kinds/instance-access/kind.ts';
import { ORGANIZATION_MEMBERSHIP } from './kinds/organization-membership/kind.ts';
import { ORGANIZATION_PERMISSION } from './kinds/organization-permission/kind.ts';
import { PARTNER_ACCESS } from './kinds/partner-access/kind.ts';
import { PERMISSION_SET } from './kinds/permission-set/kind.ts';
import { PLATFORM_ROLE } from './kinds/platform-role/kind.ts';
import { PROJECT_ROLE } from './kinds/project-role/kind.ts';

export const GRANT_KINDS: readonly GrantKind[] = [
  ORGANIZATION_MEMBERSHIP,
  ORGANIZATION_PERMISSION,
  PROJECT_ROLE,
  ENVIRONMENT_TYPE_ROLE,
  PLATFORM_ROLE,
  CREATE_INSTANCES,
  INSTANCE_ACCESS,
  PARTNER_ACCESS,
  PERMISSION_SET,
];

const byName = new Map(GRANT_KINDS.map((kind) => [kind.name, kind]));

/** The kind of that name. Throws on an unknown one: a log that holds it was written by a newer Tenure. */
export function grantKind(name: string): GrantKind {
  const kind = byName.get(name);
  if (!kind) throw new Error(`Unknown grant kind "${name}"`);
  return kind;
}
