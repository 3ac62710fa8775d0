/** DECIDE: an organization gets another name or label. */
import { z } from 'zod';
import { knownOrganization } from '../../access/authority.ts';
import { defineCommand } from '../../kernel/command.ts';
import { organizationReference } from '../../kernel/reference.ts';
import { labelInput, nameInput, requireFreeName } from '../name.ts';
import { demandOwner, inOrganization } from '../organization.ts';

export const renameOrganization = defineCommand({
  name: 'renameOrganization',
  description: 'Changes the name or the label of an organization. Only its owner may.',
  from: 'anywhere',
  input: z
    .strictObject({
      organization: organizationReference.describe('The organization, by id or name.'),
      name: nameInput.optional().describe('The new name; left out: as it is.'),
      label: labelInput.optional().describe('The new label; left out: as it is.'),
    })
    .refine((given) => given.name !== undefined || given.label !== undefined, {
      path: ['name'],
      message: 'give a name or a label',
    }),
  authorize(given, context) {
    const { organization, standing } = knownOrganization(context, given.organization);
    demandOwner(context, standing, 'rename an organization');
    return { target: organization.id, organization };
  },
  decide(given, { state }, { organization }) {
    const from = { name: String(organization.attributes.name), label: String(organization.attributes.label) };
    const to = { name: given.name ?? from.name, label: given.label ?? from.label };
    requireFreeName(state, to.name, organization.id);
    if (to.name === from.name && to.label === from.label) return [];
    const where = inOrganization(organization.id);
    return [{ type: 'OrganizationRenamed', ...where, cause: 'DIRECT', data: { from, to } }];
  },
});
