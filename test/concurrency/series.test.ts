/** CONCURRENCY: a batch that is decided while another commits meets what has ended and what has begun meanwhile. */
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CommitUnknown, type Database, type LastWork, type Transaction } from '../../src/database/sql.ts';
import { COMMANDS, EVENTS } from '../../src/features.ts';
import { expire } from '../../src/grants/lifecycle.ts';
import { newId, type UserId } from '../../src/kernel/ids.ts';
import { Lane, type LaneOptions } from '../../src/log/lane.ts';
import { createCommandRegistry, createEventRegistry } from '../../src/log/registry.ts';
import type { Accepted, Outcome, Submission } from '../../src/log/submission.ts';
import { type Installation, OPERATOR_ID, openInstallation } from '../property/installation.ts';
import { readEvents } from '../support/oracle/read-log.ts';

const commands = createCommandRegistry(COMMANDS);
const person = (name: string) => ({ id: newId(), email: `${name}@example.org`, name });
const [owner, bob, carol] = [person('owner'), person('bob'), person('carol')];
const [organization, project] = [newId(), newId()];

function submission(actor: string, name: string, input: object): Submission {
  const parsed = commands.find(name)?.input.parse(input);
  const command = { commandId: newId<'Command'>(), name, input: parsed, seed: randomBytes(32) };
  return { actor: actor as UserId, commands: [command] };
}

/**
 * The same database; `between` is told of every transaction that another follows, and says what becomes of its answer,
 * `afterReading` of everything that was read beside one.
 */
function watched(
  database: Database,
  between: () => 'arrives' | 'is lost',
  afterReading: () => Promise<void>,
): Database {
  const watch = (transaction: Transaction): Transaction => ({
    send: (calls) => transaction.send(calls),
    commit: (calls) => transaction.commit(calls),
    rollback: () => transaction.rollback(),
    commitAndBegin(work: LastWork) {
      const answer = between();
      const { committed, next } = transaction.commitAndBegin(work);
      const lost = committed.then(() => {
        throw new CommitUnknown('The answer was lost');
      });
      lost.catch(() => undefined);
      return { committed: answer === 'arrives' ? committed : lost, next: watch(next) };
    },
  });
  return {
    oneSession: database.oneSession,
    restricted: database.restricted,
    query: (statement, values) => database.query(statement, values),
    begin: async () => watch(await database.begin()),
    async readAhead(calls) {
      const answers = await database.readAhead(calls);
      await afterReading();
      return answers;
    },
    beginLong: () => database.beginLong(),
    close: () => database.close(),
  };
}

let installation: Installation;
let lane: Lane;
let handovers: number;
let between: () => void;
let afterReading: () => Promise<void>;
/** How many answers to COMMIT are lost from now on. */
let losing: number;

function newLane(limits: Pick<LaneOptions, 'mostInBatch'> = {}): Lane {
  const told = () => {
    handovers += 1;
    between();
    losing -= 1;
    return losing < 0 ? 'arrives' : 'is lost';
  };
  const database = watched(installation.database, told, () => afterReading());
  const { clock } = installation;
  return new Lane({ database, events: createEventRegistry(EVENTS), commands, clock, expire, ...limits });
}

async function accepted(sent: Submission): Promise<Accepted> {
  const outcome = await lane.submit(sent);
  if (!outcome.accepted) throw outcome.refusal;
  return outcome;
}

beforeEach(async () => {
  [handovers, between, losing] = [0, () => undefined, 0];
  afterReading = () => Promise.resolve();
  installation = await openInstallation('postgres');
  lane = newLane();
  for (const user of [owner, bob, carol]) await accepted(submission(OPERATOR_ID, 'createUser', user));
  await accepted(submission(owner.id, 'createOrganization', { id: organization, name: 'acme' }));
  const inside = { id: project, organization, title: 'P', environmentId: newId() };
  await accepted(submission(owner.id, 'createProject', inside));
  for (const { email } of [bob, carol]) {
    await accepted(
      submission(owner.id, 'addProjectUser', { project, user: email, roles: { project: 'VIEWER' } }),
    );
  }
});
afterEach(async () => {
  await lane.close();
  await installation.close();
});

/** Starts afresh, so that nothing is at hand, and sends a command that is decided while others are being committed. */
async function following(first: Submission, last: Submission): Promise<Outcome> {
  await lane.close();
  lane = newLane();
  const others = Array.from({ length: 6 }, (_, n) => {
    return submission(OPERATOR_ID, 'createUser', { id: newId(), email: `other${n}@example.org`, name: 'x' });
  });
  const answers = await Promise.all([first, ...others, last].map((each) => lane.submit(each)));
  expect(handovers, 'transactions that followed another').toBeGreaterThan(0);
  return answers.at(-1) as Outcome;
}

test('what ends in between has ended, and is written down first', async () => {
  const { clock } = installation;
  const expiresAt = new Date(Date.parse(clock.now()) + 1_000).toISOString();
  const lent = { organization, user: bob.email, permissions: ['members'], expiresAt };
  await accepted(submission(owner.id, 'updateMember', lent));
  clock.turn(999);
  between = () => {
    clock.turn(5);
    between = () => undefined;
  };
  const removing = submission(bob.id, 'removeMembers', { organization: 'acme', users: [carol.email] });
  const first = submission(OPERATOR_ID, 'createUser', { id: newId(), email: 'a@example.org', name: 'x' });
  expect(await following(first, removing)).toMatchObject({ accepted: false, refusal: { code: 'FORBIDDEN' } });
  const times = (await readEvents(installation.database)).map(({ event }) => event.occurredAt);
  expect(times).toEqual([...times].sort());
});

test('what begins in between teaches nothing of what is held around it', async () => {
  const created = { id: newId(), organization, title: 'P2', environmentId: newId() };
  const naming = submission(bob.id, 'renameProject', { project: created.id, title: 'mine' });
  expect((await following(submission(owner.id, 'createProject', created), naming)).accepted).toBe(false);
  const removing = submission(owner.id, 'removeMembers', { organization, users: [bob.email] });
  expect((await accepted(removing)).changed).toBe(true);
});

test('two batches whose answers are lost are looked up, and both are answered once', async () => {
  const head = (await readEvents(installation.database)).length;
  losing = 2;
  const names = Array.from({ length: 40 }, (_, n) => `lost${n}`);
  const answers = await Promise.all(
    names.map((name) => accepted(submission(OPERATOR_ID, 'createUser', person(name)))),
  );
  expect(losing, 'answers that were not lost').toBeLessThanOrEqual(0);
  const events = (await readEvents(installation.database)).slice(head);
  expect(events.map(({ event }) => event.commandId)).toEqual(answers.map(({ commandId }) => commandId));
  expect(answers.map(({ first }) => first)).toEqual(names.map((_, n) => head + n + 1));
});

test('a key is replayed that two batches ahead bear, neither of which can be read yet', async () => {
  await lane.close();
  lane = newLane({ mostInBatch: 4 });
  const holdHead = { name: 'series-hold-head', text: 'select 1 as held from head for update' };
  const holding = await installation.database.beginLong();
  await holding.send([{ statement: holdHead, values: [] }]);
  let released = false;
  afterReading = async () => {
    // What is read after the second was sent is for the third; until then, the first waits for the head.
    if (released || handovers < 2) return;
    released = true;
    await holding.rollback();
  };
  const keyed = (key: string, name: string) => ({
    ...submission(OPERATOR_ID, 'createUser', person(name)),
    idempotency: { key, contentHash: 'the same' },
  });
  const others = (batch: string) =>
    [1, 2, 3].map((n) => submission(OPERATOR_ID, 'createUser', person(`${batch}${n}`)));
  const sent = [
    keyed('of the first', 'first'),
    ...others('a'),
    keyed('of the second', 'second'),
    ...others('b'),
    keyed('of the first', 'again'),
    keyed('of the second', 'anew'),
  ];
  const outcomes = await Promise.all(sent.map(accepted)).finally(() => holding.rollback());
  expect(released, 'the third has read').toBe(true);
  const [first, second, ...again] = [0, 4, 8, 9].map((index) => outcomes[index] as Accepted);
  for (const [index, original] of [first, second].entries()) {
    const { first: from, last, commandId } = original as Accepted;
    expect(again[index]).toMatchObject({ replayed: true, first: from, last, commandId });
  }
});
