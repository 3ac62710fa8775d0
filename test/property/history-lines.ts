/**
 * PROPERTY: history is appended line by line, and how lines fall into batches leaves no trace. A line happens at its
 * own time, whole or not at all; what was due by then has expired before it, and stands whatever becomes of it.
 */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect } from 'vitest';
import { derivedId, type Id, type UserId } from '../../src/kernel/ids.ts';
import type { Time } from '../../src/kernel/time.ts';
import type { Line, Outcome } from '../../src/log/submission.ts';
import { MINUTE, START } from '../support/oracle/cast.ts';
import { stray } from '../support/oracle/deltas.ts';
import { flaws } from '../support/oracle/evidence.ts';
import { endsDue, expiryFlaws } from '../support/oracle/expiries.ts';
import { breaches } from '../support/oracle/invariants.ts';
import { OPENING } from '../support/oracle/opening.ts';
import { randomCommand } from '../support/oracle/random-commands.ts';
import { readGrantRows, readVersionRows } from '../support/oracle/read-log.ts';
import { difference, grantRows, lineOf, versionRows } from '../support/oracle/rows.ts';
import type { Command } from '../support/oracle/scenario.ts';
import type { StoredEvent } from '../support/oracle/stored-event.ts';
import { Chronicle } from './chronicle.ts';
import { everyRow } from './every-row.ts';
import { concrete, type Installation, OPERATOR_ID, parseCommand } from './installation.ts';

/** A line as a file would have it: so many milliseconds after the one before it, some commands by one actor. */
export interface HistoryLine {
  readonly wait: number;
  readonly actor: string;
  readonly commands: readonly Command[];
}

const IMPORT_ID = '0190abcd-0000-7000-8000-000000000001' as Id;
const LATER = 30 * 24 * 60 * MINUTE;
const SEND_ONLY: ReadonlySet<string> = new Set(['issueApiToken', 'revokeApiToken', 'register']);

/** In a file users are registered, and tokens are not issued. */
function historical(command: Command): Command {
  return command.name === 'createUser' ? { ...command, name: 'registerUser' } : command;
}

export const randomLines = (maxLength: number): fc.Arbitrary<HistoryLine[]> =>
  fc.noBias(
    fc.array(
      fc
        .record({
          // Backwards now and then, which must be refused.
          wait: fc.constantFrom(0, 0, 5, 10, 20, 60, -10).map((count) => count * MINUTE),
          commands: fc.array(randomCommand.map(historical), { minLength: 1, maxLength: 3 }),
        })
        .map(({ wait, commands }) => ({
          wait,
          actor: commands[0]?.actor ?? '',
          commands: commands.filter(({ name }) => !SEND_ONLY.has(name)),
        })),
      { maxLength, size: 'max' },
    ),
  );

/** How lines fall into batches, and how many ends of grants are at hand at once. */
interface Cut {
  readonly sizes: readonly number[];
  readonly sweptAtOnce?: number;
}

export const randomCut: fc.Arbitrary<Cut> = fc.record({
  sizes: fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 1, maxLength: 5 }),
  sweptAtOnce: fc.constantFrom(4_000, 2, 1),
});

/** The lines one by one with everything checked after each; then in batches of those sizes, with the same result. */
export async function historyLines(
  installation: Installation,
  lines: readonly HistoryLine[],
  { sizes, sweptAtOnce }: Cut,
): Promise<void> {
  const opening = OPENING.map((command) => ({
    wait: 0,
    actor: command.actor,
    commands: [historical(command)],
  }));
  await begin(installation);
  const live = await installation.send(OPENING[0] as Command, 'live', 0);
  expect(live).toMatchObject({ accepted: false, refusal: { code: 'IMPORT_IN_PROGRESS' } });
  const numbered = await oneByOne(installation, [...opening, ...lines]);
  const expected = await everyRow(installation.database);
  await begin(installation);
  await installation.restart({ sweptAtOnce });
  for (let at = 0, n = 0; at < numbered.length; n += 1) {
    const group = numbered.slice(at, at + (sizes[n % sizes.length] ?? 1));
    const outcomes = await Promise.all(group.map((each) => submit(installation, each)));
    expect(outcomes.map(brief)).toEqual(group.map((each) => each.brief));
    at += group.length;
  }
  expect(await everyRow(installation.database), `in batches of ${sizes}`).toEqual(expected);
}

interface Numbered {
  readonly index: number;
  readonly number: number;
  readonly occurredAt: Time;
  readonly line: HistoryLine;
  /** What the line came to. */
  readonly brief: string;
}

async function begin(installation: Installation): Promise<void> {
  await installation.reset();
  installation.clock.turn(LATER);
  const startedAt = installation.clock.now();
  await installation.lane().exclusive((transaction) =>
    transaction.send([
      {
        statement: {
          name: 'history-test-begin',
          text: `insert into import (id, started_by, state, digest, started_at)
            values ($1::uuid, $2::uuid, 'OPEN', '', $3::timestamptz)`,
        },
        values: [IMPORT_ID, OPERATOR_ID, startedAt],
      },
      {
        statement: { name: 'history-test-open', text: 'update head set import_id = $1::uuid' },
        values: [IMPORT_ID],
      },
    ]),
  );
}

async function oneByOne(installation: Installation, lines: readonly HistoryLine[]): Promise<Numbered[]> {
  const chronicle = new Chronicle(installation.database);
  await chronicle.look();
  const numbered: Numbered[] = [];
  let now = START;
  let number = 1;
  for (const [index, line] of lines.entries()) {
    const occurredAt = new Date(now + line.wait).toISOString() as Time;
    const ends = endsDue(chronicle.world, occurredAt);
    const late = occurredAt < chronicle.world.occurredAt;
    const outcome = await submit(installation, { index, number, occurredAt, line });
    const told = `${JSON.stringify(line)} at ${occurredAt} came to ${JSON.stringify(outcome)}`;
    numbered.push({ index, number, occurredAt, line, brief: brief(outcome) });

    const news = await chronicle.look();
    const events = news.map((row) => row.event);
    const own = events.filter((event) => event.actor !== 'system:expirer');
    expect(late && outcome.accepted, told).toBe(false);
    expect(expiryFlaws(late ? [] : ends, events), told).toEqual([]);
    if (!outcome.accepted) expect(own, told).toEqual([]);
    else expect(strayIn(chronicle, own, { index, line }), told).toEqual([]);
    for (const event of own) {
      expect(event, told).toMatchObject({ occurredAt, importedBy: OPERATOR_ID, actor: concreteActor(line) });
    }
    expect(
      news.flatMap((row) => flaws(row, chronicle.personal)),
      told,
    ).toEqual([]);
    expect(breaches(chronicle.world, chronicle.personal), told).toEqual([]);
    await checkRows(installation, chronicle, told);
    if (outcome.accepted) number += 1;
    if (!late) now += line.wait;
  }
  return numbered;
}

/** What each command of an accepted line changed that it should not have, or left as it was. */
function strayIn(
  { world, personal }: Chronicle,
  own: readonly StoredEvent[],
  { index, line }: Pick<Numbered, 'index' | 'line'>,
): string[] {
  let before = world.position - own.length;
  return line.commands.flatMap((raw, n) => {
    if (!parseCommand(raw)) return [];
    const id = derivedId<'Command'>('history', index, n);
    const after = before + own.filter(({ commandId }) => commandId === id).length;
    const command = concrete({ ...raw, actor: line.actor });
    const found = stray({ command, world, personal, before, after, inHistory: true });
    before = after;
    return found;
  });
}

async function checkRows({ database }: Installation, { world }: Chronicle, told: string): Promise<void> {
  const same = { missing: [], surplus: [] };
  const versions = await readVersionRows(database);
  expect(difference(versionRows(world).map(lineOf), versions.map(lineOf)), told).toEqual(same);
  const grants = await readGrantRows(database);
  expect(difference(grantRows(world).map(lineOf), grants.map(lineOf)), told).toEqual(same);
}

const concreteActor = (line: HistoryLine): string =>
  concrete({ actor: line.actor, name: '', input: {} }).actor;

function submit(installation: Installation, numbered: Omit<Numbered, 'brief'>): Promise<Outcome> {
  const { index, number, occurredAt, line } = numbered;
  const commands = line.commands.flatMap((raw, n) => {
    const parsed = parseCommand(raw);
    if (!parsed) return [];
    const commandId = derivedId<'Command'>('history', index, n);
    const seed = createHash('sha256').update(commandId).digest();
    return [{ commandId, name: raw.name, input: parsed, seed }];
  });
  const place: Line = {
    importId: IMPORT_ID,
    importedBy: OPERATOR_ID,
    occurredAt,
    number,
    digest: createHash('sha256').update(`line ${number}`).digest('hex'),
  };
  return installation.lane().submit({ actor: concreteActor(line) as UserId, commands, line: place });
}

/** An outcome as text, but for the events, which are in the log. */
function brief(outcome: Outcome): string {
  if (!outcome.accepted) return `${outcome.refusal.code} ${outcome.refusal.message} at ${outcome.position}`;
  const { changed, first, last, position, commandId } = outcome;
  return JSON.stringify({ changed, first, last, position, commandId });
}
