// What every database adapter promises (src/database/sql.ts), checked against both.
import { describe, expect, it } from 'vitest';
import type { Call, Statement } from '../../src/database/sql.ts';
import { DatabaseError } from '../../src/database/sql.ts';
import { createDatabase, eachDatabase } from '../support/databases.ts';

const statement = (name: string, text: string): Statement => ({ name: `contract_${name}`, text });
const call = (of: Statement, ...values: unknown[]): Call => ({ statement: of, values });

const put = statement('put', 'insert into installation (name, value) values ($1, $2)');
const names = statement(
  'names',
  `select name from installation where name like $1 order by name collate "C"`,
);
const take = statement('take', 'delete from installation where name = $1');
const deferred = statement(
  'deferred',
  `create temporary table later (id integer unique deferrable initially deferred) on commit drop`,
);
const twice = statement('twice', 'insert into later values (1), (1)');
const divide = statement('divide', 'select 1 / $1::integer as quotient');
const echo = statement('echo', 'select $1::text as said');

eachDatabase('a database', (fresh) => {
  const stored = async (prefix: string) =>
    (await fresh().database.query<{ name: string }>(names, [`${prefix}%`])).map((row) => row.name);

  describe('values', () => {
    it('arrive in one form', async () => {
      const all = statement(
        'values',
        `select 9223372036854775807::int8 as int8, 7::int4 as int4, 1.50::numeric as numeric, true as flag, null::text as nothing,
          '0198B7C0-0000-7000-8000-000000000001'::uuid as uuid, '2020-02-15T12:00:00.12+02:00'::timestamptz(3) as moment,
          '0001-01-01T00:00:00Z'::timestamptz as early, '{"b": [1, "x"], "a": null}'::jsonb as json, '\\x00ff'::bytea as bytes,
          array['a', null, 'b,"c']::text[] as texts, array[9007199254740993]::int8[] as numbers,
          array['2020-02-15T00:00:00Z'::timestamptz, null] as moments,
          array['0198B7C0-0000-7000-8000-000000000001'::uuid] as uuids`,
      );
      const [row] = await fresh().database.query(all);
      expect(row).toEqual({
        int8: '9223372036854775807',
        int4: 7,
        numeric: '1.50',
        flag: true,
        nothing: null,
        uuid: '0198b7c0-0000-7000-8000-000000000001',
        moment: '2020-02-15T10:00:00.120Z',
        early: '0001-01-01T00:00:00.000Z',
        json: { a: null, b: [1, 'x'] },
        bytes: Buffer.from([0, 255]),
        texts: ['a', null, 'b,"c'],
        numbers: ['9007199254740993'],
        moments: ['2020-02-15T00:00:00.000Z', null],
        uuids: ['0198b7c0-0000-7000-8000-000000000001'],
      });
    });

    it('go in as arrays, buffers, texts, numbers, booleans and null', async () => {
      const roundTrip = statement(
        'round_trip',
        `select $1::int8 as a, $2::text[] as b, $3::bytea as c, $4::boolean as d, $5::timestamptz as e, $6::text as f,
          $7::int8[] as g, $8::jsonb as h, $9::bytea[] as i, $10::jsonb[] as j, $11::uuid[] as k`,
      );
      const values = [
        12,
        ['x', 'ÿ "q" \\ ,{}', '', null],
        Buffer.from([1, 2]),
        false,
        '2020-02-15T00:00:00.001Z',
        null,
        ['1', 9007199254740991, OPEN],
        '{"z": 1, "a": "ü"}',
        [Buffer.from([3]), Buffer.alloc(0)],
        ['{"n": 1}', '[]'],
        [],
      ];
      const [row] = await fresh().database.query(roundTrip, values);
      expect(row).toMatchObject({
        a: '12',
        b: ['x', 'ÿ "q" \\ ,{}', '', null],
        c: Buffer.from([1, 2]),
        d: false,
        e: '2020-02-15T00:00:00.001Z',
        f: null,
        g: ['1', '9007199254740991', OPEN],
        h: { z: 1, a: 'ü' },
        i: [Buffer.from([3]), Buffer.alloc(0)],
        j: [{ n: 1 }, []],
        k: [],
      });
    });

    it('are refused when they are objects, and two statements of one name are', async () => {
      await expect(fresh().database.query(echo, [{}])).rejects.toThrow(TypeError);
      await expect(fresh().database.query(statement('echo', 'select 1'))).rejects.toThrow('contract_echo');
      const transaction = await fresh().database.begin();
      await transaction.send([call(put, 'fit', '1')]);
      await expect(transaction.commit([call(echo, new Date())])).rejects.toThrow(TypeError);
      expect(await stored('fit')).toEqual([]);
    });

    it('may be megabytes, and many', async () => {
      const long = 'x'.repeat(3_000_000);
      const [row] = await fresh().database.query<{ said: string }>(echo, [long]);
      expect(row?.said.length).toBe(long.length);
      const rows = await fresh().database.query(
        statement('many', 'select i from generate_series(1, $1::integer) i'),
        [50_000],
      );
      expect(rows.length).toBe(50_000);
    });
  });

  describe('reading', () => {
    it('answers each of many at once with its own rows', async () => {
      const said = await Promise.all(
        Array.from({ length: 100 }, (_, i) => fresh().database.query<{ said: string }>(echo, [String(i)])),
      );
      expect(said.map((rows) => rows[0]?.said)).toEqual(Array.from({ length: 100 }, (_, i) => String(i)));
    });

    it('fails with the code of the database, and harms no neighbour', async () => {
      const { database } = fresh();
      const [good, bad, alsoGood] = await Promise.allSettled([
        database.query(echo, ['a']),
        database.query(divide, [0]),
        database.query(echo, ['b']),
      ]);
      expect(good.status).toBe('fulfilled');
      expect(alsoGood.status).toBe('fulfilled');
      expect(bad.status === 'rejected' && bad.reason).toBeInstanceOf(DatabaseError);
      expect(bad.status === 'rejected' && bad.reason).toMatchObject({ code: '22012' });
      expect(await database.query(divide, [1])).toEqual([{ quotient: 1 }]);
    });

    it('ahead answers several calls together, or fails with the first that fails', async () => {
      const { database } = fresh();
      expect(await database.readAhead([])).toEqual([]);
      expect(await database.readAhead([call(echo, 'a'), call(divide, 1)])).toEqual([
        [{ said: 'a' }],
        [{ quotient: 1 }],
      ]);
      const failing = database.readAhead([call(divide, 0), call(echo, 'a')]);
      await expect(failing).rejects.toMatchObject({ name: 'DatabaseError', code: '22012' });
      await expect(database.readAhead([call(put, 'r', '1')])).rejects.toMatchObject({ code: '25006' });
    });

    it('cannot write', async () => {
      await expect(fresh().database.query(put, ['r', '1'])).rejects.toMatchObject({ code: '25006' });
      expect(await stored('r')).toEqual([]);
    });
  });

  describe('a transaction', () => {
    it('answers the rows of each call, and stands once committed', async () => {
      const transaction = await fresh().database.begin();
      expect(await transaction.send([call(put, 'a1', '1'), call(names, 'a%')])).toEqual([
        [],
        [{ name: 'a1' }],
      ]);
      expect(await transaction.send([call(echo, 'x')])).toEqual([[{ said: 'x' }]]);
      expect(await transaction.commit([call(put, 'a2', '2'), call(echo, 'last')])).toEqual([
        [],
        [{ said: 'last' }],
      ]);
      expect(await stored('a')).toEqual(['a1', 'a2']);
    });

    it('may consist of its commit, or of nothing', async () => {
      await (await fresh().database.begin()).commit([call(put, 'b1', '1')]);
      expect(await (await fresh().database.begin()).commit()).toEqual([]);
      expect(await stored('b')).toEqual(['b1']);
    });

    it('is seen by nobody before it commits, and by everybody after', async () => {
      const transaction = await fresh().database.begin();
      await transaction.send([call(put, 'c1', '1')]);
      let seen: string[] | undefined;
      const reading = stored('c').then((found) => {
        seen = found;
      });
      // On PostgreSQL the read is answered now, without the row; embedded, it waits for the transaction to end.
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(seen ?? []).toEqual([]);
      await transaction.commit();
      await reading;
      expect(await stored('c')).toEqual(['c1']);
    });

    it('leaves nothing when rolled back', async () => {
      const transaction = await fresh().database.begin();
      await transaction.send([call(put, 'd1', '1')]);
      await transaction.rollback();
      await transaction.rollback();
      await expect(transaction.send([])).rejects.toThrow('over');
      expect(await stored('d')).toEqual([]);
    });

    it('fails as a whole with its first failing call, in a send or in the commit, and frees the writer', async () => {
      const first = await fresh().database.begin();
      await expect(
        first.send([call(put, 'e1', '1'), call(divide, 0), call(put, 'e2', '2')]),
      ).rejects.toMatchObject({
        name: 'DatabaseError',
        code: '22012',
      });
      const second = await fresh().database.begin();
      await second.send([call(put, 'e3', '3')]);
      await expect(second.commit([call(divide, 0)])).rejects.toMatchObject({
        name: 'DatabaseError',
        code: '22012',
      });
      await expect(second.commit()).rejects.toThrow('over');
      const third = await fresh().database.begin();
      await third.commit([call(put, 'e4', '4')]);
      expect(await stored('e')).toEqual(['e4']);
    });

    it('copies rows in between its other calls, and fails as a whole where they do not fit', async () => {
      const copy = statement('copy', 'copy installation (name, value) from stdin');
      const rows = (copied: string): Call => ({ statement: copy, values: [], copied });
      const first = await fresh().database.beginLong();
      const sent = [call(put, 'row-1', '1'), rows('row-2\tü \\\\ \\t\nrow-3\t3\n'), call(names, 'row-%')];
      expect(await first.send(sent)).toEqual([
        [],
        [],
        [{ name: 'row-1' }, { name: 'row-2' }, { name: 'row-3' }],
      ]);
      await first.commit([rows('row-4\t4\n'), rows('')]);

      for (const refused of [rows('row-4\tagain\n'), rows('row-5\n'), call(divide, 0)]) {
        const failing = await fresh().database.beginLong();
        await expect(failing.commit([rows('row-6\t6\n'), refused, rows('row-7\t7\n')])).rejects.toMatchObject(
          {
            name: 'DatabaseError',
          },
        );
      }
      expect(await stored('row-')).toEqual(['row-1', 'row-2', 'row-3', 'row-4']);
      const value = statement('value', 'select value from installation where name = $1');
      expect(await fresh().database.query(value, ['row-2'])).toEqual([{ value: 'ü \\ \t' }]);
    });

    it('prepares a statement again that it prepared in vain', async () => {
      const missing = call(statement('missing', 'select name from not_there'));
      const after = call(statement('after', `select 'x'::text as said`));
      for (let attempt = 0; attempt < 2; attempt += 1) {
        const failing = await fresh().database.begin();
        await expect(failing.commit([missing, after])).rejects.toMatchObject({ code: '42P01' });
        await expect(fresh().database.query(divide, [0])).rejects.toMatchObject({ code: '22012' });
      }
      const transaction = await fresh().database.begin();
      expect(await transaction.commit([after, after])).toEqual([[{ said: 'x' }], [{ said: 'x' }]]);
    });

    it('may be followed by another in the same round trip', async () => {
      const first = await fresh().database.begin();
      await first.send([]);
      const { committed, next } = first.commitAndBegin({
        calls: [call(put, 'm1', '1')],
        opening: [call(names, 'm%')],
      });
      await committed;
      expect(await next.send([call(names, 'm%')])).toEqual([[{ name: 'm1' }]]);
      await next.commit([call(put, 'm2', '2')]);
      expect(await stored('m')).toEqual(['m1', 'm2']);
    });

    it('takes the one that follows with it when it fails, which can be ended', async () => {
      const first = await fresh().database.begin();
      await first.send([]);
      const { committed, next } = first.commitAndBegin({
        calls: [call(put, 'n1', '1'), call(divide, 0)],
        opening: [call(put, 'n2', '1')],
      });
      await expect(committed).rejects.toMatchObject({ name: 'DatabaseError', code: '22012' });
      await next.rollback();
      await (await fresh().database.begin()).commit([call(put, 'n3', '2')]);
      expect(await stored('n')).toEqual(['n3']);
    });

    it('stands even if the one that follows could not be opened, which then does nothing', async () => {
      const first = await fresh().database.begin();
      await first.send([]);
      const { committed, next } = first.commitAndBegin({
        calls: [call(put, 'o1', '1')],
        opening: [call(divide, 0)],
      });
      await committed;
      await expect(next.commit([call(put, 'o2', '2')])).rejects.toMatchObject({ code: '22012' });
      await (await fresh().database.begin()).commit([call(put, 'o3', '3')]);
      expect(await stored('o')).toEqual(['o1', 'o3']);
    });

    it('may be followed by another that is sent before it is known to stand', async () => {
      const first = await fresh().database.begin();
      await first.send([]);
      const second = first.commitAndBegin({ calls: [call(put, 'p1', '1')], opening: [] });
      const third = second.next.commitAndBegin({ calls: [call(put, 'p2', '2')], opening: [] });
      await Promise.all([second.committed, third.committed]);
      await third.next.rollback();
      expect(await stored('p')).toEqual(['p1', 'p2']);
    });

    it.each([
      ['before COMMIT', [call(divide, 0)], '22012'],
      ['at COMMIT', [call(deferred), call(twice)], '23505'],
    ])('that fails %s takes with it what was sent behind it', async (_when, failing, code) => {
      const first = await fresh().database.begin();
      await first.send([]);
      const second = first.commitAndBegin({ calls: [call(put, 'q1', '1'), ...failing], opening: [] });
      const third = second.next.commitAndBegin({ calls: [call(put, 'q2', '2')], opening: [] });
      third.committed.catch(() => undefined);
      await expect(second.committed).rejects.toMatchObject({ name: 'DatabaseError', code });
      await expect(third.committed).rejects.toMatchObject({ name: 'DatabaseError' });
      await third.next.rollback();
      expect(await stored('q')).toEqual([]);
      await (await fresh().database.begin()).commit([call(put, 'q3', '1')]);
      expect(await stored('q')).toEqual(['q3']);
      await (await fresh().database.begin()).commit([call(take, 'q3')]);
    });

    it('sends nothing of what is unfit to be sent, and goes on', async () => {
      const first = await fresh().database.begin();
      await first.send([]);
      const unfit = [call(put, 's1', '1'), call(put, 's2', {})];
      expect(() => first.commitAndBegin({ calls: unfit, opening: [] })).toThrow(TypeError);
      await first.commit([call(put, 's3', '3')]);
      expect(await stored('s')).toEqual(['s3']);
    });

    it('fails when a deferred constraint fails at COMMIT', async () => {
      const transaction = await fresh().database.begin();
      await transaction.send([call(deferred), call(put, 'f1', '1')]);
      await expect(transaction.commit([call(twice)])).rejects.toMatchObject({
        name: 'DatabaseError',
        code: '23505',
      });
      expect(await stored('f')).toEqual([]);
    });

    it('waits for the one before it', async () => {
      const { database } = fresh();
      const order: string[] = [];
      const first = await database.begin();
      const second = database.begin().then(async (transaction) => {
        order.push('second begins');
        await transaction.commit([call(put, 'h2', '2')]);
      });
      await first.send([call(put, 'h1', '1')]);
      await new Promise((resolve) => setTimeout(resolve, 30));
      order.push('first commits');
      await first.commit();
      await second;
      expect(order).toEqual(['first commits', 'second begins']);
      expect(await stored('h')).toEqual(['h1', 'h2']);
    });

    it('of the long kind has a connection of its own', async () => {
      const long = await fresh().database.beginLong();
      await long.send([call(put, 'i1', '1')]);
      await long.commit([call(put, 'i2', '2')]);
      const other = await fresh().database.beginLong();
      await other.send([call(put, 'i3', '3')]);
      await other.rollback();
      expect(await stored('i')).toEqual(['i1', 'i2']);
    });
  });

  it('runs as the role that cannot change events', async () => {
    const { database } = fresh();
    expect(database.restricted).toBe(true);
    const who = await database.query(
      statement('who', 'select current_user::text as role, current_setting($1) as zone'),
      ['timezone'],
    );
    expect(who).toEqual([{ role: 'tenure_app', zone: 'UTC' }]);
  });
});

it('reads ahead beside a transaction, where sessions are not shared', async () => {
  const created = await createDatabase('postgres');
  const { database } = created;
  const transaction = await database.begin();
  await transaction.send([call(put, 'x', '1')]);
  expect(await database.readAhead([call(names, 'x')])).toEqual([[]]);
  await transaction.commit();
  expect(await database.readAhead([call(names, 'x')])).toEqual([[{ name: 'x' }]]);
  await database.close();
  await created.drop();
});

for (const kind of ['postgres', 'pglite'] as const) {
  it(`closes after what is in flight (${kind})`, async () => {
    const created = await createDatabase(kind);
    const { database } = created;
    const transaction = await database.begin();
    await transaction.send([call(put, 'z', '1')]);
    const reading =
      kind === 'postgres' ? database.query(statement('slow', 'select pg_sleep(0.2)')) : Promise.resolve();
    const long = kind === 'postgres' ? await database.beginLong() : undefined;
    let closed = false;
    const closing = database.close().then(() => {
      closed = true;
    });
    await expect(database.query(echo, ['late'])).rejects.toThrow('closed');
    await expect(database.begin()).rejects.toThrow('closed');
    await long?.commit([call(put, 'y', '1')]);
    expect(closed).toBe(false);
    await transaction.commit();
    await closing;
    await reading;
    await created.drop();
  });
}

const OPEN = '9223372036854775807';
