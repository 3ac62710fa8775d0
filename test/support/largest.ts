// What a lane has at hand at a time: the most rows that a statement answered, and the most values that it was given.
// A commit that another batch follows is sent once that batch has read beside it: so it has seen nothing of what is committed.
import type { Call, Database, Row, Transaction } from '../../src/database/sql.ts';

export class Largest {
  #most = 0;
  /** What is being read beside a transaction. */
  #reading: Promise<unknown> = Promise.resolve();

  /** The most since it was last asked. */
  take(): number {
    const most = this.#most;
    this.#most = 0;
    return most;
  }

  watch(database: Database): Database {
    return {
      query: (statement, values) => database.query(statement, values),
      begin: async () => this.#watched(Promise.resolve(await database.begin())),
      readAhead: async (calls) => {
        const answers = database.readAhead(calls);
        this.#reading = answers.catch(() => undefined);
        return this.#seen(calls, await answers);
      },
      beginLong: () => database.beginLong(),
      oneSession: database.oneSession,
      restricted: database.restricted,
      close: () => database.close(),
    };
  }

  #watched(transaction: Promise<Transaction>): Transaction {
    return {
      send: async (calls) => this.#seen(calls, await (await transaction).send(calls)),
      commit: async (calls = []) => this.#seen(calls, await (await transaction).commit(calls)),
      commitAndBegin: (work) => {
        this.#seen(work.calls, []);
        // Whoever follows at once has begun to read by the next turn, and reads before this one is committed.
        const read = new Promise(setImmediate).then(() => this.#reading);
        const handover = read.then(async () => (await transaction).commitAndBegin(work));
        const next = handover.then((each) => each.next);
        return { committed: handover.then((each) => each.committed), next: this.#watched(next) };
      },
      rollback: async () => (await transaction).rollback(),
    };
  }

  #seen(calls: readonly Call[], answers: Row[][]): Row[][] {
    const given = calls.flatMap(({ values }) => values.map(lengthOf));
    this.#most = Math.max(this.#most, ...given, ...answers.map((rows) => rows.length));
    return answers;
  }
}

/** How many there are in a list, be it one that is written as a text. */
function lengthOf(value: unknown): number {
  if (typeof value === 'string' && /^\{[^"]*\}$/.test(value)) return value.split(',').length;
  return Array.isArray(value) ? value.length : 1;
}
