/** CONCURRENCY: opposite submissions for one user, from two lanes on one database, end where the log says that they do. */
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
import type { StoredEvent } from '../support/oracle/stored-event.ts';

const commands = createCommandRegistry(COMMANDS);
const [max, ana, partner] = [newId(), newId(), newId()];
const instances = Array.from({ length: 20 }, () => newId<string>());

let installation: Installation;
let lanes: readonly Lane[];

function submit(lane: Lane | undefined, actor: string, name: string, input: object): Promise<Outcome> {
  const parsed = commands.find(name)?.input.parse(input);
  const command = { commandId: newId<'Command'>(), name, input: parsed, seed: randomBytes(32) };
  if (!lane) throw new Error('There is no lane');
  return lane.submit({ actor: actor as UserId, commands: [command] });
}

beforeAll(async () => {
  installation = await openInstallation('postgres');
  const { database, clock } = installation;
  const newLane = () => new Lane({ database, events: createEventRegistry(EVENTS), commands, clock, expire });
  lanes = [newLane(), newLane()];
  const given = async (actor: string, name: string, input: object) => {
    const outcome = await submit(lanes[0], actor, name, input);
    if (!outcome.accepted) throw outcome.refusal;
  };
  await given(OPERATOR_ID, 'createUser', { id: max, email: 'max@example.org', name: 'Max' });
  await given(OPERATOR_ID, 'createPartner', { id: partner, name: 'P', firstWriter: max });
  const atHome = { id: ana, email: 'ana@example.org', name: 'Ana', homePartner: partner };
  await given(OPERATOR_ID, 'createUser', atHome);
  await given(OPERATOR_ID, 'grantCreateInstances', { user: max });
  for (const id of instances) await given(max, 'createInstance', { id, partner, name: 'I' });
});
afterAll(async () => {
  for (const lane of lanes ?? []) await lane.close();
  await installation?.close();
});

test('each is done whole or changes nothing, and what is held is what the log tells', async () => {
  const begin = (await readEvents(installation.database)).length;
  const user = { user: ana, instances };
  const opposite = Array.from({ length: 60 }, (_, n) => {
    const lane = lanes[n % 2];
    if (n % 3 === 2) return submit(lane, max, 'revokeInstanceAccess', user);
    return submit(lane, max, 'setInstanceAccess', { ...user, level: n % 3 === 0 ? 'READ' : 'WRITE' });
  });
  for (const outcome of await Promise.all(opposite)) expect(outcome.accepted).toBe(true);
  const events = (await readEvents(installation.database)).slice(begin).map(({ event }) => event);
  const held = new Map<string, string>();
  for (const whole of byCommand(events)) {
    expect(whole.map(({ target }) => target.id)).toEqual(instances);
    for (const { type, target, data } of whole) {
      const before = { PermissionGranted: undefined, PermissionChanged: data.from }[type] ?? data.value;
      expect(held.get(target.id)).toBe(type === 'PermissionGranted' ? undefined : before);
      if (type === 'PermissionRevoked') held.delete(target.id);
      else held.set(target.id, String(data.to ?? data.value));
    }
  }
  expect(new Set(events.map(({ type }) => type))).toContain('PermissionRevoked');
  const open = (await readGrantRows(installation.database)).filter(
    ({ subject, until }) => subject === ana && until === null,
  );
  expect(Object.fromEntries(open.map(({ target, value }) => [target, value]))).toEqual(
    Object.fromEntries(held),
  );
});

/** The events of each command, one command after the other as the log has them. */
function byCommand(events: readonly StoredEvent[]): StoredEvent[][] {
  const runs: StoredEvent[][] = [];
  for (const event of events) {
    const last = runs.at(-1);
    if (last?.[0]?.commandId === event.commandId) last.push(event);
    else runs.push([event]);
  }
  return runs;
}
