/** Start: one process at a time on the folder of an embedded database, whose files two would destroy. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A live process has the folder. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';
}

const CLAIM = /^tenure-(\d+)-(\w+)\.lock$/;
/** Stands for a start that cannot be told: every living process of that id then counts as the same. */
const UNKNOWN = 'unknown';
/** How often a claim is repeated while another one stands in the way, and the longest pause between, in ms. */
const ATTEMPTS = 6;
const LONGEST_PAUSE = 60;

/**
 * Takes the folder (made when absent) for this process; the returned function gives it back.
 *
 * A claim is a file whose name tells the process (its id, and when it started, since ids are used again). Whoever
 * has put down a claim and then sees no other living one has the folder. Of two that come at once the later one
 * sees the earlier one's claim, so both never have it; if both see each other, both step back, and try again after
 * pauses of different lengths. A holder that died is recognised by its name and leaves nothing to wait for.
 */
export async function lockFolder(folder: string): Promise<() => void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const own = join(folder, `tenure-${process.pid}-${startOf(process.pid) ?? UNKNOWN}.lock`);
  for (let attempt = 1; ; attempt++) {
    put(own, folder);
    const holder = livingHolder(folder);
    if (holder === undefined) return () => rmSync(own, { force: true });
    rmSync(own);
    if (attempt === ATTEMPTS) throw inUse(folder, holder);
    await new Promise((resolve) => setTimeout(resolve, 10 + Math.random() * LONGEST_PAUSE));
  }
}

function put(own: string, folder: string): void {
  try {
    writeFileSync(own, '', { flag: 'wx' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
      throw inUse(folder, process.pid);
    throw error;
  }
}

/** The id of another process that claims the folder and lives; claims of the dead are removed. */
function livingHolder(folder: string): number | undefined {
  for (const file of readdirSync(folder)) {
    const claim = CLAIM.exec(file);
    if (!claim) continue;
    const pid = Number(claim[1]);
    const start = startOf(pid);
    const alive = start !== undefined && [start, UNKNOWN].includes(claim[2] ?? '');
    if (!alive && start !== UNKNOWN) rmSync(join(folder, file), { force: true });
    else if (pid !== process.pid) return pid;
  }
  return undefined;
}

function inUse(folder: string, pid: number): FolderInUse {
  return new FolderInUse(
    `The folder ${folder} is in use by process ${pid}. Stop that process, or give this one another folder (TENURE_DATA).`,
  );
}

/**
 * When a living process started, as a word that no earlier process of that id had; undefined when there is no such
 * process. On Linux from /proc (the boot, and the ticks since), elsewhere from `ps`.
 */
function startOf(pid: number): string | undefined {
  if (!lives(pid)) return undefined;
  if (process.platform === 'linux') {
    const stat = readIfThere(`/proc/${pid}/stat`);
    if (stat === undefined) return lives(pid) ? UNKNOWN : undefined;
    // The second field is the command in parentheses, and may itself hold blanks and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return undefined; // Dead; its parent has not noticed yet.
    const boot = readIfThere('/proc/sys/kernel/random/boot_id')?.replaceAll('-', '').trim() ?? '';
    return `${boot.slice(0, 12)}_${fields[19]}`;
  }
  const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout?.replaceAll(/\W/g, '') || UNKNOWN;
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It lives, and belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
