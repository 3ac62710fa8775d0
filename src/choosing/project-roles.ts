/** CHOOSE: which roles on a project the caller could give, from what is read; the rules are the commands' own (C1). */
import { containerOf, entityOfType, userBy } from '../access/entities.ts';
import { holdingsOn } from '../access/held-grants.ts';
import { atHead } from '../access/pin.ts';
import type { Read } from '../access/read.ts';
import { type Id, isId } from '../kernel/ids.ts';
import { type GrantableRoles, grantableRoles } from '../projects/choosing.ts';
import { rolesAmong } from '../projects/roles.ts';

/**
 * For the user of that id or email: what updateProjectUser would accept where they are on the project, and
 * addProjectUser where they are not. Null when the caller may not know of the project.
 */
export async function grantableProjectRoles(
  read: Read,
  id: Id,
  reference: string | null,
): Promise<readonly GrantableRoles[] | null> {
  const [project, user] = await Promise.all([
    entityOfType(read, 'Project', id),
    reference === null ? null : userBy(read, reference),
  ]);
  if (!project) return null;
  // An id that the caller may not know of is nobody's; an email of nobody's is invited.
  if (reference !== null && isId(reference) && !user) return [];
  const { userId: actor } = read.viewer;
  const on = { organization: project.organizationId, target: project.id };
  const [{ ownerId: owner }, own, held] = await Promise.all([
    containerOf(read, 'Organization', project.organizationId),
    holdingsOn(atHead(read), { ...on, user: actor }),
    user ? holdingsOn(read, { ...on, user: user.id }) : undefined,
  ]);
  return grantableRoles({
    actor,
    project,
    standing: read.viewer.standingWith(project.organizationId, own?.grants ?? []),
    owner,
    subject: user?.id,
    held: rolesAmong(held?.grants ?? [], project.id),
  });
}
