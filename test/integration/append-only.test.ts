// Nothing that the server can do changes or removes an event: the database itself refuses (requirement LG-01).
import { expect, it } from 'vitest';
import type { Call } from '../../src/database/sql.ts';
import { eachDatabase } from '../support/databases.ts';

const names = new Map<string, string>();

function call(text: string, ...values: unknown[]): Call {
  const name = names.get(text) ?? `test_${names.size}`;
  names.set(text, name);
  return { statement: { name, text }, values };
}

const INSERT = `insert into event (position, type, occurred_at, actor, command_id, target_id, leaf, leaf_hash)
  values ($1::bigint, 'Tested', now(), 'test', gen_random_uuid(), gen_random_uuid(), '{}', '')`;

const all = { name: 'test_events', text: 'select * from event order by position' };

const ATTEMPTS = [
  `update event set type = 'Changed'`,
  'delete from event',
  'truncate event',
  ...['event_0', 'event_1', 'event_rest'].flatMap((partition) => [
    `update ${partition} set type = 'Changed'`,
    `delete from ${partition}`,
    `truncate ${partition}`,
    `drop table ${partition}`,
    `alter table event detach partition ${partition}`,
  ]),
  'drop table event',
  'alter table event disable trigger all',
  'drop trigger event_immutable on event',
  'create or replace function refuse_change_of_events() returns trigger language plpgsql as $$ begin return null; end $$',
  'alter table event add column note text',
  `create rule change as on insert to event do instead nothing`,
  `set session_replication_role = replica`,
];

eachDatabase('events', (fresh) => {
  it('are added, and that is all', async () => {
    const { database } = fresh();
    await (await database.begin()).commit([
      call(INSERT, 1),
      call(INSERT, 60_000_000),
      call(INSERT, 200_000_000),
    ]);
    // Whoever does not own the table gives nothing by this; PostgreSQL only warns.
    await (await database.begin()).commit([call('grant all on event to tenure_app')]);
    const before = await database.query({
      name: 'test_events',
      text: 'select * from event order by position',
    });
    expect(before.length).toBe(3);
    const outcomes: string[] = [];
    for (const attempt of ATTEMPTS) {
      const transaction = await database.begin();
      const outcome = await transaction.commit([call(attempt)]).then(
        () => 'done',
        (error: { code?: string }) => error.code ?? String(error),
      );
      outcomes.push(`${attempt.slice(0, 60)}: ${outcome}`);
    }
    // 42501 is "insufficient privilege", which our own triggers say too.
    expect(outcomes.filter((outcome) => !outcome.endsWith(': 42501'))).toEqual([]);
    expect(await database.query(all)).toEqual(before);
  });
});
