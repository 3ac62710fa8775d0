// Grants that end by themselves, and why they were given: through the API, on a clock that the test turns (T4, T5).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Acme, acme } from '../support/acme.ts';
import { askTwice, type Json, listingEvents, nodes } from '../support/asking.ts';
import { eachDatabase } from '../support/databases.ts';
import { idOf, type World } from '../support/world.ts';

const HOUR = 60 * 60 * 1000;
const environment = idOf('p1-dev');

/** Every command that gives grants, to somebody of the story for whom it is new. */
const GIVES: Readonly<Record<string, { readonly actor: string; readonly input: Json }>> = {
  grantPlatformRole: { actor: 'opal', input: { user: idOf('pam'), role: 'AUDITOR' } },
  updateMember: {
    actor: 'olga',
    input: { organization: idOf('acme'), user: idOf('lee'), permissions: ['projects:list', 'plans'] },
  },
  addProjectUser: {
    actor: 'olga',
    input: {
      project: idOf('p1'),
      user: 'zoe@x.io',
      roles: { environmentTypes: [{ type: 'DEVELOPMENT', role: 'CONTRIBUTOR' }] },
    },
  },
  updateProjectUser: {
    actor: 'olga',
    input: {
      project: idOf('p1'),
      user: idOf('cat'),
      roles: { project: 'VIEWER', environmentTypes: [{ type: 'STAGING', role: 'ADMIN' }] },
    },
  },
};

eachDatabase('Grants that end by themselves', (fresh) => {
  let story: Acme;
  let world: World;
  let end = '';
  beforeAll(async () => {
    story = await acme(fresh());
    world = story.world;
    end = new Date(Date.parse(world.clock.now()) + HOUR).toISOString();
  });
  afterAll(() => world?.close());

  async function command(name: string, actor: string, input: Json, reason?: string) {
    const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const query = `mutation ($input: ${title}Input!, $reason: String) { answer: ${name}(input: $input, reason: $reason) {
      ... on ${title}Payload { changed position events { edges { node { type cause reason
        ... on PermissionGranted { kind value expiresAt }
        ... on PermissionExpiryChanged { kind value from to } } } } }
      ... on Refusal { code field position } } }`;
    return listingEvents((await world.data<{ answer: Json }>(actor, query, { input, reason })).answer);
  }
  const can = async (user: string, right: string, target: string, asOf = '') => {
    const query = `query ${asOf} { can(user: "${idOf(user)}", right: ${right}, target: "${target}") { allowed } }`;
    const { data } = await askTwice(world, 'audi', query);
    return (data.can as Json | null)?.allowed;
  };

  describe.each(Object.entries(GIVES))('by %s', (name, { actor, input }) => {
    it('refuse an end that is not later than now, and leave everything as it was', async () => {
      const before = await world.head();
      const refused = await command(name, actor, { ...input, expiresAt: world.clock.now() });
      expect(refused).toMatchObject({ code: 'VALIDATION', field: 'expiresAt', position: String(before) });
      expect(await world.head()).toBe(before);
    });

    it('begin with their end and their reason, which its events carry', async () => {
      const { events } = await command(name, actor, { ...input, expiresAt: end }, `for an hour, by ${name}`);
      const all = events as readonly Json[];
      expect(all.map(({ reason }) => reason)).toEqual(all.map(() => `for an hour, by ${name}`));
      const granted = all.filter(({ type }) => type === 'PermissionGranted');
      expect(granted.length).toBeGreaterThan(0);
      expect(granted.every(({ expiresAt }) => expiresAt === end)).toBe(true);
    });

    it('keep an end that is left out; null clears it, and it can be set again', async () => {
      // Whoever is on the project is updated from then on.
      const again = name === 'addProjectUser' ? 'updateProjectUser' : name;
      expect(await command(again, actor, input)).toMatchObject({ changed: false, events: [] });
      for (const [from, to] of [
        [end, null],
        [null, end],
      ]) {
        const roles = input.roles ? { roles: { project: 'VIEWER', ...(input.roles as Json) } } : {};
        const { events } = await command(
          again,
          actor,
          { ...input, ...roles, expiresAt: to },
          'longer or not',
        );
        const all = events as readonly Json[];
        expect(all.length).toBeGreaterThan(0);
        for (const event of all) {
          expect(event).toMatchObject({ type: 'PermissionExpiryChanged', from, to, reason: 'longer or not' });
        }
      }
    });
  });

  it('never are the role OPERATOR, nor a role on a type that would outlast the one on the project (T5)', async () => {
    const operator = { user: idOf('pam'), role: 'OPERATOR', expiresAt: end };
    expect(await command('grantPlatformRole', 'opal', operator)).toMatchObject({
      code: 'VALIDATION',
      field: 'expiresAt',
    });
    const late = {
      project: idOf('p1'),
      user: idOf('zoe'),
      roles: { environmentTypes: [{ type: 'STAGING', role: 'VIEWER' }] },
      expiresAt: new Date(Date.parse(end) + 1).toISOString(),
    };
    for (const expiresAt of [late.expiresAt, null]) {
      expect(await command('updateProjectUser', 'olga', { ...late, expiresAt })).toMatchObject({
        code: 'VALIDATION',
        field: 'expiresAt',
      });
    }
  });

  it('give their rights until the instant of their end, and none from then on', async () => {
    await world.run('olga', 'redeploy', { environment });
    world.clock.set(new Date(Date.parse(end) - 1).toISOString());
    expect(await can('zoe', 'PUSH_CODE', environment)).toBe(true);
    expect(await can('lee', 'VIEW_PLANS', idOf('acme'))).toBe(true);
    world.clock.set(end);
    // No event need be there for it.
    expect(await can('zoe', 'PUSH_CODE', environment)).toBe(false);
    expect(await can('lee', 'VIEW_PLANS', idOf('acme'))).toBe(false);
    const { data } = await askTwice(
      world,
      'olga',
      `{ user(id: "${idOf('zoe')}") { projects(organization: "${idOf('acme')}") { edges { node { role } } }
        organizations { edges { node { organization { id } permissions { permission } } } } } }`,
    );
    // Membership stays: it does not end by itself.
    const zoe = data.user as Json;
    expect(nodes(zoe.projects)).toEqual([]);
    expect(nodes(zoe.organizations)).toEqual([{ organization: { id: 'acme' }, permissions: [] }]);
    const before = new Date(Date.parse(end) - 1).toISOString();
    expect(await can('zoe', 'PUSH_CODE', environment, `@asOf(time: "${before}")`)).toBe(true);
    expect(await can('zoe', 'PUSH_CODE', environment, `@asOf(time: "${end}")`)).toBe(false);
  });

  it('leave SSH where it is applied until the redeploy (A25)', async () => {
    expect(await can('zoe', 'SSH', environment)).toBe(true);
    await world.run('olga', 'redeploy', { environment });
    expect(await can('zoe', 'SSH', environment)).toBe(false);
  });

  it('are written down once each, in order, at their instant, with what they drag along', async () => {
    const query = `{ events(types: [PermissionExpired, PermissionRevoked], first: 100, order: OLDEST_FIRST) { edges { node {
      type cause occurredAt reason actor { system } causedBy { type } subjectId
      ... on PermissionExpired { kind value expiresAt } ... on PermissionRevoked { kind value } } } } }`;
    const { data } = await askTwice(world, 'audi', query);
    const ended = nodes(data.events).filter(({ cause }) => cause === 'EXPIRY');
    for (const event of ended) {
      expect(event).toMatchObject({ occurredAt: end, actor: { system: 'system:expirer' }, reason: null });
    }
    const told = ended.map(({ type, subjectId, kind, value }) => `${type} ${subjectId} ${kind} ${value}`);
    expect(told).toEqual([
      'PermissionExpired pam PLATFORM_ROLE AUDITOR',
      'PermissionExpired lee ORGANIZATION_PERMISSION plans',
      'PermissionExpired lee ORGANIZATION_PERMISSION projects:list',
      'PermissionExpired zoe PROJECT_ROLE VIEWER',
      'PermissionRevoked zoe ENVIRONMENT_TYPE_ROLE CONTRIBUTOR',
      'PermissionExpired cat PROJECT_ROLE VIEWER',
      'PermissionRevoked cat ENVIRONMENT_TYPE_ROLE ADMIN',
    ]);
  });
});
