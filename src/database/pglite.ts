/** An {@link Engine}: PostgreSQL within this process, in a folder or in memory. */
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { Engine } from './engine.ts';
import { PgliteWire } from './pglite-wire.ts';

/** The embedded database, with what tests need beside an engine: its contents as an archive to load others from. */
export interface PgliteEngine extends Engine {
  dump(): Promise<Blob>;
}

/**
 * @param folder where it keeps its files (made when absent), or `memory://`.
 * @param contents the archive of another one, to begin with instead of an empty database.
 */
export async function pglite(folder: string, contents?: Blob): Promise<PgliteEngine> {
  if (!folder.startsWith('memory://')) await prepare(folder, contents);
  const inMemory = folder.startsWith('memory://') ? contents : undefined;
  const database = await PGlite.create({ dataDir: folder, ...(inMemory && { loadDataDir: inMemory }) });
  const wire = new PgliteWire(database);
  return {
    connection: () => ({
      stream: () => wire.connect(),
      user: 'postgres',
      database: 'postgres',
      password: '',
    }),
    oneSession: true,
    close: () => database.close(),
    dump: () => database.dumpDataDir('none'),
  };
}

/** Makes the files of a new database beside the folder and moves them there: a start that dies leaves no half of one. */
async function prepare(folder: string, contents: Blob | undefined): Promise<void> {
  if (existsSync(folder)) return;
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true });
  const database = await PGlite.create({ dataDir: unfinished, ...(contents && { loadDataDir: contents }) });
  await database.close();
  await rename(unfinished, folder);
}
