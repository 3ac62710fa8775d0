// What callers of the database are told when connections break, and that the next call finds a new one.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/database/pg-database.ts';
import { postgres } from '../../src/database/postgres.ts';
import { type Call, CommitUnknown, ConnectionLost, type Database } from '../../src/database/sql.ts';
import { type FaultyProxy, startFaultyProxy } from '../concurrency/faulty-proxy.ts';
import { asSuperuser, postgresCopy } from '../support/databases.ts';

const chance = { before: 0, after: 0 };
let proxy: FaultyProxy;
let database: Database;
let name: string;
let drop: () => Promise<void>;

beforeAll(async () => {
  const copy = await postgresCopy();
  const address = new URL(copy.url);
  name = address.pathname.slice(1);
  proxy = await startFaultyProxy({
    host: address.hostname,
    port: Number(address.port),
    random: () => 0.5,
    get cutBeforeCommit() {
      return chance.before;
    },
    get cutAfterCommit() {
      return chance.after;
    },
    delay: 0,
    longestDelay: 0,
  });
  address.hostname = '127.0.0.1';
  address.port = String(proxy.port);
  database = await openDatabase(postgres(address.href));
  drop = copy.drop;
});
afterAll(async () => {
  await database.close();
  await proxy.close();
  await drop();
});
beforeEach(() => {
  chance.before = 0;
  chance.after = 0;
});

const put = { name: 'lost_put', text: 'insert into installation (name, value) values ($1, $1)' };
const find = { name: 'lost_find', text: 'select 1 as found from installation where name = $1' };
const call = (statement: Call['statement'], ...values: unknown[]): Call => ({ statement, values });
const stands = async (name: string) => (await database.query(find, [name])).length === 1;

/** Ends all sessions of the database under test, as a restart of its server would. */
async function killSessions(): Promise<void> {
  await asSuperuser((admin) =>
    admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]),
  );
}

describe('a connection that breaks', () => {
  it('while nothing is in flight is replaced unnoticed, for reads and for transactions', async () => {
    for (let round = 0; round < 3; round++) {
      await killSessions();
      const read = database.query(find, ['nothing']);
      const transaction = await database.begin();
      await transaction.send([call(put, `idle ${round}`)]);
      await transaction.commit();
      expect(await read).toEqual([]);
      expect(await stands(`idle ${round}`)).toBe(true);
    }
  });

  it('during a read is replaced, and the read repeated', async () => {
    const slow = { name: 'lost_slow', text: `select pg_sleep(0.3), 'slept' as what` };
    const reading = Promise.all([
      database.query(slow),
      database.query(slow),
      database.query(find, ['nothing']),
    ]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await killSessions();
    expect((await reading)[0]?.[0]?.what).toBe('slept');
  });

  it('within a transaction undoes it and says so, and the next transaction works', async () => {
    const transaction = await database.begin();
    await transaction.send([call(put, 'undone')]);
    await killSessions();
    await expect(transaction.commit([call(put, 'undone too')])).rejects.toSatisfy(
      // Whether the news of the end or the COMMIT comes first is a matter of luck.
      (error) => error instanceof ConnectionLost || error instanceof CommitUnknown,
    );
    await (await database.begin()).commit([call(put, 'next')]);
    expect([await stands('undone'), await stands('undone too'), await stands('next')]).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('before COMMIT arrives leaves it open whether it stands; it does not', async () => {
    const transaction = await database.begin();
    await transaction.send([call(put, 'cut before')]);
    chance.before = 1;
    await expect(transaction.commit()).rejects.toBeInstanceOf(CommitUnknown);
    chance.before = 0;
    expect(await stands('cut before')).toBe(false);
  });

  it('after COMMIT was carried out leaves it open whether it stands; it does', async () => {
    const transaction = await database.begin();
    await transaction.send([call(put, 'cut after')]);
    chance.after = 1;
    await expect(transaction.commit([call(put, 'cut after, too')])).rejects.toBeInstanceOf(CommitUnknown);
    chance.after = 0;
    expect([await stands('cut after'), await stands('cut after, too')]).toEqual([true, true]);
  });

  it('does not blur a refusal of the database', async () => {
    const transaction = await database.begin();
    await expect(transaction.commit([call(put, 'next')])).rejects.toMatchObject({
      name: 'DatabaseError',
      code: '23505',
    });
  });
});

it('a database that cannot be reached is an error, and is found again when it can', async () => {
  const other = await startFaultyProxy({
    host: '127.0.0.1',
    port: proxy.port,
    random: () => 1,
    cutBeforeCommit: 0,
    cutAfterCommit: 0,
    delay: 0,
    longestDelay: 0,
  });
  const copy = await postgresCopy();
  const address = new URL(copy.url);
  address.hostname = '127.0.0.1';
  address.port = String(other.port);
  const distant = await openDatabase(postgres(address.href));
  await other.close();
  await expect(distant.query(find, ['x'])).rejects.toBeInstanceOf(ConnectionLost);
  await expect(distant.begin()).rejects.toBeInstanceOf(ConnectionLost);
  await expect(distant.begin()).rejects.toBeInstanceOf(ConnectionLost);
  await distant.close();
  await copy.drop();
});
