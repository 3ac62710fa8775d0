// Which statements a piece of work asks the database, without those of the timers that run beside it.
import { vi } from 'vitest';
import type { Database, Statement } from '../../src/database/sql.ts';

/** What the timers ask: whether a grant is due, and whether it is time for statistics. */
const TIMERS = new Set(['expirer-due', 'head-position']);

/** Does the work; answers what it answered and the names of the statements, sorted. */
export async function statementsDuring<T>(
  database: Database,
  work: () => Promise<T>,
): Promise<{ readonly answer: T; readonly names: readonly string[] }> {
  const spy = vi.spyOn(database, 'query');
  try {
    const answer = await work();
    const names = spy.mock.calls.map(([statement]) => (statement as Statement).name);
    return { answer, names: names.filter((name) => !TIMERS.has(name)).sort() };
  } finally {
    spy.mockRestore();
  }
}
