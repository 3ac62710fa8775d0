/** READ: what a user may do on the environments of a project that they are on. */
import type { EnvironmentType } from '../grants/kinds/environment-type-role/kind.ts';
import { environmentsOf } from './children.ts';
import { type Connection, mapConnection, type PageArguments } from './paging.ts';
import type { Read } from './read.ts';
import type { EnvironmentAccess, ProjectAccess } from './views/project-access.ts';
import { isWithheld } from './withheld.ts';

/** The environments of the project, of one type or of all; withheld as they are from whoever is not on the project. */
export async function environmentAccessesOf(
  read: Read,
  access: ProjectAccess,
  type: EnvironmentType | null,
  args: PageArguments,
): Promise<Connection<EnvironmentAccess> | null> {
  const environments = await environmentsOf(read, access.project, type, args);
  if (isWithheld(environments)) return environments;
  return mapConnection(environments, (environment) => access.onEnvironment(environment));
}
