/** OPERATE: what the running server does at an operator's word, beside its other work: verify and rebuild. */
import type { Database, Transaction } from '../database/sql.ts';
import { type Id, newId, type UserId } from '../kernel/ids.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { Clock, Position } from '../kernel/time.ts';
import type { EventRegistry } from '../log/registry.ts';
import { rebuild } from '../projecting/rebuild.ts';
import { verify } from '../projecting/verify.ts';
import { type OperationKind, type OperationResult, OperationRows } from './operation-rows.ts';

export interface OperationParts {
  readonly database: Database;
  readonly events: EventRegistry;
  readonly clock: Clock;
  /** The lane: for the moment in which a rebuilt copy takes its place. */
  readonly lane: {
    exclusive<T>(
      work: (transaction: Transaction, head: { readonly position: Position }) => Promise<T>,
    ): Promise<T>;
  };
  /** Told of an operation that failed, for the log of the server. */
  warn?(message: string, error: unknown): void;
}

type Progress = (done: Position, until: Position) => Promise<void>;
type Work = (progress: Progress) => Promise<OperationResult>;

/** How often a running operation says how far it is, in milliseconds; what is silent for long counts as interrupted. */
const HEARTBEAT = 1_000;

/** Thrown into an operation to stop it. */
class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** Only an OPERATOR may start operations and see them; whoever calls these functions has checked that. */
export class Operations {
  readonly #parts: OperationParts;
  readonly #rows: OperationRows;
  #underWay: Promise<void> | undefined;
  #stopping = false;

  constructor(parts: OperationParts) {
    this.#parts = parts;
    this.#rows = new OperationRows(parts.database);
  }

  /**
   * To be called when the server starts: what ran when a server stopped is marked as failed.
   *
   * @param alone whether no other process can work on this database (the embedded one).
   */
  async recover(alone: boolean): Promise<void> {
    await this.#rows.failSilent(this.#parts.clock.now(), alone);
  }

  /** Compares everything with what the log says. Answers the operation's id at once; one that runs already is answered. */
  startVerify(by: UserId): Promise<Id> {
    return this.#start('VERIFY', by, async (progress) => {
      const { position, clean, difference } = await verify(this.#parts, progress);
      return { position: String(position), clean, ...(difference && { difference }) };
    });
  }

  /** Builds the projections anew and swaps them in. Answers the operation's id at once; one that runs already is answered. */
  startRebuild(by: UserId): Promise<Id> {
    return this.#start('REBUILD', by, async (progress) => {
      const { lane } = this.#parts;
      const started = performance.now();
      const parts = { ...this.#parts, exclusive: lane.exclusive.bind(lane) };
      const { position } = await rebuild(parts, progress);
      return { position: String(position), seconds: Math.round(performance.now() - started) / 1000 };
    });
  }

  /** Resolves when the operation that this process runs is over; at once when it runs none. */
  async idle(): Promise<void> {
    await this.#underWay;
  }

  /** Stops what this process runs, which is then marked as failed. */
  async close(): Promise<void> {
    this.#stopping = true;
    await this.#underWay;
  }

  async #start(kind: OperationKind, by: UserId, work: Work): Promise<Id> {
    const now = this.#parts.clock.now();
    const id = newId();
    await this.#rows.failSilent(now, false);
    if (this.#stopping)
      throw new Refusal('OVERLOADED', 'The server is stopping.', { remedy: 'Try again in a moment.' });
    if (!(await this.#rows.start(id, kind, by, now))) return this.#alreadyRunning(kind);
    this.#underWay = this.#run(id, work);
    return id;
  }

  async #alreadyRunning(kind: OperationKind): Promise<Id> {
    const other = await this.#rows.running();
    if (other?.kind === kind) return other.id;
    throw new Refusal('OVERLOADED', 'Another operation is running; they run one at a time.', {
      remedy: 'Wait until it has ended.',
      facts: other && { operation: other.id, kind: other.kind },
    });
  }

  async #run(id: Id, work: Work): Promise<void> {
    const { clock, warn } = this.#parts;
    let reached: { readonly done: Position; readonly until: Position | null } = { done: 0, until: null };
    let ended = false;
    const beat = setInterval(() => {
      const living = this.#rows.advance(id, reached.done, reached.until);
      living.then(
        (lives) => {
          ended = !lives;
        },
        () => undefined,
      );
    }, HEARTBEAT);
    try {
      const result = await work(async (done, until) => {
        if (this.#stopping) throw new Stopped('Interrupted: the server was stopped');
        if (ended) throw new Stopped('Interrupted: the server was silent for too long');
        reached = { done, until };
      });
      await this.#rows.end(id, 'DONE', clock.now(), result);
    } catch (error) {
      if (!(error instanceof Stopped)) warn?.('An operation failed', error);
      const message = error instanceof Error ? error.message : 'It failed unexpectedly';
      await this.#rows.end(id, 'FAILED', clock.now(), { message }).catch((also: unknown) => {
        warn?.('The failure of an operation could not be recorded', also);
      });
    } finally {
      clearInterval(beat);
    }
  }
}
