/** QUERY, COMMAND: /ready, for whoever spreads requests over servers: 200 when this one can answer, else 503. */
import type { Plugin } from 'graphql-yoga';
import type { Logger } from 'pino';

/** `check` may reject; why goes to the log, and not to whoever asks, who needs no token. */
export function useReadiness(check: () => Promise<boolean>, log: Logger): Plugin {
  return {
    async onRequest({ request, url, endResponse, fetchAPI }) {
      if (request.method !== 'GET' || url.pathname !== '/ready') return;
      const ready = await check().catch((error: unknown) => {
        log.warn({ err: error }, 'The server is not ready');
        return false;
      });
      endResponse(new fetchAPI.Response(null, { status: ready ? 200 : 503 }));
    },
  };
}
