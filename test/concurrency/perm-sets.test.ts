/** CONCURRENCY: what two callers do to one Permission Set at once, from two lanes on one database, ends as if one had come first. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COMMANDS, EVENTS } from '../../src/features.ts';
import { expire } from '../../src/grants/lifecycle.ts';
import { newId, type UserId } from '../../src/kernel/ids.ts';
import { Lane } from '../../src/log/lane.ts';
import { createCommandRegistry, createEventRegistry } from '../../src/log/registry.ts';
import type { Outcome } from '../../src/log/submission.ts';
import { type Installation, OPERATOR_ID, openInstallation } from '../property/installation.ts';
import { readEvents, readGrantRows } from '../support/oracle/read-log.ts';

const ROUNDS = 20;
const commands = createCommandRegistry(COMMANDS);
const [ada, kim, partner, instance, everything] = [newId(), newId(), newId(), newId(), newId()];

let installation: Installation;
let lanes: readonly [Lane, Lane];

function submit(lane: Lane, actor: string, name: string, input: object): Promise<Outcome> {
  const parsed = commands.find(name)?.input.parse(input);
  const command = { commandId: newId<'Command'>(), name, input: parsed, seed: randomBytes(32) };
  return lane.submit({ actor: actor as UserId, commands: [command] });
}

async function done(actor: string, name: string, input: object): Promise<void> {
  const outcome = await submit(lanes[0], actor, name, input);
  if (!outcome.accepted) throw outcome.refusal;
}

/** Two commands at once, one a lane, now the one first and now the other; what became of each. */
async function race(round: number, ...both: readonly [name: string, input: object][]): Promise<string[]> {
  const racing = both.map(([name, input], index) =>
    submit(lanes[(index + round) % 2 === 0 ? 0 : 1], ada, name, input),
  );
  return (await Promise.all(racing)).map((outcome) => (outcome.accepted ? 'done' : outcome.refusal.code));
}

const create = (name: string, id: string = newId()) => ({ id, instance, name, permissions: ['a=b'] });

beforeAll(async () => {
  installation = await openInstallation('postgres');
  const { database, clock } = installation;
  const newLane = () => new Lane({ database, events: createEventRegistry(EVENTS), commands, clock, expire });
  lanes = [newLane(), newLane()];
  for (const [id, name] of [
    [ada, 'ada'],
    [kim, 'kim'],
  ] as const)
    await done(OPERATOR_ID, 'createUser', { id, email: `${name}@example.org`, name });
  await done(OPERATOR_ID, 'createPartner', { id: partner, name: 'P', firstWriter: ada });
  await done(OPERATOR_ID, 'grantCreateInstances', { user: ada });
  await done(ada, 'createInstance', { id: instance, partner, name: 'I' });
  await done(OPERATOR_ID, 'createPermSet', { ...create('all', everything), permissions: ['*=*'] });
  await done(OPERATOR_ID, 'assignPermSet', { set: everything, users: [ada] });
});
afterAll(async () => {
  for (const lane of lanes ?? []) await lane.close();
  await installation?.close();
});

/** Who holds a set in the end, by the rows. */
async function holders(set: string): Promise<string[]> {
  const rows = await readGrantRows(installation.database);
  return rows.filter(({ target, until }) => target === set && until === null).map(({ subject }) => subject);
}

const users = ['kim@example.org'];

test('disabling and assigning: whoever holds a disabled set was never given it', async () => {
  const seen = new Set<string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const set = newId();
    await done(ada, 'createPermSet', create(`disabled ${round}`, set));
    const outcomes = await race(round, ['disablePermSet', { set }], ['assignPermSet', { set, users }]);
    seen.add(outcomes.join());
    expect(['done,done', 'done,PERMSET_DISABLED']).toContain(outcomes.join());
    expect(await holders(set)).toEqual([]);
    const events = (await readEvents(installation.database))
      .map(({ event }) => event)
      .filter(({ target }) => target.id === set);
    const types = events.slice(1).map(({ type }) => type);
    expect(types).toEqual(
      outcomes[1] === 'done'
        ? ['PermSetAssigned', 'PermSetDisabled', 'PermSetUnassigned']
        : ['PermSetDisabled'],
    );
  }
  expect(seen.size).toBe(2);
});

test('deleting and assigning: nothing is held on what is gone', async () => {
  const seen = new Set<string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const set = newId();
    await done(ada, 'createPermSet', create(`deleted ${round}`, set));
    const outcomes = await race(round, ['deletePermSet', { set }], ['assignPermSet', { set, users }]);
    seen.add(outcomes.join());
    expect(['done,NOT_FOUND', 'PERMSET_IN_USE,done']).toContain(outcomes.join());
    expect(await holders(set)).toEqual(outcomes[1] === 'done' ? [kim] : []);
  }
  expect(seen.size).toBe(2);
});

test('two sets of one name: one of them comes to be', async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const outcomes = await race(
      round,
      ['createPermSet', create(`One ${round}`)],
      ['createPermSet', create(`oNE ${round}`)],
    );
    expect([...outcomes].sort()).toEqual(['NAME_TAKEN', 'done']);
  }
});
