/** DECIDE: the file in which Permission Sets travel from one Instance to another (PS-21; docs/perm-set-file.schema.json). */
import { z } from 'zod';
import { FILE_FORMAT, FILE_VERSION } from '../grants/permission-sets/file-format.ts';
import { descriptionInput, nameInput, permissionsInput } from './inputs.ts';

const itemInput = z
  .strictObject({
    name: nameInput,
    description: descriptionInput.nullable().optional().describe('What the set is for.'),
    enabled: z.boolean().optional().describe('Whether it can be assigned; left out: it can.'),
    permissions: permissionsInput,
  })
  .describe('A Permission Set in a file.')
  .meta({ title: 'PermSetFileItem' });

/** A set as a file has it. */
export type FileItem = z.infer<typeof itemInput>;

export const fileInput = z
  .strictObject({
    format: z
      .string()
      .refine((format) => format === FILE_FORMAT, `must be ${FILE_FORMAT}`)
      .describe(`What the file is: ${FILE_FORMAT}.`),
    version: z
      .int()
      .refine((version) => version === FILE_VERSION, `must be ${FILE_VERSION}, which this server reads`)
      .describe(`The version of the format: ${FILE_VERSION}.`),
    permissionSets: z.array(itemInput).max(1000).describe('The sets.'),
  })
  .describe('Permission Sets as `permSetFile` gives them: no ids, no holders, no Instance.')
  .meta({ title: 'PermSetFileInput' });
