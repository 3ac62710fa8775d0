import { beforeAll, expect, it } from 'vitest';
import { openDatabase } from '../../src/database/pg-database.ts';
import { loadDemo } from '../../src/demo/load-demo.ts';
import { type Id, newId } from '../../src/kernel/ids.ts';
import { Refusal } from '../../src/kernel/refusal.ts';
import { behindItsBack } from '../support/behind-its-back.ts';
import { eachDatabase } from '../support/databases.ts';
import { type Installation, install, OPERATOR } from '../support/installation.ts';
import { PROJECTION_TABLES, tableDigests } from '../support/table-digests.ts';

/** The column that cannot be written: made of the others, and the last of its table. */
const GENERATED = 'began';

interface Finished {
  readonly kind: string;
  readonly state: string;
  readonly result: { readonly clean?: boolean; readonly difference?: Difference; readonly message?: string };
}
interface Difference {
  readonly table: string;
  readonly key: Record<string, string>;
  readonly expected: Record<string, unknown> | null;
  readonly found: Record<string, unknown> | null;
}

eachDatabase('verify and rebuild', (fresh, kind) => {
  let installation: Installation;

  beforeAll(async () => {
    installation = await install(fresh().database);
    await loadDemo(installation.imports, OPERATOR);
  });

  async function finished(id: Id): Promise<Finished> {
    await installation.operations.idle();
    const [row] = await fresh().database.query(
      { name: 'test-operation', text: 'select * from operation where id = $1::uuid' },
      [id],
    );
    return row as unknown as Finished;
  }
  const verify = async () => finished(await installation.operations.startVerify(OPERATOR));
  const rebuild = async () => finished(await installation.operations.startRebuild(OPERATOR));

  /** Does something to the database behind the server's back, as its owner. */
  async function tamper(...statements: readonly string[]): Promise<void> {
    await behindItsBack(fresh().engine, statements);
  }

  async function submit(by: Installation, name: string): Promise<boolean> {
    const input = { id: newId(), email: `${name}@live.example.org`, name };
    const call = { commandId: newId<'Command'>(), name: 'createUser', input, seed: Buffer.alloc(32, name) };
    return (await by.lane.submit({ actor: OPERATOR, commands: [call] })).accepted;
  }

  it('finds nothing where nothing is wrong, and says how far it went', async () => {
    const [head] = await fresh().database.query({ name: 'test-head', text: 'select position from head' });
    expect(await verify()).toMatchObject({
      kind: 'VERIFY',
      state: 'DONE',
      until: head?.position,
      done: head?.position,
      result: { clean: true, position: head?.position },
    });
    const leftovers = await fresh().database.query({
      name: 'test-schemas',
      text: `select nspname from pg_namespace where nspname like 'projection\\_%'`,
    });
    expect(leftovers).toEqual([]);
  });

  it('rebuilds the same rows in tables that are the same to the names of their indexes', async () => {
    const before = [await tableDigests(fresh().database), await tableShapes()];
    expect(before[0]).not.toMatchObject({ grant: { rows: 0 } });
    expect(await rebuild()).toMatchObject({ kind: 'REBUILD', state: 'DONE' });
    expect([await tableDigests(fresh().database), await tableShapes()]).toEqual(before);
    // And again, over what an attempt left that was cut off.
    const transaction = await fresh().database.beginLong();
    await transaction.send([
      { statement: { name: 'test-leave-1', text: 'create schema projection_next' }, values: [] },
      {
        statement: { name: 'test-leave-2', text: 'create table projection_next.entity (id int)' },
        values: [],
      },
      { statement: { name: 'test-leave-3', text: 'create schema projection_old' }, values: [] },
    ]);
    await transaction.commit();
    expect(await rebuild()).toMatchObject({ state: 'DONE' });
    expect([await tableDigests(fresh().database), await tableShapes()]).toEqual(before);
  });

  it.each(PROJECTION_TABLES)(
    'finds a single row of %s that is altered, missing or too much',
    async (table) => {
      const quoted = `projection."${table}"`;
      const attribute = { entity: 'scope_id', entity_version: 'attributes', grant: 'value' }[table];
      const changed = {
        entity: `'${newId()}'`,
        entity_version: `attributes || '{"title": "X"}'`,
        grant: `'X'`,
      }[table];
      const save = `create table public.saved as select * from ${quoted}; alter table public.saved drop column if exists ${GENERATED}`;
      const restore = [
        `truncate ${quoted}`,
        `insert into ${quoted} select * from public.saved`,
        'drop table public.saved',
      ];
      const one = `(select ctid from ${quoted} order by valid_from desc offset 20 limit 1)`;
      const columns = Object.keys(
        (
          await fresh().database.query({ name: `test-one-${table}`, text: `select * from ${quoted} limit 1` })
        )[0] ?? {},
      );
      const copied = columns
        .filter((column) => column !== GENERATED)
        .map(
          (column) =>
            ({
              id: 'gen_random_uuid()',
              entity_id: 'gen_random_uuid()',
              subject_id: 'gen_random_uuid()',
              ordinal: '77',
              key: 'null',
            })[column] ?? `"${column}"`,
        )
        .join(', ');

      await tamper(save, `update ${quoted} set ${attribute} = ${changed} where ctid = ${one}`);
      const altered = await verify();
      expect(altered).toMatchObject({
        state: 'DONE',
        result: { clean: false, difference: { table: `projection.${table}` } },
      });
      const { expected, found } = altered.result.difference as Difference;
      expect(found).not.toEqual(expected);
      expect({ ...found, [attribute]: null }).toEqual({ ...expected, [attribute]: null });

      await tamper(...restore, save, `delete from ${quoted} where ctid = ${one}`);
      expect((await verify()).result).toMatchObject({
        clean: false,
        difference: { table: `projection.${table}`, found: null },
      });

      await tamper(
        ...restore,
        save,
        `insert into ${quoted} select ${copied} from ${quoted} where ctid = ${one}`,
      );
      expect((await verify()).result).toMatchObject({
        clean: false,
        difference: { table: `projection.${table}`, expected: null },
      });

      // Beyond the head, where no copy reaches.
      await tamper(...restore, save, `update ${quoted} set valid_from = 1000000 where ctid = ${one}`);
      expect((await verify()).result).toMatchObject({ clean: false });
      if (table !== 'entity') {
        await tamper(
          ...restore,
          save,
          `update ${quoted} set valid_until = 1000000 where valid_until > 1000000 and valid_from < 100`,
        );
        expect((await verify()).result).toMatchObject({
          clean: false,
          difference: { table: `projection.${table}` },
        });
      }

      await tamper(...restore, 'create table public.saved (x int)', 'drop table public.saved');
      expect((await verify()).result).toMatchObject({ clean: true });
    },
  );

  it('rebuilds text that has to be escaped on its way', async () => {
    const label = 'C:\\new "dir" \\N \\.';
    const input = { id: newId(), name: `odd-${kind.toLowerCase()}`, label, owner: OPERATOR };
    const command = { commandId: newId<'Command'>(), name: 'createOrganization', input };
    const call = { ...command, seed: Buffer.alloc(32, 'odd') };
    expect(await installation.lane.submit({ actor: OPERATOR, commands: [call] })).toMatchObject({
      accepted: true,
    });
    const before = await tableDigests(fresh().database);
    await rebuild();
    expect(await tableDigests(fresh().database)).toEqual(before);
    expect((await verify()).result).toMatchObject({ clean: true });
  });

  it('rebuilding mends what was altered', async () => {
    const before = await tableDigests(fresh().database);
    await tamper(`update projection."grant" set value = 'ADMIN' where kind = 'PROJECT_ROLE'`);
    expect(await tableDigests(fresh().database)).not.toEqual(before);
    await rebuild();
    expect(await tableDigests(fresh().database)).toEqual(before);
  });

  it.each([
    ['a hash', `leaf_hash = sha256('x')`, { table: 'event', key: { position: '100' } }],
    ['a leaf', `leaf = replace(leaf, 'DIRECT', 'BULK')`, { table: 'event', key: { position: '100' } }],
    ['a column', `target_id = '${newId()}'`, { table: 'event', key: { position: '100' } }],
    [
      'a time',
      `occurred_at = occurred_at + interval '1 second'`,
      { table: 'event', key: { position: '100' } },
    ],
    ['a position', `position = 10000000`, { table: 'event', key: { position: '100' } }],
  ] as const)('finds %s that was altered in the log', async (_what, change, difference) => {
    const open = ['alter table event disable trigger user', 'alter table event_0 disable trigger user'];
    const close = ['alter table event_0 enable trigger user', 'alter table event enable trigger user'];
    await tamper(
      ...open,
      'create table public.saved as select * from event where position = 100',
      `update event set ${change} where position = 100`,
      ...close,
    );
    const { result } = await verify();
    await tamper(
      ...open,
      'delete from event where position in (100, 10000000)',
      'insert into event select * from public.saved',
      'drop table public.saved',
      ...close,
    );
    expect(result).toMatchObject({ clean: false, difference });
    expect((await verify()).result).toMatchObject({ clean: true });
  });

  it('finds a head that lies, and a personal value that is not what was meant, without telling it', async () => {
    await tamper('update head set position = position - 1');
    expect((await verify()).result).toMatchObject({ clean: false, difference: { table: 'head' } });
    await tamper('update head set position = position + 1');

    const bob = `field = 'name' and value = 'Bob'`;
    await tamper(`update personal set value = 'Eve' where ${bob}`);
    const { result } = await verify();
    expect(result).toMatchObject({ clean: false, difference: { table: 'personal' } });
    expect(JSON.stringify(result)).not.toMatch(/Eve|Bob/);
    await tamper(`update personal set value = 'Bob' where field = 'name' and value = 'Eve'`);
    expect((await verify()).result).toMatchObject({ clean: true });
  });

  it('runs one operation at a time, and fails one whose process died', async () => {
    const { operations } = installation;
    const first = await operations.startVerify(OPERATOR);
    expect(await operations.startVerify(OPERATOR)).toBe(first);
    const refused = await operations.startRebuild(OPERATOR).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refusal);
    expect(refused).toMatchObject({ code: 'OVERLOADED', facts: { operation: first, kind: 'VERIFY' } });
    await operations.idle();

    const dead = newId();
    const died = (
      ago: string,
    ): string => `insert into operation (id, kind, state, started_by, started_at, seen_at, until)
      values ('${dead}', 'REBUILD', 'RUNNING', '${OPERATOR}', now(), clock_timestamp() - interval '${ago}', 5)`;
    await tamper(died('2 seconds'));
    await operations.recover(false);
    expect(await finished(dead)).toMatchObject({ state: 'RUNNING' });
    await operations.recover(true);
    expect(await finished(dead)).toMatchObject({
      state: 'FAILED',
      result: { message: expect.stringContaining('Interrupted') },
    });
    await tamper(`delete from operation where id = '${dead}'`, died('2 minutes'));
    expect((await verify()).state).toBe('DONE');
    expect(await finished(dead)).toMatchObject({ state: 'FAILED' });
  });

  it('rebuilds and verifies while commands go on, here and by another server', async () => {
    let running = true;
    let accepted = 0;
    const write = async (by: Installation, name: string): Promise<void> => {
      for (let number = 0; running; number += 1) {
        if (await submit(by, `${name}-${number}`)) accepted += 1;
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    };
    const another = await install(await openDatabase(fresh().engine));
    const writers = [write(installation, `${kind}-here`), write(another, `${kind}-there`)];
    // A reader meets the swap with a statement that it prepared before.
    const reader = (async () => {
      while (running) {
        const [row] = await fresh().database.query(
          {
            name: 'test-living-users',
            text: `select count(*) >= $1::int as enough from projection.entity_version where type = 'User'`,
          },
          [40],
        );
        expect(row).toEqual({ enough: true });
      }
    })();
    const found = [await verify(), await rebuild(), await rebuild(), await verify()];
    running = false;
    await Promise.all([...writers, reader]);
    await another.close();
    await another.database.close();
    expect(found).toMatchObject([
      { result: { clean: true } },
      { state: 'DONE' },
      { state: 'DONE' },
      { result: { clean: true } },
    ]);
    expect(accepted).toBeGreaterThan(10);
    expect(await verify()).toMatchObject({ state: 'DONE', result: { clean: true } });
    const [row] = await fresh().database.query({
      name: 'test-live-users',
      text: `select count(*) as users from personal p join projection.entity_version v on v.key = p.commitment
        where p.field = 'email' and p.value like '%@live.example.org'`,
    });
    expect(row).toEqual({ users: String(accepted) });
  });

  it('stops with the server, and says so', async () => {
    const other = await install(fresh().database);
    const id = await other.operations.startRebuild(OPERATOR);
    await other.operations.close();
    expect(await finished(id)).toMatchObject({
      state: 'FAILED',
      result: { message: expect.stringContaining('stopped') },
    });
    expect((await verify()).result).toMatchObject({ clean: true });
  });

  async function tableShapes(): Promise<unknown> {
    const { database } = fresh();
    return [
      await database.query({
        name: 'test-indexes',
        text: `select indexdef from pg_indexes where schemaname = 'projection' order by 1`,
      }),
      await database.query({
        name: 'test-constraints',
        text: `select c.relname, k.conname, pg_get_constraintdef(k.oid) as definition from pg_constraint k
          join pg_class c on c.oid = k.conrelid where c.relnamespace = 'projection'::regnamespace order by 1, 2`,
      }),
      await database.query({
        name: 'test-columns',
        text: `select table_name, column_name, data_type, collation_name, is_nullable, column_default from information_schema.columns
          where table_schema = 'projection' order by table_name, ordinal_position`,
      }),
      await database.query({
        name: 'test-owners',
        text: `select relname, relowner::regrole::text as owner, relpersistence, reloptions from pg_class
          where relnamespace = 'projection'::regnamespace and relkind = 'r' order by 1`,
      }),
    ];
  }
});
