// Who may read what, at every door: organizations and projects, who belongs to them, what lies in them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Acme, acme, EVERYBODY, type Somebody } from '../../support/acme.ts';
import { askTwice, type Edges, idIn, idsOf, type Json, nodes, type Told } from '../../support/asking.ts';
import { eachDatabase } from '../../support/databases.ts';
import { idOf } from '../../support/world.ts';

type Ask = (who: string, query: string, variables?: Record<string, unknown>) => Promise<Told>;

eachDatabase('Who may read organizations and projects', (fresh) => {
  let story: Acme;
  beforeAll(async () => {
    story = await acme(fresh());
  });
  afterAll(() => story?.world.close());
  const ask: Ask = (who, query, variables) => askTwice(story.world, who, query, variables);

  describe('an organization', () => {
    const MEMBERS = ['olga', 'mia', 'lee', 'ada', 'bob', 'cat', 'pam'] as const;
    const KNOW = [...MEMBERS, 'opal', 'audi'] as const;

    it.each(EVERYBODY)('as %s: name and label by every door', async (viewer) => {
      const query = `{
        byId: organization(id: "${idOf('acme')}") { name label }
        byName: organization(name: "ACME-inc") { name label }
        node(id: "${idOf('acme')}") { ... on Organization { name label } }
        organizations { edges { node { id name label } } } }`;
      const { data } = await ask(viewer, query);
      const acmeNow = (KNOW as readonly string[]).includes(viewer)
        ? { name: 'acme-inc', label: 'Acme Inc.' }
        : null;
      expect([data.byId, data.byName, data.node]).toEqual([acmeNow, acmeNow, acmeNow]);
      expect(idsOf(data.organizations).includes('acme')).toBe(acmeNow !== null);
      expect(idsOf(data.organizations).includes('beta')).toBe(['zoe', 'opal', 'audi'].includes(viewer));
    });

    /** Whom each member sees as a member, and of whom they see the permissions. */
    const SEES: Partial<Record<Somebody, { members: readonly string[]; permissions: readonly string[] }>> = {
      olga: { members: MEMBERS, permissions: MEMBERS },
      mia: { members: MEMBERS, permissions: MEMBERS },
      audi: { members: MEMBERS, permissions: MEMBERS },
      ada: { members: ['olga', 'ada', 'bob', 'cat'], permissions: ['ada'] },
      bob: { members: ['olga', 'ada', 'bob', 'cat'], permissions: ['bob'] },
      cat: { members: ['olga', 'ada', 'bob', 'cat'], permissions: ['cat'] },
      lee: { members: ['lee'], permissions: ['lee'] },
      pam: { members: ['pam'], permissions: ['pam'] },
    };

    it.each(KNOW)('as %s: members and permissions', async (viewer) => {
      const query = `{ organization(id: "${idOf('acme')}") { owner { id } members(first: 100) {
        edges { node { user { id } permissions { permission source } } } } } }`;
      const { data, failed } = await ask(viewer, query);
      const { members, owner } = data.organization as { members: Edges; owner: Json | null };
      const sees = SEES[viewer];
      expect(owner?.id).toBe(sees?.members.includes('olga') || viewer === 'opal' ? 'olga' : undefined);
      if (!sees) {
        expect(members).toBeNull();
        expect(failed).toContain('FORBIDDEN organization.members');
        return;
      }
      const listed = nodes(members).map(({ user, permissions }) => ({
        id: idIn(user) as string,
        permissions,
      }));
      expect(listed.map(({ id }) => id).sort()).toEqual([...sees.members].sort());
      for (const { id, permissions } of listed) {
        expect(permissions !== null, `${id} for ${viewer}`).toBe(sees.permissions.includes(id));
      }
    });

    it.each(EVERYBODY)("as %s: others' memberships through the user", async (viewer) => {
      const others = EVERYBODY.map(
        (other) => `${other}: user(id: "${idOf(other)}") { organizations { edges { node {
          organization { id } permissions { permission } } } } }`,
      );
      const { data } = await ask(viewer, `{ ${others.join('\n')} }`);
      for (const other of EVERYBODY) {
        const seen = data[other] as { organizations: Edges } | null;
        const inAcme = nodes(seen?.organizations).find(({ organization }) => idIn(organization) === 'acme');
        const isMember = (MEMBERS as readonly string[]).includes(other);
        const visible = isMember && (viewer === other || SEES[viewer]?.members.includes(other));
        expect(inAcme !== undefined, `${other} for ${viewer}`).toBe(visible === true);
        if (inAcme) {
          const open = viewer === other || SEES[viewer]?.permissions.includes(other);
          expect(inAcme.permissions !== null, `${other} for ${viewer}`).toBe(open);
        }
      }
    });

    it.each(KNOW)('as %s: the list of projects', async (viewer) => {
      const { data } = await ask(
        viewer,
        `{ organization(id: "${idOf('acme')}") { projects { edges { node { id title } } } } }`,
      );
      const all = ['olga', 'lee', 'audi'].includes(viewer);
      const own = { ada: ['p1'], bob: ['p1'], cat: ['p1', 'p2'] } as Record<string, string[]>;
      const { projects } = data.organization as { projects: Edges };
      expect(idsOf(projects)).toEqual(all ? ['p1', 'p2'] : (own[viewer] ?? []));
    });
  });

  describe('a project', () => {
    /** What each sees of p1: its door, its environments, its users, the roles of others. */
    const SEES: Partial<Record<Somebody, readonly ('environments' | 'users' | 'roles')[]>> = {
      olga: ['environments', 'users', 'roles'],
      ada: ['environments', 'users', 'roles'],
      audi: ['environments', 'users', 'roles'],
      mia: ['users', 'roles'],
      bob: ['environments', 'users'],
      cat: ['environments', 'users'],
      lee: [],
    };

    it.each(EVERYBODY)('as %s: title, environments, users and roles', async (viewer) => {
      const query = `{
        project(id: "${idOf('p1')}") { title environments { edges { node { id } } } users { edges { node {
          user { id } role source grant { value } environmentTypes { type role } } } } }
        node(id: "${idOf('p1')}") { ... on Project { title } }
        environment(id: "${idOf('p1-dev')}") { name parent { id } project { id } }
        environmentNode: node(id: "${idOf('p1-dev')}") { ... on Environment { name } } }`;
      const { data, failed } = await ask(viewer, query);
      const sees = SEES[viewer];
      const project = data.project as { title: string; environments: Edges; users: Edges } | null;
      expect(project?.title, 'title').toBe(sees && 'Store');
      expect((data.node as Json | null)?.title).toBe(sees && 'Store');
      const environments = sees?.includes('environments') ?? false;
      expect(data.environment !== null, 'environment').toBe(environments);
      expect(data.environmentNode !== null, 'environment by node').toBe(environments);
      if (!project || !sees) return;
      expect(project.environments && idsOf(project.environments)).toEqual(
        environments ? ['p1-dev', 'p1-main'] : null,
      );
      expect(failed.includes('FORBIDDEN project.environments')).toBe(!environments);
      expect(project.users !== null, 'users').toBe(sees.includes('users'));
      for (const { user, role, source, grant, environmentTypes } of nodes(project.users)) {
        const open = sees.includes('roles') || idIn(user) === viewer;
        expect([role !== null, source !== null, environmentTypes !== null]).toEqual([open, open, open]);
        if (!open) expect(grant).toBeNull();
      }
      if (project.users) {
        expect(
          nodes(project.users)
            .map(({ user }) => idIn(user))
            .sort(),
        ).toEqual(['ada', 'bob', 'cat', 'olga']);
      }
    });

    it.each(EVERYBODY)(
      "as %s: others' projects through the user, and the environments of their types",
      async (viewer) => {
        const others = EVERYBODY.map(
          (other) => `${other}: user(id: "${idOf(other)}") { projects { edges { node {
          project { id } role environmentTypes { type environments { edges { node { id } } } } } } } }`,
        );
        const { data } = await ask(viewer, `{ ${others.join('\n')} }`);
        const ON_P1 = ['olga', 'ada', 'bob', 'cat'];
        for (const other of EVERYBODY) {
          const seen = data[other] as { projects: Edges } | null;
          const onP1 = nodes(seen?.projects).find(({ project }) => idIn(project) === 'p1');
          const visible = ON_P1.includes(other) && (viewer === other || SEES[viewer]?.includes('users'));
          expect(onP1 !== undefined, `${other} for ${viewer}`).toBe(visible === true);
          if (!onP1) continue;
          const open = viewer === other || SEES[viewer]?.includes('roles');
          expect(onP1.role !== null).toBe(open);
          for (const { environments } of (onP1.environmentTypes as
            | readonly { environments: Edges }[]
            | null) ?? []) {
            expect(environments !== null).toBe(SEES[viewer]?.includes('environments'));
          }
        }
      },
    );
  });
});
