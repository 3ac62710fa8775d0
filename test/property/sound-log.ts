/**
 * PROPERTY: whatever is commanded, the log stays sound after every command. What is accepted is in the log once and
 * was allowed; what is refused left no trace; giving the same command again changes nothing; what was due has
 * expired, in order; the invariants hold; the projections are the fold of the log; nothing personal is in it.
 */
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { sceneOf } from '../support/oracle/access.ts';
import { authority, findsAll } from '../support/oracle/authority.ts';
import {
  EMAILS,
  INVITATIONS,
  NAMES,
  REASONS,
  SPARE_EMAILS,
  SUBJECTS,
  TOKENS,
} from '../support/oracle/cast.ts';
import { neglects } from '../support/oracle/consequences.ts';
import { stray } from '../support/oracle/deltas.ts';
import { flaws, leaks, repeatedSalts } from '../support/oracle/evidence.ts';
import { endsDue, expiryFlaws } from '../support/oracle/expiries.ts';
import { hiddenTexts, toldOf } from '../support/oracle/hidden-texts.ts';
import { breaches } from '../support/oracle/invariants.ts';
import { OPENING } from '../support/oracle/opening.ts';
import { powerOf, raises } from '../support/oracle/power.ts';
import type { Authority } from '../support/oracle/question.ts';
import { type EventRow, readGrantRows, readHead, readVersionRows } from '../support/oracle/read-log.ts';
import { difference, grantRows, lineOf, versionRows } from '../support/oracle/rows.ts';
import { type Command, epochs, type Step } from '../support/oracle/scenario.ts';
import { Chronicle } from './chronicle.ts';
import {
  concrete,
  type Installation,
  OPERATOR_EMAIL,
  OPERATOR_NAME,
  type Sent,
  secretOf,
} from './installation.ts';

/** What must never stand in the log as it is. */
const SECRETS = [
  ...[OPERATOR_EMAIL, OPERATOR_NAME, ...EMAILS, ...SPARE_EMAILS, ...NAMES, ...REASONS, ...SUBJECTS],
  ...[...TOKENS, ...INVITATIONS].flatMap((id) => [
    secretOf(id),
    createHash('sha256').update(secretOf(id)).digest('hex'),
  ]),
];

/** What is refused for want of authority. */
const OF_AUTHORITY: ReadonlySet<string> = new Set([
  'FORBIDDEN',
  'CANNOT_GRANT_UNHELD',
  'SELF_EDIT_FORBIDDEN',
]);

/** Runs the steps and checks everything after each. Throws the first thing that is wrong. */
export async function soundLog(installation: Installation, steps: readonly Step[]): Promise<void> {
  await installation.reset();
  const run = new SoundRun(installation);
  await run.start();
  for (const command of OPENING) {
    const outcome = await run.send(command, { seen: 0 });
    expect(outcome, `the opening: ${JSON.stringify(command)}`).toMatchObject({
      accepted: true,
      changed: true,
    });
  }
  for (const { wait, commands } of epochs(steps)) {
    installation.clock.turn(wait);
    for (const command of commands) {
      const seen = run.position;
      await run.send(command, { seen });
      // Time stands still, so the same again is decided in the same world, and must change nothing.
      await run.send(command, { seen, again: true });
    }
  }
  await run.end();
}

/** How a command is sent: with the position that `seen: 'head'` stands for, and whether the same was sent just before. */
interface Sending {
  readonly seen: number;
  readonly again?: boolean;
}

class SoundRun {
  readonly #installation: Installation;
  readonly #chronicle: Chronicle;
  /** The outcome of each idempotency key: what was accepted under it. */
  readonly #keys = new Map<string, { readonly content: string; readonly outcome: Sent }>();
  #sent = 0;

  constructor(installation: Installation) {
    this.#installation = installation;
    this.#chronicle = new Chronicle(installation.database);
  }

  async start(): Promise<void> {
    await this.#checkEvents(await this.#chronicle.look());
  }

  get position(): number {
    return this.#chronicle.position;
  }

  /** Sends a command under a new command id, and checks what became of it. */
  async send(raw: Command, { seen, again }: Sending): Promise<Sent> {
    const { clock } = this.#installation;
    const { world } = this.#chronicle;
    const command = concrete(raw);
    const ends = endsDue(world, clock.now());
    const scene = sceneOf(world, clock.now());
    const viewing = { viewer: command.actor, head: scene, asked: scene };
    const hidden = hiddenTexts(viewing, world, this.#chronicle.personal);
    const power = powerOf(scene, command.actor);
    const verdict = authority(scene, this.#chronicle.personal, command.actor, command);
    this.#sent += 1;
    const outcome = await this.#installation.send(raw, `command ${this.#sent}`, seen);
    const news = await this.#chronicle.look();
    const told = `${JSON.stringify(command)} came to ${JSON.stringify(outcome)}`;

    const events = news.map((row) => row.event);
    // What never reached the lane may leave the expirer its work.
    if (!outcome.unparsed) expect(expiryFlaws(ends, events), told).toEqual([]);
    const own = events.filter((event) => event.actor !== 'system:expirer');
    // A redeploy happens as often as it is commanded.
    if (again && command.name !== 'redeploy') expect(own, `given again, ${told}`).toEqual([]);
    this.#checkOutcome(
      outcome,
      own.map((event) => Number(event.position)),
      told,
    );
    this.#checkKey(command, outcome, told);
    this.#checkAuthority(command, verdict, outcome, told);
    if (!outcome.accepted && !outcome.unparsed) {
      const { message, remedy, facts } = outcome.refusal;
      expect(toldOf(hidden, [message, remedy, facts], command.input), told).toEqual([]);
    }
    await this.#checkEvents(news);
    expect(breaches(world, this.#chronicle.personal), told).toEqual([]);
    expect(neglects(world, this.#chronicle.personal, own), told).toEqual([]);
    if (outcome.accepted && !outcome.replayed) {
      const after = this.position;
      const { personal } = this.#chronicle;
      const accepted = { command, world, personal, before: after - own.length, after, inHistory: false };
      expect(stray(accepted), told).toEqual([]);
      const now = sceneOf(world, clock.now());
      expect(raises(now, command.actor, power), told).toEqual([]);
    }
    await this.#checkRows(told);
    return outcome;
  }

  async end(): Promise<void> {
    expect(repeatedSalts(this.#chronicle.personal)).toEqual([]);
  }

  /** The outcome says what is in the log: its events and no others, or none. */
  #checkOutcome(outcome: Sent, positions: readonly number[], told: string): void {
    if (!outcome.accepted || outcome.replayed || !outcome.changed) {
      expect(positions, told).toEqual([]);
      if (!outcome.accepted) expect(outcome.refusal.code, told).not.toBe('INTERNAL');
      return;
    }
    expect(positions.length, told).toBeGreaterThan(0);
    expect([outcome.first, outcome.last], told).toEqual([positions[0], positions.at(-1)]);
    expect(outcome.position, told).toBe(this.#chronicle.position);
    expect(
      outcome.events.map((event) => event.position),
      told,
    ).toEqual(positions);
  }

  /** A key answers with what was accepted under it, and refuses other content. */
  #checkKey(command: Command, outcome: Sent, told: string): void {
    if (command.key === undefined || outcome.unparsed) return;
    const key = `${command.actor} ${command.key}`;
    const content = JSON.stringify([command.name, command.input, command.seen]);
    const known = this.#keys.get(key);
    if (!known) {
      expect(outcome.accepted && outcome.replayed, told).toBe(false);
      if (outcome.accepted) this.#keys.set(key, { content, outcome });
    } else if (known.content !== content) {
      expect(outcome.accepted ? 'accepted' : outcome.refusal.code, told).toBe('IDEMPOTENCY_MISMATCH');
    } else if (known.outcome.accepted) {
      const { first, last, position, changed } = known.outcome;
      expect(outcome, told).toMatchObject({ accepted: true, replayed: true, first, last, changed, position });
    }
  }

  /** Nothing is accepted that the actor may not do, and nobody is forbidden what they may. */
  #checkAuthority({ name }: Command, verdict: Authority, outcome: Sent, told: string): void {
    // A replay answers what was allowed once.
    if (outcome.accepted && !outcome.replayed) expect(['YES', 'EITHER'], told).toContain(verdict);
    if (outcome.accepted) return;
    const { code } = outcome.refusal;
    if (OF_AUTHORITY.has(code) || (code === 'NOT_FOUND' && findsAll(name)))
      expect(verdict, told).not.toBe('YES');
  }

  async #checkEvents(rows: readonly EventRow[]): Promise<void> {
    expect(rows.flatMap((row) => flaws(row, this.#chronicle.personal))).toEqual([]);
    expect(leaks(rows, SECRETS)).toEqual([]);
  }

  /** Every row of the projections is what the fold says, its positions included; and the head is the log's. */
  async #checkRows(told: string): Promise<void> {
    const { database } = this.#installation;
    const { world } = this.#chronicle;
    const versions = await readVersionRows(database);
    const grants = await readGrantRows(database);
    const same = { missing: [], surplus: [] };
    expect(difference(versionRows(world).map(lineOf), versions.map(lineOf)), told).toEqual(same);
    expect(difference(grantRows(world).map(lineOf), grants.map(lineOf)), told).toEqual(same);
    const { position, occurredAt, recordedAt } = world;
    expect(await readHead(database), told).toEqual({ position, occurredAt, recordedAt });
  }
}
