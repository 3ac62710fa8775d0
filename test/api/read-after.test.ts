// The reads of one request share their loaders: what was loaded at one position is not answered at another.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { entityById } from '../../src/access/entities.ts';
import { organizationsOf } from '../../src/access/organization-accesses.ts';
import { openRead, readAfter } from '../../src/access/pin.ts';
import { projectsOf } from '../../src/access/project-accesses.ts';
import type { Read } from '../../src/access/read.ts';
import type { UserView } from '../../src/access/views/entity-views.ts';
import type { Statement } from '../../src/database/sql.ts';
import { eachDatabase } from '../support/databases.ts';
import { idOf, World } from '../support/world.ts';

eachDatabase('Reads of one request', (fresh) => {
  let world: World;
  beforeAll(async () => {
    world = await World.start(fresh());
    await world.people('olga', 'bob');
  });
  afterAll(() => world?.close());

  const open = async (who: string) => {
    const tokenHash = createHash('sha256')
      .update(await world.tokenOf(who))
      .digest('hex');
    return openRead(world.test.tenure.services, { tokenHash }).read;
  };

  const self = async (read: Read) => (await entityById(read, read.viewer.userId)) as UserView;

  it('answer at their own positions', async () => {
    const before = await open('genesis');
    const nameAt = async (read: typeof before) => ((await entityById(read, idOf('bob'))) as UserView).name;
    expect(await nameAt(before)).toBe('Bob');
    const { position } = await world.run('genesis', 'updateProfile', { user: idOf('bob'), name: 'Robert' });
    const after = await readAfter(before, position);
    expect(after.position).toBe(position);
    expect(await nameAt(after)).toBe('Robert');
    expect(await nameAt(before)).toBe('Bob');
  });

  it('judge the viewer anew', async () => {
    const before = await open('olga');
    const { position } = await world.run('olga', 'createOrganization', {
      id: idOf('acme'),
      name: 'acme',
      label: 'A',
    });
    const after = await readAfter(before, position);
    expect(await entityById(before, idOf('acme'))).toBeNull();
    expect(await entityById(after, idOf('acme'))).toMatchObject({ name: 'acme' });
    const olga = (await entityById(after, idOf('olga'))) as UserView;
    const organizations = await organizationsOf(after, olga, {});
    expect(organizations.edges.map(({ node }) => node.organization.name)).toEqual(['acme']);
    expect((await organizationsOf(before, olga, {})).edges).toEqual([]);
  });

  it('answer for when they began while the log grows, and no longer ask for what is open now', async () => {
    const before = await open('olga');
    await world.run('olga', 'createOrganization', { id: idOf('late'), name: 'late', label: 'L' });
    const spy = vi.spyOn(world.test.tenure.database, 'query');
    const organizations = await organizationsOf(before, await self(before), {});
    expect(organizations.edges.map(({ node }) => node.organization.name)).toEqual(['acme']);
    expect((await projectsOf(before, await self(before), null, {})).edges).toEqual([]);
    const names = spy.mock.calls.map(([statement]) => (statement as Statement).name);
    spy.mockRestore();
    expect(names.map((name) => name.includes('-then'))).toEqual([false, true, true]);
    const now = await open('olga');
    expect((await organizationsOf(now, await self(now), {})).edges).toHaveLength(2);
  });

  it('go on for whoever is gone by then, with nothing to see', async () => {
    const before = await open('bob');
    const { position } = await world.run('genesis', 'deleteUser', { user: idOf('bob') });
    const after = await readAfter(before, position);
    expect(after.viewer.userId).toBe(idOf('bob'));
    expect(await entityById(after, idOf('olga'))).toBeNull();
    await expect(open('bob')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
