// Processes that compete for the folder of an embedded database.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const HOLDER = fileURLToPath(new URL('./hold-folder.ts', import.meta.url));

export interface Holder {
  readonly child: ChildProcess;
  /** `taken`, or why not. */
  readonly said: string;
}

/** Starts a process that tries to take the folder at a moment (ms since 1970); answers what it says of it. */
export async function tryToHold(folder: string, startAt = 0): Promise<Holder> {
  const child = spawn(process.execPath, ['--import', 'tsx', HOLDER, folder, String(startAt)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [chunk] = await once(child.stdout, 'data');
  return { child, said: String(chunk).trim() };
}

/** Ends it without any chance to tidy up. */
export async function kill({ child }: Holder): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** One process takes the folder and is killed; then several try to take it over at the same moment. */
export async function raceForDeadFolder(folder: string, contenders: number): Promise<Holder[]> {
  await kill(await tryToHold(folder));
  // Starting a process takes a while; all of them are to be there when it begins.
  const startAt = Date.now() + 2_000 + 200 * contenders;
  return Promise.all(Array.from({ length: contenders }, () => tryToHold(folder, startAt)));
}
