// Taking over the folder of a dead process, many times over: always exactly one of those who come at once has it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { kill, raceForDeadFolder } from '../support/folder-holder.ts';

it('a dead holder is succeeded by exactly one', async () => {
  for (let round = 0; round < 30; round++) {
    const folder = mkdtempSync(join(tmpdir(), 'tenure-lock-'));
    const contenders = await raceForDeadFolder(folder, 8);
    const taken = contenders.filter(({ said }) => said === 'taken').length;
    await Promise.all(contenders.map(kill));
    rmSync(folder, { recursive: true });
    expect({ round, taken }).toEqual({ round, taken: 1 });
  }
});
