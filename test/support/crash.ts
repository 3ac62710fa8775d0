// Kills the real server with SIGKILL while callers write, again and again, and checks that nothing acknowledged is lost.
import { expect } from 'vitest';
import { type ServerOptions, type ServerProcess, startServer } from './server-process.ts';

const CREATE = `mutation ($email: String!) {
  createUser(input: { email: $email, name: "Somebody" }) {
    ... on CreateUserPayload { position user { id } events { edges { node { position } } } }
    ... on Refusal { code message }
  }
}`;

const EVENTS = `query ($after: String) {
  events(order: OLDEST_FIRST, first: 500, after: $after) {
    pageInfo { hasNextPage endCursor }
    edges { node { position type target { id } } }
  }
}`;

interface Created {
  readonly createUser: { readonly position: string; readonly user: { readonly id: string } };
}

interface Page {
  readonly events: {
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
    readonly edges: readonly {
      readonly node: {
        readonly position: string;
        readonly type: string;
        readonly target: { readonly id: string } | null;
      };
    }[];
  };
}

export interface CrashOptions {
  readonly server: ServerOptions;
  readonly rounds: number;
  readonly callers: number;
  /** How long a round's load lasts at least and at most, in milliseconds, once as many were answered as there are callers. */
  readonly load: readonly [number, number];
}

/** Runs the rounds. Answers how many commands were acknowledged, all of which stand. */
export async function crashRepeatedly({
  server: options,
  rounds,
  callers,
  load,
}: CrashOptions): Promise<number> {
  /** What each acknowledged command made, by the position at which it said it did. */
  const acknowledged = new Map<string, string>();
  for (let round = 0; round < rounds; round++) {
    const server = await startServer(options);
    const before = acknowledged.size;
    const calling = Array.from({ length: callers }, (_, caller) =>
      call(server, `${round}-${caller}`, acknowledged),
    );
    while (acknowledged.size < before + callers) await pause(5);
    await pause(load[0] + Math.random() * (load[1] - load[0]));
    await server.end('SIGKILL');
    await Promise.all(calling);
  }
  const server = await startServer(options);
  try {
    await expectAll(server, acknowledged);
  } finally {
    await server.end('SIGTERM');
  }
  return acknowledged.size;
}

/** Makes one user after the other until the connection breaks. */
async function call(server: ServerProcess, name: string, acknowledged: Map<string, string>): Promise<void> {
  for (let n = 0; ; n++) {
    const answer = await server
      .ask<Created>(CREATE, { email: `${name}-${n}@example.org` })
      .catch(() => undefined);
    if (answer === undefined) return;
    const made = answer.data?.createUser;
    if (!made?.user) throw new Error(`Refused: ${JSON.stringify(answer)}`);
    acknowledged.set(made.position, made.user.id);
  }
}

/** The log has no gap, and holds at each acknowledged position what was acknowledged. */
async function expectAll(server: ServerProcess, acknowledged: ReadonlyMap<string, string>): Promise<void> {
  const found = new Map<string, string | undefined>();
  let after: string | null = null;
  do {
    const answer: { data?: Page | null } = await server.ask<Page>(EVENTS, { after });
    const page = answer.data?.events;
    if (!page) throw new Error(`No events: ${JSON.stringify(answer)}`);
    for (const { node } of page.edges) found.set(node.position, node.target?.id);
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  expect([...found.keys()]).toEqual(Array.from({ length: found.size }, (_, i) => String(i + 1)));
  const lost = [...acknowledged].filter(([position, id]) => found.get(position) !== id);
  expect(lost).toEqual([]);
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
