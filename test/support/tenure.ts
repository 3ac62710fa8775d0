// A whole Tenure within the test: the real composition on a database of the test's own, asked without a port.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { type Config, readConfig } from '../../src/config.ts';
import type { Engine } from '../../src/database/engine.ts';
import type { Clock } from '../../src/kernel/time.ts';
import { createTenure, type Tenure } from '../../src/tenure.ts';

/** What a GraphQL request was answered with. */
export interface Answer<Data = Record<string, unknown>> {
  readonly data?: Data | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions: Readonly<Record<string, unknown>> & { readonly code: string };
  }[];
  readonly extensions?: { readonly tenure?: { position: string; time: string; settled: boolean } };
}

export interface TestTenure {
  readonly tenure: Tenure;
  /** The token of the genesis, who is OPERATOR and AUDITOR. */
  readonly token: string;
  /** Lines of the server's log so far. */
  readonly logged: readonly Record<string, unknown>[];
  /** Sends one operation; as the operator, unless another token (or none) is given. */
  ask<Data = Record<string, unknown>>(
    query: string,
    variables?: Record<string, unknown>,
    more?: { readonly token?: string | null; readonly operationName?: string },
  ): Promise<Answer<Data>>;
  close(): Promise<void>;
}

export interface TestTenureOptions {
  readonly clock?: Clock;
  readonly config?: Partial<Config>;
}

/** Composes Tenure on an engine (see databases.ts); its genesis is made when the log is empty. */
export async function startTestTenure(
  { engine }: { readonly engine: Engine },
  { clock, config = {} }: TestTenureOptions = {},
): Promise<TestTenure> {
  const folder = await mkdtemp(join(tmpdir(), 'tenure-test-'));
  const logged: Record<string, unknown>[] = [];
  const sink = new Writable({
    write(line, _encoding, done) {
      logged.push(JSON.parse(String(line)));
      done();
    },
  });
  // Tests ask as fast as they can, and from one address.
  const settings = { ...readConfig({ TENURE_DATA: folder, TENURE_RATE_ADDRESS: '0' }, []), ...config };
  const tenure = await createTenure({ engine, log: pino({ level: 'info' }, sink), config: settings, clock });
  const token = (await readFile(settings.tokenFile, 'utf8')).trim();
  return {
    tenure,
    token,
    logged,
    ask: async <Data>(
      query: string,
      variables = {},
      more: { token?: string | null; operationName?: string } = {},
    ) => {
      const bearer = more.token === undefined ? token : more.token;
      const response = await tenure.server.fetch('http://localhost/graphql', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(bearer !== null && { authorization: `Bearer ${bearer}` }),
        },
        body: JSON.stringify({ query, variables, operationName: more.operationName }),
      });
      return (await response.json()) as Answer<Data>;
    },
    close: async () => {
      await tenure.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
