// Eight years of real history, imported by the running server's own door, against what is known from elsewhere.
import { once } from 'node:events';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { tableDigests } from '../support/table-digests.ts';
import { startTestTenure, type TestTenure } from '../support/tenure.ts';
import { importText } from './adapter.ts';
import { askState, askTeams, type State, type Teams, teamInWords } from './ask-state.ts';
import { historyIsThere, type OrganizationTruth, readMoments, readTruth, TRUTH_DATES } from './moments.ts';
import { permissionsOf } from './team-adapter.ts';

const isThere = historyIsThere();

for (const kind of ['postgres', 'pglite'] as const) {
  describe.runIf(isThere)(`the real history (${kind})`, () => {
    let database: TestDatabase;
    let test: TestTenure;

    beforeAll(async () => {
      database = await createDatabase(kind);
      test = await startTestTenure(database);
      const { http } = test.tenure.server;
      http.listen(0, '127.0.0.1');
      await once(http, 'listening');
    });
    afterAll(async () => {
      const { http } = test.tenure.server;
      http.closeAllConnections();
      http.close();
      await test.close();
      await database.drop();
    });

    it('is imported as a stream, and ended', async () => {
      const answer = await upload(test);
      expect(answer.at(-1)).toMatchObject({ done: true, state: 'ENDED' });
    }, 180_000);

    it.each(TRUTH_DATES)(
      'equals the truth of %s, no row more or less',
      async (date) => {
        const lastMillisecond = new Date(Date.parse(`${date}T00:00:00.000Z`) - 1).toISOString();
        const found = await askState(test, lastMillisecond);
        const expected = expectedState(date);
        expect([...found.keys()].sort()).toEqual([...expected.keys()].sort());
        for (const [organization, state] of expected) expect(found.get(organization)).toEqual(state);
        const [teams, wanted] = [await askTeams(test, lastMillisecond), expectedTeams(date)];
        expect([...teams.keys()].sort()).toEqual([...wanted.keys()].sort());
        for (const [organization, each] of wanted) expect(teams.get(organization)).toEqual(each);
      },
      120_000,
    );

    it('verifies clean, and rebuilding gives identical tables', async () => {
      expect(await operate('startVerify')).toMatchObject({ state: 'DONE', result: { clean: true } });
      const before = await tableDigests(database.database);
      expect(await operate('startRebuild')).toMatchObject({ state: 'DONE' });
      expect(await tableDigests(database.database)).toEqual(before);
      expect(await operate('startVerify')).toMatchObject({ state: 'DONE', result: { clean: true } });
    }, 120_000);

    /** Starts an operation and waits for its end, as an operator would. */
    async function operate(mutation: 'startVerify' | 'startRebuild'): Promise<unknown> {
      const started = await test.ask<Record<string, { operation: { id: string } }>>(
        `mutation { ${mutation} { ... on OperationPayload { operation { id } } } }`,
      );
      const id = started.data?.[mutation]?.operation.id;
      for (;;) {
        const { data } = await test.ask<{ operations: { edges: { node: { id: string; state: string } }[] } }>(
          '{ operations(first: 50) { edges { node { id state result } } } }',
        );
        const operation = data?.operations.edges.map(({ node }) => node).find((node) => node.id === id);
        if (operation?.state !== 'RUNNING') return operation;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  });
}

/** Sends the history to the streaming door; answers the lines of the answer. */
async function upload(test: TestTenure): Promise<readonly unknown[]> {
  const { port } = test.tenure.server.http.address() as AddressInfo;
  const sent = request({ port, host: '127.0.0.1', path: '/import', method: 'POST' });
  sent.setHeader('authorization', `Bearer ${test.token}`).setHeader('content-encoding', 'gzip');
  const answered = once(sent, 'response');
  pipeline(Readable.from(importText(readMoments())), createGzip(), sent).catch(() => undefined);
  const [response] = await answered;
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

/** A truth in the shape of what is asked; organizations without a member aside. */
function expectedState(date: string): ReadonlyMap<string, State> {
  const withMembers = [...readTruth(date)].filter(([, { members }]) => members.length > 0);
  return new Map(withMembers.map(([organization, truth]) => [organization, toState(truth)]));
}

/** The teams of a truth: `team=member`, and for each level its repositories. */
function expectedTeams(date: string): ReadonlyMap<string, Teams> {
  const inWords = ({ teams }: OrganizationTruth) =>
    Object.entries(teams).map(([name, { members, permissions }]) =>
      teamInWords(name, permissionsOf(permissions), members),
    );
  const all = [...readTruth(date)].map(([name, truth]) => [name, inWords(truth).sort()] as const);
  return new Map(all.filter(([, teams]) => teams.length > 0));
}

function toState({ members, admins, access }: OrganizationTruth): State {
  return {
    members: [...members].sort(),
    admins: [...admins].sort(),
    access: access.map((each) => each.join(' ')).sort(),
  };
}
