// What is read beside the first statement, before it is known who asks, is answered only if it was right.
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import type { Reader, Row, Statement } from '../../src/database/sql.ts';
import { newId } from '../../src/kernel/ids.ts';
import { behindItsBack } from '../support/behind-its-back.ts';
import { eachDatabase } from '../support/databases.ts';
import { idOf, World } from '../support/world.ts';

const PROJECTS = `query ($user: ID!) { user(id: $user) { name projects { edges { node { project { title } role } } } } }`;

const HOUR = 60 * 60 * 1000;

const isPin = ({ name }: Statement) => name.startsWith('pin-');

eachDatabase('Reading early', (fresh) => {
  let world: World;
  beforeAll(async () => {
    world = await World.start(fresh());
    await world.people('olga', 'bob', 'cat', 'dan', 'eve');
    await world.run('olga', 'createOrganization', { id: idOf('acme'), name: 'acme', label: 'Acme' });
    const ids = { id: idOf('site'), environmentId: idOf('main') };
    await world.run('olga', 'createProject', { ...ids, organization: idOf('acme'), title: 'Site' });
    for (const user of ['bob@x.io', 'cat@x.io', 'eve@x.io']) {
      const roles = { project: 'ADMIN', environmentTypes: [] };
      await world.run('olga', 'addProjectUser', { project: idOf('site'), user, roles });
    }
  });
  afterAll(() => world?.close());
  afterEach(() => vi.restoreAllMocks());

  const ask = (who: string, about = who) => world.ask(who, PROJECTS, { user: idOf(about) });

  /** Asks often enough that the next asking reads early. */
  async function settle(who: string, about = who): Promise<unknown> {
    await ask(who, about);
    return (await ask(who, about)).data;
  }

  /** Has `meanwhile` happen once everything that is read early has been read, and only then lets the first statement go. */
  function beforeFirstStatement(meanwhile: () => Promise<unknown>): { readonly early: string[] } {
    const { database } = world.test.tenure;
    const query = database.query.bind(database) as Reader['query'];
    const early: string[] = [];
    const spy = vi.spyOn(database, 'query');
    spy.mockImplementation(async <R extends Row>(statement: Statement, values?: readonly unknown[]) => {
      if (isPin(statement)) {
        while (early.length === 0) await new Promise((resolve) => setImmediate(resolve));
        spy.mockRestore();
        await meanwhile();
        return query<R>(statement, values);
      }
      const rows = await query<R>(statement, values);
      if (statement.name.startsWith('projects-of')) early.push(statement.name);
      return rows;
    });
    return { early };
  }

  it('answers what was read beside the first statement, when nothing has happened', async () => {
    const before = await settle('bob');
    const { early } = beforeFirstStatement(async () => {});
    expect((await ask('bob')).data).toEqual(before);
    expect(early).toEqual(['projects-of-users-open-held-bare']);
  });

  it('throws it away when the caller has lost what they held', async () => {
    expect(await settle('bob', 'cat')).toMatchObject({ user: { name: 'Cat' } });
    const { early } = beforeFirstStatement(() =>
      world.run('olga', 'removeProjectUser', { project: idOf('site'), user: idOf('bob') }),
    );
    expect((await ask('bob', 'cat')).data).toEqual({ user: null });
    expect(early).not.toEqual([]);
  });

  it('throws it away when the token was revoked', async () => {
    await settle('cat');
    const { data } = await world.ask<{
      viewer: { user: { apiTokens: { edges: { node: { id: string } }[] } } };
    }>('cat', '{ viewer { user { apiTokens { edges { node { id } } } } } }');
    const token = data?.viewer.user.apiTokens.edges[0]?.node.id;
    beforeFirstStatement(() => world.run('cat', 'revokeApiToken', { token }));
    const answer = await ask('cat');
    expect(answer.data).toBeUndefined();
    expect(answer.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  it('asks anew who asks once something they held has run out, although nothing was appended', async () => {
    const expiresAt = new Date(Date.parse(world.clock.now()) + HOUR).toISOString();
    await world.run('olga', 'addProjectUser', {
      project: idOf('site'),
      user: 'dan@x.io',
      roles: { project: 'ADMIN', environmentTypes: [] },
      expiresAt,
    });
    expect(await settle('dan', 'olga')).toMatchObject({ user: { name: 'Olga' } });
    world.clock.advance(2 * HOUR);
    expect((await ask('dan', 'olga')).data).toEqual({ user: null });
  });

  it('asks anew who asks once their token has run out, although nothing was appended', async () => {
    const secret = `tnr_${randomBytes(32).toString('base64url')}`;
    const tokenHash = createHash('sha256').update(secret).digest('hex');
    const expiresAt = new Date(Date.parse(world.clock.now()) + HOUR).toISOString();
    await world.run('dan', 'issueApiToken', { id: newId(), user: idOf('dan'), tokenHash, expiresAt });
    const viewer = () => world.test.ask('{ viewer { id } }', {}, { token: secret });
    for (let asked = 0; asked < 3; asked += 1) expect((await viewer()).data).toBeDefined();
    world.clock.advance(2 * HOUR);
    expect((await viewer()).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  it('asks anew who asks once the projections were built anew, although nothing was appended', async () => {
    const { operations } = world.test.tenure.services;
    await behindItsBack(fresh().engine, [
      `delete from projection."grant" where subject_id = '${idOf('eve')}'`,
    ]);
    expect(await settle('eve', 'cat')).toEqual({ user: null });
    await operations.startRebuild(world.operator);
    await operations.idle();
    expect((await ask('eve', 'cat')).data).toMatchObject({ user: { name: 'Cat' } });
  });

  it('does not begin while the log grows from request to request', async () => {
    const { database } = world.test.tenure;
    await settle('olga');
    for (const name of ['Olga I', 'Olga II']) {
      await world.run('olga', 'updateProfile', { user: idOf('olga'), name });
      await ask('bob');
    }
    const spy = vi.spyOn(database, 'query');
    await ask('bob');
    const names = spy.mock.calls.map(([statement]) => statement.name);
    expect(names.filter((name) => name.startsWith('projects-of'))).toEqual([
      'projects-of-users-open-held-bare',
    ]);
  });
});
