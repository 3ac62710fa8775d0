/** Asks a server over HTTP with so many clients at once, from a process of its own, and says how it went. */
import autocannon from 'autocannon';
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
}

export interface LoadResult {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly bytes: number;
}

const handlers = {
  /** Keeps every client busy for so many seconds. Throws when any answer is no 200 or a connection fails. */
  async run({ url, clients, seconds, posts }: LoadRun): Promise<LoadResult> {
    const requests = posts.map(({ body, authorization }) => ({
      method: 'POST' as const,
      body,
      headers: {
        'content-type': 'application/json',
        ...(authorization === undefined ? {} : { authorization }),
      },
    }));
    let started = 0;
    const latencies: number[] = [];
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
        client.on('response', (_status: number, _bytes: number, milliseconds: number) =>
          latencies.push(milliseconds),
        );
      },
    });
    const failed = result.errors + result.timeouts + result.non2xx;
    if (failed > 0) throw new Error(`${failed} of ${result.requests.total} requests to ${url} failed`);
    latencies.sort((a, b) => a - b);
    const at = (share: number) =>
      latencies[Math.max(0, Math.ceil(latencies.length * share) - 1)] ?? Number.NaN;
    return {
      requests: latencies.length,
      perSecond: latencies.length / result.duration,
      p50: at(0.5),
      p95: at(0.95),
      bytes: result.throughput.total / Math.max(1, result.requests.total),
    };
  },
};
export type LoadHandlers = typeof handlers;

answer(handlers);
