import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFolder } from '../../src/database/folder-lock.ts';

const holder = fileURLToPath(new URL('../support/hold-folder.ts', import.meta.url));
let folder: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenure-lock-'));
});
afterEach(async () => {
  await Promise.all(children.splice(0).map(kill));
  rmSync(folder, { recursive: true });
});

/** Starts a process that tries to take the folder at a moment; answers what it says of it. */
async function tryFrom(startAt: number): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', holder, folder, String(startAt)], {
    stdio: 'pipe',
  });
  children.push(child);
  const [chunk] = await once(child.stdout as NodeJS.ReadableStream, 'data');
  return { child, said: String(chunk).trim() };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('the lock of a folder', () => {
  it('is had by one, also within a process, and given back', async () => {
    const giveBack = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toThrow(`in use by process ${process.pid}`);
    giveBack();
    (await lockFolder(folder))();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is refused to another process while the holder lives, and had at once when it was killed', async () => {
    const { child, said } = await tryFrom(0);
    expect(said).toBe('taken');
    await expect(lockFolder(folder)).rejects.toThrow(
      `The folder ${folder} is in use by process ${child.pid}. Stop that process, or give this one another folder (TENURE_DATA).`,
    );
    await kill(child);
    const started = performance.now();
    const giveBack = await lockFolder(folder);
    expect(performance.now() - started).toBeLessThan(100);
    giveBack();
  });

  it('of a process whose id another process has now is taken over', async () => {
    writeFileSync(join(folder, `tenure-${process.ppid}-0ldb00t_1.lock`), '');
    writeFileSync(join(folder, `tenure-${process.pid}-0ldb00t_1.lock`), '');
    const giveBack = await lockFolder(folder);
    expect(readdirSync(folder).length).toBe(1);
    giveBack();
  });

  it('of a dead process is taken over by exactly one of many that come at once', async () => {
    const { child } = await tryFrom(0);
    await kill(child);
    const startAt = Date.now() + 3_000;
    const tries = await Promise.all(Array.from({ length: 5 }, () => tryFrom(startAt)));
    const taken = tries.filter(({ said }) => said === 'taken');
    expect(taken.length).toBe(1);
    for (const { said } of tries) if (said !== 'taken') expect(said).toContain('FolderInUse: The folder');
  });
});
