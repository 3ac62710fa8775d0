// The server is killed while it imports; the same command again brings the rest, and nothing twice.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as path } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { postgresCopy } from '../support/databases.ts';
import { putDatabase, type ServerProcess, startServer } from '../support/server-process.ts';
import { joining } from './lines.ts';

const SCRIPT = fileURLToPath(new URL('../../scripts/import.mjs', import.meta.url));
const PEOPLE = 1500;

/** Runs `npm run import` as a stranger would; `onProgress` is told each line of stderr. */
async function runImport(
  server: ServerProcess,
  file: string,
  tokenFile: string,
  onProgress = (_line: string): void => undefined,
) {
  const child = spawn(process.execPath, [
    SCRIPT,
    '--url',
    new URL('/', server.url).href,
    '--token-file',
    tokenFile,
    file,
  ]);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
    for (const line of chunk.split('\n')) onProgress(line);
  });
  const [code] = await once(child, 'close');
  return { code: code as number, stderr };
}

describe.each(['postgres', 'pglite'] as const)('a crash during an import (%s)', (kind) => {
  it('loses and repeats nothing', async () => {
    const dataFolder = await mkdtemp(path(tmpdir(), 'tenure-crash-'));
    const copy = kind === 'postgres' ? await postgresCopy() : undefined;
    if (kind === 'pglite') await putDatabase(dataFolder);
    const options = { dataFolder, databaseUrl: copy?.url };
    const file = path(dataFolder, 'history.ndjson');
    await writeFile(
      file,
      joining(PEOPLE)
        .map((line) => `${line}\n`)
        .join(''),
    );
    const tokenFile = path(dataFolder, 'operator-token');

    const doomed = await startServer(options);
    let killed = false;
    const first = await runImport(doomed, file, tokenFile, (line) => {
      if (killed || !line.startsWith('line ')) return;
      killed = true;
      void doomed.end('SIGKILL');
    });
    await doomed.exited;
    expect(killed).toBe(true);
    expect(first.code).toBe(1);
    expect(first.stderr).toContain('run this again');

    const server = await startServer(options);
    const open = await server.ask('{ log { phase } imports(first: 5) { edges { node { state lines } } } }');
    expect(open.data).toMatchObject({
      log: { phase: 'IMPORTING' },
      imports: { edges: [{ node: { state: 'OPEN' } }] },
    });
    const second = await runImport(server, file, tokenFile);
    expect(second).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(`Imported: ${PEOPLE + 1} lines, ${PEOPLE * 2 + 3} events`),
    });
    // Genesis made three events: the operator, and both platform roles; and one for the token.
    const { data } = await server.ask<{
      log: { position: string };
      organization: { members: { edges: unknown[] } };
    }>(
      '{ log { position } organization(name: "acme") { members(first: 500) { edges { node { since } } pageInfo { hasNextPage } } } }',
    );
    expect(Number(data?.log.position)).toBe(PEOPLE * 2 + 3 + 4);
    expect(data?.organization.members.edges).toHaveLength(500);
    await server.end('SIGTERM');
    await copy?.drop();
    await rm(dataFolder, { recursive: true, force: true });
  }, 120_000);
});
