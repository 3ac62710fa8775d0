/**
 * The work of the commands part, the same for both sides: set the role that a project user holds on the type
 * DEVELOPMENT. Every command changes something and makes exactly one event. Callers never touch the same user.
 */
import { performance } from 'node:perf_hooks';
import {
  ENVIRONMENT_TYPES,
  organizations,
  type Size,
  TYPE_ROLES,
  type TypeRole,
} from '../dataset/dataset.ts';
import { percentile } from '../harness/statistics.ts';

export interface Seat {
  readonly organization: string;
  readonly owner: string;
  readonly project: string;
  readonly user: string;
  /** What the user holds now; the workload keeps it up to date. */
  role: TypeRole;
}

/**
 * The viewers on all projects: 44 thousand streams for the one side, as many grants for the other. Neighbours in
 * the list belong to different organizations, so callers at one moment share nothing.
 */
export function seats(size: Size): Seat[] {
  const found: Seat[] = [];
  for (const each of organizations(size)) {
    for (const { project, user, types } of each.projectUsers) {
      const held = types.find(({ type }) => type === ENVIRONMENT_TYPES[2]);
      if (held === undefined) continue;
      found.push({
        organization: each.id,
        owner: each.owner.id,
        project: project.id,
        user: user.id,
        role: held.role,
      });
    }
  }
  return found.map((_, index) => found[(index * STRIDE) % found.length]).filter((seat) => seat !== undefined);
}

/** A prime that divides no number of seats. */
const STRIDE = 7919;

export interface CommandRun {
  readonly callers: number;
  readonly seconds: number;
}

export interface CommandResult {
  readonly commands: number;
  readonly events: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p95: number;
  /** CPU time of the process that runs the commands, in ms a command. */
  readonly cpu: number;
}

/** Does one command and answers how many events it made. */
export type Command = (seat: Seat, role: TypeRole) => Promise<number>;

/** Hands out seats so that a long series of runs spreads over all of them. */
export class Workload {
  readonly #seats: readonly Seat[];
  readonly #command: Command;
  #next = 0;

  constructor(allSeats: readonly Seat[], command: Command) {
    this.#seats = allSeats;
    this.#command = command;
  }

  /** `callers` loops, each awaiting its command before the next, for so many seconds. */
  async run({ callers, seconds }: CommandRun): Promise<CommandResult> {
    const latencies: number[] = [];
    let events = 0;
    const cpu = process.cpuUsage();
    const began = performance.now();
    const until = began + seconds * 1000;
    const caller = async () => {
      while (performance.now() < until) {
        const seat = this.#seats[this.#next];
        this.#next = (this.#next + 1) % this.#seats.length;
        if (seat === undefined) throw new Error('no seats');
        const role = TYPE_ROLES[(TYPE_ROLES.indexOf(seat.role) + 1) % TYPE_ROLES.length] ?? 'VIEWER';
        const sent = performance.now();
        const made = await this.#command(seat, role);
        events += made;
        seat.role = role;
        latencies.push(performance.now() - sent);
      }
    };
    await Promise.all(Array.from({ length: callers }, caller));
    const took = performance.now() - began;
    const used = process.cpuUsage(cpu);
    return {
      commands: latencies.length,
      events,
      seconds: took / 1000,
      p50: percentile(latencies, 0.5),
      p95: percentile(latencies, 0.95),
      cpu: (used.user + used.system) / 1000 / latencies.length,
    };
  }
}
