// Which statements a piece of work asks the database, without those of the timers that run beside it.
import { vi } from 'vitest';
import type { Database, Statement } from '../../src/database/sql.ts';

/** What the timers ask: whether a grant is due, and whether it is time for statistics. */
const TIMERS = new Set(['expirer-due', 'head-position']);

/** The first statement, whichever it is: who asks, or whether that is still so. */
const FIRST = /^pin-(still-)?by-.*/;

/** Does the work; answers what it answered and the names of the statements, sorted. */
export async function statementsDuring<T>(
  database: Database,
  work: () => Promise<T>,
): Promise<{ readonly answer: T; readonly names: readonly string[] }> {
  const spy = vi.spyOn(database, 'query');
  try {
    const answer = await work();
    const names = spy.mock.calls.map(([statement]) => (statement as Statement).name);
    const asked = names.filter((name) => !TIMERS.has(name));
    return { answer, names: asked.map((name) => name.replace(FIRST, 'pin')).sort() };
  } finally {
    spy.mockRestore();
  }
}
