/** READ: Permission Sets as a file, which importPermSets takes on any Instance (PS-21). */

import { FILE_FORMAT, FILE_VERSION } from '../grants/permission-sets/file-format.ts';
import type { Id } from '../kernel/ids.ts';
import { notFound } from '../kernel/refusal.ts';
import { allSetsOf } from './perm-sets.ts';
import type { Read } from './read.ts';

/** A file: no ids, no holders, no Instance; the same sets give the same file. */
export interface PermSetFile {
  readonly format: typeof FILE_FORMAT;
  readonly version: typeof FILE_VERSION;
  readonly permissionSets: readonly {
    readonly name: string;
    readonly description: string | null;
    readonly enabled: boolean;
    readonly permissions: readonly string[];
  }[];
}

/** The sets of an Instance that the viewer sees, in the order of their names: all, or those of these ids. */
export async function permSetFile(read: Read, instance: Id, ids: readonly Id[] | null): Promise<PermSetFile> {
  const all = await allSetsOf(read, instance, { everything: false });
  const known = new Set<Id>(all.map(({ id }) => id));
  const unknown = ids?.find((id) => !known.has(id));
  if (unknown !== undefined) throw notFound('sets', 'Permission Set', unknown);
  const wanted = ids && new Set(ids);
  const sets = wanted ? all.filter(({ id }) => wanted.has(id)) : all;
  return {
    format: FILE_FORMAT,
    version: FILE_VERSION,
    permissionSets: sets.map(({ name, description, enabled, permissions }) => {
      return { name, description, enabled, permissions };
    }),
  };
}
