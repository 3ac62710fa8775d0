/** What the operating system knows of a process: the CPU time it used and the memory it holds. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** CPU time (user and system) in ms since the process began; undefined where the system does not tell finely. */
export function cpuOf(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    // proc(5): fields 14 and 15 after the name in parentheses, in clock ticks of 10 ms.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    // The process ended between being listed and being looked at.
    return undefined;
  }
}

/** The same of several processes, of those that live. */
export function cpuOfEach(pids: readonly number[]): ReadonlyMap<number, number> {
  return new Map(pids.flatMap((pid) => [[pid, cpuOf(pid) ?? 0] as const]));
}

/** What processes spent between two looks; those that are new spent all of theirs. */
export function spent(before: ReadonlyMap<number, number>, after: ReadonlyMap<number, number>): number {
  return [...after].reduce((sum, [pid, time]) => sum + time - (before.get(pid) ?? 0), 0);
}

/** Resident memory in MB. */
export function memoryOf(pid: number): number {
  const kilobytes = Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }));
  return kilobytes / 1024;
}
