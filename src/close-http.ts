/** Stop: no new requests, and those under way are answered. */
import type { Server } from 'node:http';

/** How long requests may take to finish before their connections are cut, in milliseconds. */
const GRACE = 20_000;
/** How often connections that wait for their next request are closed, in milliseconds. */
const SWEEP = 50;

/** Resolves when every connection is closed: after its request was answered, or after the grace. */
export async function closeHttp(http: Server, grace: number = GRACE): Promise<void> {
  if (!http.listening) return;
  const sweep = setInterval(() => http.closeIdleConnections(), SWEEP);
  const cut = setTimeout(() => http.closeAllConnections(), grace);
  await new Promise<void>((resolve) => http.close(() => resolve()));
  clearInterval(sweep);
  clearTimeout(cut);
}
