/**
 * CONCURRENCY: several processes and many callers append to one log while commits are delayed, connections are cut
 * before and after COMMIT, and backends are killed. Readers look on. Afterwards everything must add up.
 */
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { outcomeId } from '../../src/log/outcomes.ts';
import { concrete, type Installation, OPERATOR_ID } from '../property/installation.ts';
import { flawsAlong } from '../support/oracle/along.ts';
import { fold } from '../support/oracle/fold.ts';
import { OPENING } from '../support/oracle/opening.ts';
import {
  type EventRow,
  readEvents,
  readGrantRows,
  readHead,
  readOutcomes,
  readPersonal,
  readVersionRows,
} from '../support/oracle/read-log.ts';
import { difference, grantRows, lineOf, versionRows } from '../support/oracle/rows.ts';
import { CALLERS, contested, HeardOf } from './contested.ts';
import { type FaultyProxy, startFaultyProxy } from './faulty-proxy.ts';
import type { Answer } from './lane-process.ts';
import { follower, killer, presentReader } from './onlookers.ts';
import type { ServerProcess } from './processes.ts';

export interface Storm {
  readonly installation: Installation;
  /** The address of its database. */
  readonly url: string;
  readonly processes: number;
  /** Starts one of the processes, which reaches the database at that address. */
  start(url: string): Promise<ServerProcess>;
  readonly callers: number;
  /** How long it lasts at least, and how many commands have to change something before it ends. */
  readonly seconds: number;
  readonly changes: number;
  random(): number;
}

/** What a storm came to; all of it has been checked. */
export interface Aftermath {
  /** How many commands got each answer. */
  readonly answers: Readonly<Record<Answer['outcome'], number>>;
  /** How many commands of each name changed something. */
  readonly changed: Readonly<Record<string, number>>;
  readonly events: number;
  readonly expired: number;
  readonly faults: FaultyProxy['count'] & { readonly killed: number };
  readonly polls: number;
  readonly looks: number;
}

interface Given {
  readonly commandId: string;
  readonly actor: string;
  readonly name: string;
  readonly answer: Answer;
}

/** Lets the storm pass over the installation. Throws what does not add up. */
export async function weather(storm: Storm): Promise<Aftermath> {
  const { installation, url, random } = storm;
  await installation.reset();
  for (const [n, command] of OPENING.entries()) await installation.send(command, `opening ${n}`, 0);
  for (const [user, id] of CALLERS) {
    const input = { id, user, tokenHash: 'SECRET' };
    await installation.send({ actor: OPERATOR_ID, name: 'issueApiToken', input }, `token ${id}`, 0);
  }

  const address = new URL(url);
  const proxy = await startFaultyProxy({
    host: address.hostname,
    port: Number(address.port),
    random,
    cutBeforeCommit: 0.08,
    cutAfterCommit: 0.1,
    delay: 0.2,
    longestDelay: 20,
  });
  proxy.heal();
  const through = new URL(url);
  through.port = String(proxy.port);
  const processes = await Promise.all(
    Array.from({ length: storm.processes }, () => storm.start(through.href)),
  );
  proxy.ail();
  const [reader, looker, reaper] = await Promise.all([
    follower(url),
    presentReader(url),
    killer(url, random),
  ]);

  const given: Given[] = [];
  const end = Date.now() + storm.seconds * 1_000;
  let changes = 0;
  const heardOf = new HeardOf(reader.seen);
  const next = (unique: string) => concrete(contested(unique, heardOf, random));
  const call = async (caller: number): Promise<void> => {
    for (let n = 0; Date.now() < end || changes < storm.changes; n += 1) {
      const server = processes[Math.floor(random() * processes.length)];
      if (!server) throw new Error('there is no process');
      const commandId = randomUUID();
      const { actor, name, input } = next(`${caller}-${n}`);
      const answer = await server.send({ actor, commandId, name, input });
      given.push({ commandId, actor, name, answer });
      if (answer.outcome === 'changed') changes += 1;
    }
  };
  // Each caller sends a command to any of the processes, waits for its answer, sends the next.
  await Promise.all(Array.from({ length: storm.callers }, (_, n) => call(n)));
  const killed = await reaper.stop();
  proxy.heal();
  await Promise.all(processes.map((each) => each.end()));
  await proxy.close();
  const [polls, looks] = [await reader.stop(), await looker.stop()];

  const rows = await readEvents(installation.database);
  const differs = rows.findIndex((row, n) => row.leaf !== reader.seen[n]);
  expect([reader.seen.length, differs], 'what the follower saw').toEqual([rows.length, -1]);
  everyAnswerIsTrue(given, rows, await readOutcomes(installation.database));
  await everythingAddsUp(installation, rows);
  const answers = { changed: 0, unchanged: 0, refused: 0, failed: 0 };
  const changed: Record<string, number> = {};
  for (const { name, answer } of given) {
    answers[answer.outcome] += 1;
    changed[name] = (changed[name] ?? 0) + (answer.outcome === 'changed' ? 1 : 0);
  }
  const expired = rows.filter(({ event }) => event.type === 'PermissionExpired').length;
  return { answers, changed, expired, events: rows.length, faults: { ...proxy.count, killed }, polls, looks };
}

/** What was acknowledged is in the log, once and whole; what was refused, unchanged or failed is not. */
function everyAnswerIsTrue(
  given: readonly Given[],
  rows: readonly EventRow[],
  outcomes: ReadonlyMap<string, string>,
): void {
  const positions = new Map<string, number[]>();
  for (const { event } of rows) {
    const of = positions.get(event.commandId) ?? [];
    of.push(Number(event.position));
    positions.set(event.commandId, of);
  }
  for (const { commandId, actor, name, answer } of given) {
    const told = `${name}: ${JSON.stringify(answer)}`;
    const found = positions.get(outcomes.get(outcomeId(actor, commandId)) ?? commandId) ?? [];
    if (answer.outcome !== 'changed') {
      expect(found, told).toEqual([]);
      continue;
    }
    const [first = 0, last = 0] = [found[0], answer.last];
    expect(found, told).toEqual(Array.from({ length: last - first + 1 }, (_, n) => first + n));
    expect(found, told).toEqual(expect.arrayContaining([...(answer.shown ?? [])]));
  }
}

/** The log is a log, the invariants hold at the end of every command, and the projections are its fold. */
async function everythingAddsUp({ database }: Installation, rows: readonly EventRow[]): Promise<void> {
  const events = rows.map((row) => row.event);
  expect(flawsAlong(events, await readPersonal(database))).toEqual([]);
  const world = fold(events);
  const same = { missing: [], surplus: [] };
  const versions = await readVersionRows(database);
  expect(difference(versionRows(world).map(lineOf), versions.map(lineOf))).toEqual(same);
  const grants = await readGrantRows(database);
  expect(difference(grantRows(world).map(lineOf), grants.map(lineOf))).toEqual(same);
  expect((await readHead(database)).position).toBe(world.position);
}
