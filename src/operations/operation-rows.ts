/** OPERATE: the rows of the operations of the running server: who started what, how far it is, what came of it. */
import type { Database, Statement } from '../database/sql.ts';
import { DatabaseError } from '../database/sql.ts';
import type { Id, UserId } from '../kernel/ids.ts';
import type { Position, Time } from '../kernel/time.ts';

export type OperationKind = 'VERIFY' | 'REBUILD';
export type OperationState = 'RUNNING' | 'DONE' | 'FAILED';

/** What came of an operation, as it is shown to operators. */
export type OperationResult = Readonly<Record<string, unknown>>;

export interface RunningOperation {
  readonly id: Id;
  readonly kind: OperationKind;
}

/** How long a process may be silent before its operation counts as interrupted. */
const SILENCE = `interval '30 seconds'`;

const START: Statement = {
  name: 'operation-start',
  text: `insert into operation (id, kind, state, started_by, started_at, seen_at, until)
    select $1::uuid, $2::text, 'RUNNING', $3::uuid, $4::timestamptz, clock_timestamp(), position from head`,
};
const RUNNING: Statement = {
  name: 'operation-running',
  text: `select id, kind from operation where state = 'RUNNING'`,
};
const ADVANCE: Statement = {
  name: 'operation-advance',
  text: `update operation set done = $2::bigint, until = coalesce($3::bigint, until), seen_at = clock_timestamp()
    where id = $1::uuid and state = 'RUNNING' returning id`,
};
const END: Statement = {
  name: 'operation-end',
  text: `update operation set state = $2::text, ended_at = $3::timestamptz, result = $4::text::jsonb,
      done = case when $2::text = 'DONE' then until else done end
    where id = $1::uuid and state = 'RUNNING'`,
};
const FAIL_SILENT: Statement = {
  name: 'operation-fail-silent',
  text: `update operation set state = 'FAILED', ended_at = $1::timestamptz,
      result = '{"message": "Interrupted: the server that ran it stopped"}'
    where state = 'RUNNING' and ($2::boolean or seen_at < clock_timestamp() - ${SILENCE})`,
};

export class OperationRows {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Records an operation as running; false when another one runs. */
  async start(id: Id, kind: OperationKind, by: UserId, now: Time): Promise<boolean> {
    try {
      await this.#write(START, [id, kind, by, now]);
      return true;
    } catch (error) {
      if (error instanceof DatabaseError && error.code === '23505') return false;
      throw error;
    }
  }

  async running(): Promise<RunningOperation | undefined> {
    const [row] = await this.#database.query(RUNNING);
    return row && { id: row.id as Id, kind: row.kind as OperationKind };
  }

  /** Says that an operation lives and how far it is, once that is known; false when somebody else has ended it. */
  async advance(id: Id, done: Position, until: Position | null): Promise<boolean> {
    return (await this.#write(ADVANCE, [id, done, until])).length > 0;
  }

  async end(id: Id, state: OperationState, now: Time, result: OperationResult): Promise<void> {
    await this.#write(END, [id, state, now, JSON.stringify(result)]);
  }

  /** Marks operations whose process fell silent as failed; with `all`, every one that runs. */
  async failSilent(now: Time, all: boolean): Promise<void> {
    await this.#write(FAIL_SILENT, [now, all]);
  }

  async #write(statement: Statement, values: readonly unknown[]) {
    const transaction = await this.#database.beginLong();
    try {
      const [rows = []] = await transaction.send([{ statement, values }]);
      await transaction.commit();
      return rows;
    } catch (error) {
      await transaction.rollback().catch(() => undefined);
      throw error;
    }
  }
}
