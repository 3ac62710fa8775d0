// Who may read what, at every door: what is personal, and what is held everywhere.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Acme, acme, EVERYBODY, type Somebody } from '../../support/acme.ts';
import { askTwice, type Json, nodes, type Told } from '../../support/asking.ts';
import { eachDatabase } from '../../support/databases.ts';
import { ISSUER, idOf, nameOf } from '../../support/world.ts';

type Ask = (who: string, query: string, variables?: Record<string, unknown>) => Promise<Told>;

eachDatabase('Who may read about people', (fresh) => {
  let story: Acme;
  beforeAll(async () => {
    story = await acme(fresh());
    await story.world.link('opal', 'o');
    await story.world.link('bob', 'b');
  });
  afterAll(() => story?.world.close());
  const ask: Ask = (who, query, variables) => askTwice(story.world, who, query, variables);

  describe("a user's name and email", () => {
    /** Who sees whom, beside themself, OPERATOR and AUDITOR: by name, or fully (name and email). */
    const SEES: Record<Somebody, Partial<Record<Somebody, 'name' | 'full'>>> = {
      olga: { mia: 'full', lee: 'full', ada: 'full', bob: 'full', cat: 'full', pam: 'full' },
      mia: { olga: 'full', lee: 'full', ada: 'full', bob: 'full', cat: 'full', pam: 'full' },
      ada: { olga: 'full', bob: 'full', cat: 'full' },
      bob: { olga: 'name', ada: 'name', cat: 'name' },
      cat: { olga: 'name', ada: 'name', bob: 'name' },
      lee: {},
      pam: {},
      eve: {},
      zoe: {},
      opal: Object.fromEntries(EVERYBODY.map((each) => [each, 'full'])),
      audi: Object.fromEntries(EVERYBODY.map((each) => [each, 'full'])),
    };
    const expected = (viewer: Somebody, other: Somebody) => {
      const sight = viewer === other ? 'full' : SEES[viewer][other];
      if (!sight) return null;
      return { id: other, name: nameOf(other), email: sight === 'full' ? `${other}@x.io` : null };
    };

    it.each(EVERYBODY)('as %s: `user` by id and by email, `node`', async (viewer) => {
      const fields = EVERYBODY.map(
        (other) => `${other}ById: user(id: "${idOf(other)}") { id name email }
          ${other}ByEmail: user(email: "${other.toUpperCase()}@x.io") { id name email }
          ${other}ByNode: node(id: "${idOf(other)}") { id ... on User { name email } }`,
      );
      const { data, failed } = await ask(viewer, `{ ${fields.join('\n')} }`);
      const withheld: string[] = [];
      for (const other of EVERYBODY) {
        const user = expected(viewer, other);
        for (const door of ['ById', 'ByEmail', 'ByNode']) {
          expect(data[`${other}${door}`], `${other}${door}`).toEqual(user);
          if (user && user.email === null) withheld.push(`FORBIDDEN ${other}${door}.email`);
        }
      }
      expect(failed).toEqual(withheld.sort());
    });

    it.each(EVERYBODY)('as %s: the list of users', async (viewer) => {
      const { data } = await ask(viewer, '{ users(first: 100) { edges { node { id name email } } } }');
      const listed = nodes(data.users).filter(({ id }) => (EVERYBODY as readonly unknown[]).includes(id));
      const visible = EVERYBODY.flatMap((other) => expected(viewer, other) ?? []);
      const byId = (list: readonly Json[]) =>
        [...list].sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
      expect(byId(listed)).toEqual(byId(visible));
    });

    it.each(EVERYBODY)('as %s: the subjects and actors of events', async (viewer) => {
      const query = `{ events(first: 500) { edges { node {
        subjectId subject { id name email } actor { userId user { id name email } } } } } }`;
      const { data } = await ask(viewer, query);
      const people = nodes(data.events).flatMap(({ subjectId, subject, actor }) => {
        const { userId, user } = actor as { userId: string; user: Json };
        return [
          [subjectId, subject],
          [userId, user],
        ] as const;
      });
      expect(people.length).toBeGreaterThan(2);
      for (const [id, user] of people) {
        if (!(EVERYBODY as readonly unknown[]).includes(id)) continue;
        expect(user, `${id} for ${viewer}`).toEqual(expected(viewer, id as Somebody));
      }
    });
  });

  describe('grants, tokens and identities of the platform', () => {
    it.each(EVERYBODY)('as %s: platform roles, API tokens and identities of opal', async (viewer) => {
      const query = `{ user(id: "${idOf('opal')}") { platformRoles { kind value target { id } }
        apiTokens { edges { node { user { id } } } } identities { edges { node { issuer user { id } } } } }
        node(id: "${idOf('opal as o')}") { ... on Identity { issuer user { id } } } }`;
      const { data } = await ask(viewer, query);
      const sees = ['opal', 'audi'].includes(viewer);
      const role = { kind: 'PLATFORM_ROLE', value: 'OPERATOR', target: null };
      const tokens = { edges: [{ node: { user: { id: 'opal' } } }] };
      const identity = { issuer: ISSUER, user: { id: 'opal' } };
      const identities = { edges: [{ node: identity }] };
      expect(data).toEqual({
        user: sees ? { platformRoles: [role], apiTokens: tokens, identities } : null,
        node: sees ? identity : null,
      });
    });

    it('are withheld from whoever knows the user otherwise', async () => {
      const { data, failed } = await ask(
        'olga',
        `{ user(id: "${idOf('bob')}") { platformRoles { value } apiTokens { edges { node { id } } }
          identities { edges { node { id } } } } node(id: "${idOf('bob as b')}") { id } }`,
      );
      expect(data).toEqual({ user: { platformRoles: null, apiTokens: null, identities: null }, node: null });
      expect(failed).toEqual([
        'FORBIDDEN user.apiTokens',
        'FORBIDDEN user.identities',
        'FORBIDDEN user.platformRoles',
      ]);
    });

    it.each(EVERYBODY)('as %s: imports and operations', async (viewer) => {
      const { data, failed } = await ask(
        viewer,
        '{ imports { edges { node { id } } } operations { edges { node { id } } } }',
      );
      const empty = ['opal', 'audi'].includes(viewer) ? { edges: [] } : null;
      expect(data).toEqual({ imports: empty, operations: empty });
      expect(failed).toHaveLength(empty ? 0 : 2);
    });
  });
});
