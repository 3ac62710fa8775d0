/** Asks a server over HTTP with so many clients at once, from a process of its own, and says how it went. */
import autocannon from 'autocannon';
import { percentile } from './statistics.ts';
import { answer } from './worker.ts';

/** One POST that clients send again and again, each beginning elsewhere in the list of all. */
export interface Post {
  readonly body: string;
  readonly authorization?: string;
}

export interface LoadRun {
  readonly url: string;
  readonly clients: number;
  readonly seconds: number;
  readonly posts: readonly Post[];
  /** How many series of posts take turns in that list: first one of each, then the next. Their latencies are told apart. */
  readonly series?: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly bytes: number;
  /** Of each series of posts. */
  readonly series: readonly Latency[];
}

export interface Latency {
  readonly p50: number;
  readonly p95: number;
}

const handlers = {
  /** Keeps every client busy for so many seconds. Throws when any answer is no 200 or a connection fails. */
  async run({ url, clients, seconds, posts, series = 1 }: LoadRun): Promise<LoadResult> {
    const requests = posts.map(({ body, authorization }) => ({
      method: 'POST' as const,
      body,
      headers: {
        'content-type': 'application/json',
        ...(authorization === undefined ? {} : { authorization }),
      },
    }));
    let started = 0;
    const latencies = Array.from({ length: series }, (): number[] => []);
    const result = await autocannon({
      url,
      connections: clients,
      duration: seconds,
      pipelining: 1,
      timeout: 30,
      setupClient(client) {
        const first = Math.floor((started * requests.length) / clients);
        started += 1;
        client.setRequests([...requests.slice(first), ...requests.slice(0, first)]);
        let turn = first;
        client.on('response', (_status: number, _bytes: number, milliseconds: number) => {
          latencies[(turn % requests.length) % series]?.push(milliseconds);
          turn += 1;
        });
      },
    });
    const failed = result.errors + result.timeouts + result.non2xx;
    if (failed > 0) throw new Error(`${failed} of ${result.requests.total} requests to ${url} failed`);
    const all = latencies.flat();
    return {
      requests: all.length,
      perSecond: all.length / result.duration,
      ...latencyOf(all),
      bytes: result.throughput.total / Math.max(1, result.requests.total),
      series: latencies.map(latencyOf),
    };
  },
};
export type LoadHandlers = typeof handlers;

function latencyOf(milliseconds: readonly number[]): Latency {
  return { p50: percentile(milliseconds, 0.5), p95: percentile(milliseconds, 0.95) };
}

answer(handlers);
