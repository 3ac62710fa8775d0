// How many rows of the database a piece of work visits: what its statements read is read again, and counted.
import { vi } from 'vitest';
import type { Call, Database, Transaction } from '../../src/database/sql.ts';

/** Does the work; answers for each statement that only reads how many rows its scans visited, at most. */
export async function visitsDuring(
  database: Database,
  work: () => Promise<unknown>,
): Promise<ReadonlyMap<string, number>> {
  const calls: Call[] = [];
  const watch = (transaction: Transaction): Transaction => {
    const { send } = transaction;
    transaction.send = (sent) => {
      calls.push(...sent);
      return send.call(transaction, sent);
    };
    return transaction;
  };
  const { begin, query, readAhead } = database;
  const spies = [
    vi.spyOn(database, 'begin').mockImplementation(async () => watch(await begin.call(database))),
    vi.spyOn(database, 'readAhead').mockImplementation((read) => {
      calls.push(...read);
      return readAhead.call(database, read);
    }),
    vi.spyOn(database, 'query').mockImplementation((statement, values = []) => {
      calls.push({ statement, values });
      return query.call(database, statement, values) as Promise<never>;
    }),
  ];
  try {
    await work();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  const visits = new Map<string, number>();
  for (const call of calls.filter(({ statement }) => isRead(statement.text))) {
    const { name } = call.statement;
    visits.set(name, Math.max(visits.get(name) ?? 0, await visitedBy(database, call)));
  }
  return visits;
}

function isRead(text: string): boolean {
  return (
    /^\s*(select|with)\b/i.test(text) &&
    !/\b(insert into|update|delete from|for update|pg_\w*lock)\b/i.test(text)
  );
}

/** How many rows the scans of a statement visit, those that a filter then drops included. */
async function visitedBy(database: Database, { statement, values }: Call): Promise<number> {
  const text = `explain (analyze, timing off, costs off, format json) ${statement.text}`;
  const [row] = await database.query({ name: `visited-${statement.name}`, text }, values);
  const plan: unknown = row?.['QUERY PLAN'];
  const [{ Plan }] = (typeof plan === 'string' ? JSON.parse(plan) : plan) as [{ Plan: Node }];
  return Math.round(visitedIn(Plan));
}

interface Node {
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly Node[];
}

function visitedIn(node: Node): number {
  const dropped = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  const here =
    node['Relation Name'] === undefined ? 0 : (node['Actual Rows'] + dropped) * node['Actual Loops'];
  return (node.Plans ?? []).reduce((sum, each) => sum + visitedIn(each), here);
}
