/** Start: the database that the settings name, with its folder held for this process where it is embedded. */
import { join } from 'node:path';
import type { Config } from './config.ts';
import type { Engine } from './database/engine.ts';
import { lockFolder } from './database/folder-lock.ts';
import { pglite } from './database/pglite.ts';
import { postgres } from './database/postgres.ts';

/** The folder of the embedded database within the data folder. */
const EMBEDDED = 'database';

/** Throws FolderInUse when another process has the data folder. */
export async function openEngine({ databaseUrl, dataFolder }: Config): Promise<Engine> {
  if (databaseUrl !== undefined) return postgres(databaseUrl);
  const giveBack = await lockFolder(dataFolder);
  try {
    const engine = await pglite(join(dataFolder, EMBEDDED));
    return { ...engine, close: () => engine.close().finally(giveBack) };
  } catch (error) {
    giveBack();
    throw error;
  }
}
