/** PROJECT: verifies a running installation: the log itself, then the projections against a copy built from it. */
import type { Database } from '../database/sql.ts';
import type { Position } from '../kernel/time.ts';
import type { EventRegistry } from '../log/registry.ts';
import { Copy } from './build-copy.ts';
import { checkHead, checkPage, checkPersonal, LOG_START } from './check-log.ts';
import { compareCopy } from './compare-copy.ts';
import type { Difference } from './difference.ts';
import { readHeadPosition } from './head-position.ts';
import { logPages, WHOLE_ROWS } from './log-pages.ts';

export interface Verification {
  /** The position as of which everything was compared. */
  readonly position: Position;
  readonly clean: boolean;
  /** The first difference; absent when clean. */
  readonly difference?: Difference;
}

/**
 * Verifies as of the head at the start; whatever is appended meanwhile is left out. The log is checked first,
 * because a copy built from a log that is wrong would prove nothing.
 *
 * @param each is told how far it is (of twice the position: the log, then the copy) after every page; may throw to stop.
 */
export async function verify(
  parts: { readonly database: Database; readonly events: EventRegistry },
  each: (done: Position, of: Position) => void | Promise<void> = () => undefined,
): Promise<Verification> {
  const { database } = parts;
  const position = await readHeadPosition(database);
  const difference =
    (await checkEvents(database, position, (done) => each(Math.floor(done / 2), position))) ??
    (await checkHead(database)) ??
    (await checkPersonal(database)) ??
    (await checkProjections(parts, position, (done) => each(Math.floor((position + done) / 2), position)));
  return difference ? { position, clean: false, difference } : { position, clean: true };
}

type Progress = (done: Position) => void | Promise<void>;

async function checkEvents(
  database: Database,
  position: Position,
  each: Progress,
): Promise<Difference | undefined> {
  const cursor = { ...LOG_START };
  for await (const page of logPages(database, WHOLE_ROWS, 0, position)) {
    const difference = checkPage(page, cursor);
    if (difference) return difference;
    await each(cursor.position);
  }
  if (cursor.position === position) return undefined;
  return {
    table: 'event',
    key: { position: String(cursor.position + 1) },
    expected: { position: String(cursor.position + 1) },
    found: null,
  };
}

async function checkProjections(
  { database, events }: { readonly database: Database; readonly events: EventRegistry },
  position: Position,
  each: Progress,
): Promise<Difference | undefined> {
  const copy = await Copy.create({ database, events, schema: 'projection_verify', unlogged: true });
  try {
    await copy.foldUntil(position, each);
    return await compareCopy(database, 'projection_verify', copy.tables, position);
  } finally {
    await copy.drop();
  }
}
