// Says when anything under some paths last changed, so that generating and building can be skipped.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The latest modification time, in milliseconds since 1970, of the given files and of everything under the given
 * folders, except entries called one of `skip`. 0 when nothing exists. Folders count too, so a deletion shows.
 */
export function newest(paths, skip = []) {
  let latest = 0;
  for (const path of paths) {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) continue;
    latest = Math.max(latest, stat.mtimeMs);
    if (!stat.isDirectory()) continue;
    const inside = readdirSync(path).filter((name) => !skip.includes(name));
    latest = Math.max(
      latest,
      newest(
        inside.map((name) => join(path, name)),
        skip,
      ),
    );
  }
  return latest;
}
