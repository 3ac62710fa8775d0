/** The wire between the driver and the embedded database: it carries the PostgreSQL protocol within this process. */
import { Duplex } from 'node:stream';
import type { PGlite } from '@electric-sql/pglite';

const QUERY = 0x51;
const SYNC = 0x53;
const TERMINATE = 0x58;
const IDLE = 0x49;

/** "You are in" and "ready, no transaction is open": the answer to a startup packet. */
const WELCOME = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, IDLE]);

/** A simple query message. */
function query(text: string): Buffer {
  const body = Buffer.from(`${text}\0`);
  const head = Buffer.alloc(5);
  head[0] = QUERY;
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

/**
 * Makes a checkpoint, whatever role the session has taken: PGlite makes none by itself while it is open, so its
 * write-ahead log would only grow, and a start after a crash would go through all of it.
 */
const CHECKPOINT = query('begin; set local role none; checkpoint; commit');

/** After how many bytes of messages there is one. What they write into the write-ahead log is a few times as much. */
const UNTIL_CHECKPOINT = 64 * 1024 * 1024;

/** Where the last complete group of messages (one that the database answers with "ready") ends in some bytes. */
function endOfGroups(bytes: Buffer): number {
  let end = 0;
  for (let at = 0; at + 5 <= bytes.length; ) {
    const tag = bytes[at];
    at += 1 + bytes.readInt32BE(at + 1);
    if (at <= bytes.length && (tag === QUERY || tag === SYNC)) end = at;
  }
  return end;
}

/**
 * Lets any number of clients use the one session of a PGlite. Whoever has opened a transaction has the session
 * until it ends, so the others read only what is committed; else the clients take turns.
 *
 * What is sent within one turn of the event loop is carried over together: pipelining costs one crossing.
 */
export class PgliteWire {
  readonly #engine: PGlite;
  readonly #waiting: Socket[] = [];
  #owner: Socket | undefined;
  #scheduled = false;
  /** The bytes of messages since the last checkpoint. */
  #carried = 0;

  constructor(engine: PGlite) {
    this.#engine = engine;
  }

  /** A new client's end, in the shape of the socket that the driver expects. */
  connect(): Duplex {
    return new Socket(this);
  }

  /** Says that a client has something to send. */
  wake(socket: Socket): void {
    if (!this.#waiting.includes(socket)) this.#waiting.push(socket);
    this.#schedule();
  }

  /** Undoes what a client that went away has left open. */
  drop(socket: Socket): void {
    const place = this.#waiting.indexOf(socket);
    if (place >= 0) this.#waiting.splice(place, 1);
    if (this.#owner !== socket) return;
    this.#owner = undefined;
    if (!this.#engine.closed) this.#carry(query('rollback'));
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#serve();
    });
  }

  #serve(): void {
    const socket = this.#owner ?? this.#waiting[0];
    if (socket === undefined || !this.#waiting.includes(socket)) return;
    this.#waiting.splice(this.#waiting.indexOf(socket), 1);
    const bytes = socket.takeGroups();
    if (this.#engine.closed) {
      socket.destroy(new Error('The embedded database is closed'));
    } else if (bytes.length > 0) {
      const answer = this.#carry(bytes);
      this.#owner = answer.at(-1) === IDLE ? undefined : socket;
      socket.push(answer);
      if (this.#owner === undefined && this.#carried >= UNTIL_CHECKPOINT) this.#checkpoint();
    }
    if (this.#waiting.length > 0) this.#schedule();
  }

  #checkpoint(): void {
    const answer = this.#carry(CHECKPOINT);
    if (answer.at(-1) !== IDLE) this.#carry(query('rollback'));
    this.#carried = 0;
  }

  /**
   * Carries messages over and gives back what the database answers. It is done when this returns, though PGlite gives a
   * promise. Without a receiver PGlite would parse every answer besides, and keep all rows that it ever answered.
   */
  #carry(bytes: Buffer): Buffer {
    this.#carried += bytes.length;
    const parts: Buffer[] = [];
    const onRawData = (part: Uint8Array) => parts.push(Buffer.from(part));
    void this.#engine.execProtocolRawStream(bytes, { syncToFs: false, onRawData });
    return Buffer.concat(parts);
  }
}

/** One client's end of the wire. */
class Socket extends Duplex {
  readonly #wire: PgliteWire;
  #sent: Buffer[] = [];
  #welcomed = false;

  constructor(wire: PgliteWire) {
    super();
    this.#wire = wire;
  }

  /** The whole groups of messages that were sent and not yet taken. */
  takeGroups(): Buffer {
    const bytes = Buffer.concat(this.#sent);
    const end = endOfGroups(bytes);
    this.#sent = end < bytes.length ? [bytes.subarray(end)] : [];
    return bytes.subarray(0, end);
  }

  connect(): this {
    setImmediate(() => this.emit('connect'));
    return this;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    if (!this.#welcomed) {
      this.#welcomed = true;
      setImmediate(() => this.push(WELCOME));
    } else if (chunk[0] === TERMINATE) {
      this.push(null);
      this.destroy();
    } else {
      this.#sent.push(chunk);
      this.#wire.wake(this);
    }
    done();
  }

  override _read(): void {}

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#wire.drop(this);
    done(error);
  }

  // What the driver asks of a socket and has no meaning within a process.
  setNoDelay(): void {}
  setKeepAlive(): void {}
  ref(): void {}
  unref(): void {}
}
