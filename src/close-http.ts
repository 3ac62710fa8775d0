/** Stop: no new requests, and those under way come to their end. */
import type { HttpFront } from './graphql/http-front.ts';

/** How long requests may take to finish before their connections are cut, in milliseconds. */
const GRACE = 20_000;
/** How often connections that wait for their next request are closed, in milliseconds. */
const SWEEP = 50;

/**
 * Resolves when every connection is closed and nothing is worked on any more, also for clients that have gone away;
 * or after the grace.
 */
export async function closeHttp({ http, idle }: HttpFront, grace: number = GRACE): Promise<void> {
  if (!http.listening) return;
  const sweep = setInterval(() => http.closeIdleConnections(), SWEEP);
  let cut: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    cut = setTimeout(() => {
      http.closeAllConnections();
      resolve();
    }, grace);
  });
  await new Promise<void>((resolve) => http.close(() => resolve()));
  await Promise.race([idle(), late]);
  clearInterval(sweep);
  clearTimeout(cut);
}
