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

/** The sum over several processes, of those that live. */
export function cpuOfAll(pids: readonly number[]): number | undefined {
  const times = pids.map(cpuOf).filter((time) => time !== undefined);
  return times.length === 0 ? undefined : times.reduce((sum, time) => sum + time, 0);
}

/** Resident memory in MB. */
export function memoryOf(pid: number): number {
  const kilobytes = Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }));
  return kilobytes / 1024;
}
