/** Writes many events into the log of a database at once, with the product's own leaf and append statement. */
import pg from 'pg';
import type { RecordedEvent } from '../../../src/kernel/event.ts';
import { load } from '../harness/product.ts';

const PAGE = 10_000;

/** Appends events whose positions follow the head. Projections are not touched: rebuild them afterwards. */
export async function appendInBulk(url: string, events: Iterable<RecordedEvent>): Promise<void> {
  const { appendCalls } = await load<typeof import('../../../src/log/append.ts')>('log/append.ts');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const write = async (page: readonly RecordedEvent[]) => {
    for (const { statement, values } of appendCalls(
      page.map((event) => ({ event, personal: [], tokenHash: undefined })),
    )) {
      await client.query({ name: statement.name, text: statement.text, values: [...values] });
    }
  };
  try {
    const indexes = await dropIndexes(client);
    let page: RecordedEvent[] = [];
    let last: RecordedEvent | undefined;
    for (const event of events) {
      page.push(event);
      last = event;
      if (page.length < PAGE) continue;
      await write(page);
      page = [];
    }
    await write(page);
    await client.query('update head set position = $1, occurred_at = $2, recorded_at = $3', [
      last?.position,
      last?.occurredAt,
      last?.recordedAt,
    ]);
    for (const definition of indexes) await client.query(definition);
    await client.query('vacuum analyze event');
  } finally {
    await client.end();
  }
}

/** Building an index at the end is several times faster than keeping it up to date; answers how to make them again. */
async function dropIndexes(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ indexname: string; indexdef: string }>(
    `select indexname, indexdef from pg_indexes where tablename = 'event' and indexname <> 'event_pkey'`,
  );
  for (const { indexname } of rows) await client.query(`drop index ${pg.escapeIdentifier(indexname)}`);
  return rows.map(({ indexdef }) => indexdef.replace(' ON ONLY ', ' ON '));
}
