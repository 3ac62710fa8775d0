/** COMMAND: the streaming door of imports: `POST /import` takes a whole file as NDJSON and answers how far it is as NDJSON. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createGunzip } from 'node:zlib';
import type { UserId } from '../kernel/ids.ts';
import { Refusal, type RefusalCode } from '../kernel/refusal.ts';
import type { ImportResult, Imports } from './imports.ts';

/** How long a sender may go on sending after the answer before the connection is closed, in milliseconds. */
const LINGER = 5_000;

const STATUS: Partial<Record<RefusalCode, number>> = {
  VALIDATION: 400,
  IMPORT_CLOSED: 409,
  IMPORT_IN_PROGRESS: 409,
};

/**
 * Answers a request whose sender is known to be an OPERATOR. The body may be gzipped (`content-encoding: gzip`).
 *
 * While it works it writes `{"line":n,"events":m,"position":"p"}`; its last line is
 * `{"done":true,"import":id,"state":"ENDED","lines":n,"events":m}` or
 * `{"done":false,"import":id,"lines":n,"line":n,"code":c,"message":t,"field":f,"remedy":t,"facts":{}}`. With `?end=false` the
 * import stays open. Nothing is read from the sender faster than it is applied.
 */
export async function answerImport(
  imports: Imports,
  by: UserId,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const write = (line: unknown): void => {
    if (!response.headersSent)
      response.writeHead(200, { 'content-type': 'application/x-ndjson; charset=utf-8' });
    if (!response.destroyed) response.write(`${JSON.stringify(line)}\n`);
  };
  const end = new URL(request.url ?? '/', 'http://localhost').searchParams.get('end') !== 'false';
  try {
    const result = await imports.stream(by, bytesOf(request), {
      end,
      progress: ({ line, events, position }) => write({ line, events, position: String(position) }),
    });
    write(lastLine(result));
  } catch (error) {
    if (request.errored) return;
    const refusal =
      error instanceof Refusal
        ? error
        : new Refusal('INTERNAL', 'The import failed unexpectedly; what was applied stands.');
    if (!response.headersSent) response.statusCode = STATUS[refusal.code] ?? 500;
    if (!response.headersSent) response.setHeader('content-type', 'application/x-ndjson; charset=utf-8');
    response.write(`${JSON.stringify({ done: false, ...refusalFields(refusal) })}\n`);
    if (!(error instanceof Refusal)) throw error;
  } finally {
    finish(request, response);
  }
}

function lastLine(result: ImportResult): unknown {
  const { id, state, lines, events } = result.import;
  if (result.ok) return { done: true, import: id, state, lines, events };
  const { line, refusal } = result.badLine;
  return { done: false, import: id, state, lines, line, ...refusalFields(refusal) };
}

function refusalFields({ code, message, field, remedy, facts }: Refusal) {
  return { code, message, field, remedy, facts };
}

/** The bytes of the body. Whoever stops reading early can still answer: the connection is not torn down by that. */
async function* bytesOf(request: IncomingMessage): AsyncGenerator<Uint8Array> {
  const zipped = request.headers['content-encoding'] === 'gzip';
  const gunzip = createGunzip();
  if (zipped) {
    request.on('error', (error) => gunzip.destroy(error));
    request.pipe(gunzip);
  }
  const source = zipped ? gunzip : request;
  try {
    yield* source.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (typeof code !== 'string' || !code.startsWith('Z_')) throw error;
    throw new Refusal('VALIDATION', 'The body says that it is gzipped, and is not.', { field: 'body' });
  }
}

/** Ends the answer, and lets a sender that is still sending read it before the connection goes. */
function finish(request: IncomingMessage, response: ServerResponse): void {
  response.end();
  if (request.complete || request.destroyed) return;
  request.unpipe();
  request.resume();
  const close = setTimeout(() => request.destroy(), LINGER);
  request.once('close', () => clearTimeout(close));
}
