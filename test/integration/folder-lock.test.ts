import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFolder } from '../../src/database/folder-lock.ts';
import { kill, raceForDeadFolder, tryToHold } from '../support/folder-holder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenure-lock-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('the lock of a folder', () => {
  it('is had by one, also within a process, and given back', async () => {
    const giveBack = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toThrow(`in use by process ${process.pid}`);
    giveBack();
    (await lockFolder(folder))();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is refused to another process while the holder lives, and had at once when it was killed', async () => {
    const holder = await tryToHold(folder);
    expect(holder.said).toBe('taken');
    await expect(lockFolder(folder)).rejects.toThrow(
      `The folder ${folder} is in use by process ${holder.child.pid}. Stop that process, or give this one another folder (TENURE_DATA).`,
    );
    await kill(holder);
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
    const contenders = await raceForDeadFolder(folder, 5);
    const refused = contenders.map(({ said }) => said).filter((said) => said !== 'taken');
    expect(refused).toEqual(Array(4).fill(expect.stringContaining('FolderInUse: The folder')));
    await Promise.all(contenders.map(kill));
  });
});
