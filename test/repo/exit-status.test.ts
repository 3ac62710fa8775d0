// A run of tests that failed says so to whoever started it, whatever it started itself.
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

it('a process with a PostgreSQL server of its own keeps its exit status', () => {
  const script = `await import('./test/support/postgres-server.ts'); process.exitCode = 3;`;
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script]);
  expect(status).toBe(3);
});
