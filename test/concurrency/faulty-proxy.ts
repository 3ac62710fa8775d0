/**
 * FAULTS: a proxy in front of PostgreSQL that does what networks do. It delays answers, and it cuts connections:
 * before a COMMIT reaches the server, and after the server has carried it out but before its answer comes back.
 */
import { connect, createServer, type Server, type Socket } from 'node:net';

export interface Faults {
  /** Where the real server listens. */
  readonly host: string;
  readonly port: number;
  /** A number from 0 up to 1, as Math.random gives. */
  random(): number;
  /** How often, from 0 to 1, a connection is cut instead of passing COMMIT on to the server. */
  readonly cutBeforeCommit: number;
  /** How often a connection is cut instead of passing on the server's word that COMMIT was done. */
  readonly cutAfterCommit: number;
  /** How often an answer to COMMIT is held back, and for how long at most, in ms. */
  readonly delay: number;
  readonly longestDelay: number;
}

export interface FaultyProxy {
  readonly port: number;
  /** How often each fault happened. */
  readonly count: { cutBefore: number; cutAfter: number; delayed: number };
  /** From now on, everything passes, until {@link FaultyProxy.ail}. */
  heal(): void;
  ail(): void;
  close(): Promise<void>;
}

/** Starts the proxy on a free port of this machine. */
export async function startFaultyProxy(faults: Faults): Promise<FaultyProxy> {
  const count = { cutBefore: 0, cutAfter: 0, delayed: 0 };
  const sockets = new Set<Socket>();
  let healthy = false;
  const happens = (chance: number): boolean => !healthy && faults.random() < chance;

  const server: Server = createServer((client) => {
    const upstream = connect({ host: faults.host, port: faults.port, noDelay: true });
    client.setNoDelay(true);
    const cut = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', cut);
      socket.on('close', () => {
        sockets.delete(socket);
        cut();
      });
    }
    client.on('data', (chunk) => {
      if (mentionsCommit(chunk) && happens(faults.cutBeforeCommit)) {
        count.cutBefore += 1;
        cut();
        return;
      }
      upstream.write(chunk);
    });
    passAnswers(upstream, client, async () => {
      if (happens(faults.cutAfterCommit)) {
        count.cutAfter += 1;
        cut();
        return;
      }
      if (happens(faults.delay)) {
        count.delayed += 1;
        await new Promise((resolve) => setTimeout(resolve, faults.random() * faults.longestDelay));
      }
    });
  });

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    port: address.port,
    count,
    ail: () => {
      healthy = false;
    },
    heal: () => {
      healthy = true;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Whether what a client sends holds the word COMMIT: as a simple query, or as the text of a prepared one. */
function mentionsCommit(chunk: Buffer): boolean {
  return /commit( and chain)?\0/i.test(chunk.toString('latin1'));
}

/** Passes the server's messages on, whole and in order; `onCommit` runs before each that says COMMIT was done. */
function passAnswers(upstream: Socket, client: Socket, onCommit: () => Promise<void>): void {
  let rest = Buffer.alloc(0);
  let last = Promise.resolve();
  upstream.on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    let end = 0;
    // A message of the server: one byte that tells its kind, then its length, which counts itself.
    while (rest.length >= end + 5 && rest.length >= end + 1 + rest.readInt32BE(end + 1)) {
      const length = 1 + rest.readInt32BE(end + 1);
      const message = rest.subarray(end, end + length);
      end += length;
      const done = message[0] === 0x43 && message.toString('latin1', 5, 12) === 'COMMIT\0';
      last = last.then(async () => {
        if (done) await onCommit();
        if (!client.destroyed) client.write(message);
      });
    }
    rest = rest.subarray(end);
  });
}
