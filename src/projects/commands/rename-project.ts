/** DECIDE: a project gets another title. */
import { z } from 'zod';
import { defineCommand } from '../../kernel/command.ts';
import { demandProjectAdmin, inProject, knownProject, projectInput, titleInput } from '../project.ts';

export const renameProject = defineCommand({
  name: 'renameProject',
  description: 'Changes the title of a project. Its admins may.',
  from: 'anywhere',
  input: z.strictObject({ project: projectInput, title: titleInput }),
  authorize(given, context) {
    const known = knownProject(context, given.project);
    demandProjectAdmin(context, known, 'rename it');
    return { target: given.project, ...known };
  },
  decide({ title }, _context, { project, organization }) {
    const from = String(project.attributes.title);
    if (title === from) return [];
    const where = inProject(organization.id, project.id);
    return [{ type: 'ProjectRenamed', ...where, cause: 'DIRECT', data: { from, to: title } }];
  },
});
