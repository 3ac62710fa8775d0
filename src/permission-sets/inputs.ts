/** DECIDE: what the inputs of commands about Permission Sets are made of (A15, PS-03, PS-05). */
import { z } from 'zod';
import { MalformedPermission } from '../grants/permission-sets/language/malformed-permission.ts';
import { parsePermission } from '../grants/permission-sets/language/parse-permission.ts';
import type { Permission } from '../grants/permission-sets/language/permission.ts';
import { LONGEST_NAME } from '../grants/permission-sets/set-key.ts';
import { idInput } from '../kernel/reference.ts';
import { line } from '../kernel/text.ts';

export const setInput = idInput<'PermSet'>().describe('The Permission Set, by id.');

export const instanceInput = idInput<'Instance'>().describe('The Instance, by id.');

export const nameInput = line(LONGEST_NAME).describe('Its name, unique on its Instance whatever its case.');

export const descriptionInput = line(2000);

/** One permission: a text of the permission language. What is wrong with it is told with the column. */
const permissionInput = line(20_000).transform((text, context): Permission => {
  try {
    return parsePermission(text);
  } catch (error) {
    if (!(error instanceof MalformedPermission)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
    return z.NEVER;
  }
});

export const permissionsInput = z
  .array(permissionInput)
  .max(1000)
  .describe(
    'Its permissions, at least one: `feature=action`, `feature=*`, `*=*`, or with the things that it is limited to, ' +
      "`permset=read('A','B')`.",
  );
