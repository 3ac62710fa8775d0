// What somebody may not know of is not there: every door answers as for what is nowhere, and no page counts it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acme, EVERYBODY, THINGS } from '../../support/acme.ts';
import { askOnce, type Json, nodes } from '../../support/asking.ts';
import { eachDatabase } from '../../support/databases.ts';
import { idOf, type World } from '../../support/world.ts';

/** Every way to name something by its id, whatever it is; the log, where own events stay, is read in past.test.ts. */
const doors = (id: string) => `{
  node(id: "${id}") { id } nodes(ids: ["${id}"]) { id }
  user(id: "${id}") { id } organization(id: "${id}") { id } project(id: "${id}") { id }
  environment(id: "${id}") { id } invitation(id: "${id}") { id }
  acme: organization(id: "${idOf('acme')}") { member(id: "${id}") { since } }
  viewer { user { projects(organization: "${id}") { edges { node { role } } } } }
  allowed: can(user: "${id}", right: MANAGE_USERS, target: "${idOf('acme')}") { allowed }
  canEach(checks: [
    { user: "${id}", right: PUSH_CODE, target: "${idOf('p1')}" }, { user: "bob@x.io", right: PUSH_CODE, target: "${id}" },
    { user: "mia@x.io", right: MANAGE_USERS, target: "${id}" }]) { allowed }
  permissionsThere: grantableOrganizationPermissions(organization: "${id}")
  permissionsFor: grantableOrganizationPermissions(organization: "${idOf('acme')}", user: "${id}")
  rolesThere: grantableProjectRoles(project: "${id}") { role }
  rolesFor: grantableProjectRoles(project: "${idOf('p1')}", user: "${id}") { role } }`;

/** What is named otherwise than by an id. */
const byName = (email: string, name: string) => `{
  user(email: "${email}") { id } organization(name: "${name}") { id }
  acme: organization(id: "${idOf('acme')}") { member(email: "${email}") { since } }
  can(user: "${email}", right: MANAGE_USERS, target: "${idOf('acme')}") { allowed }
  permissionsThere: grantableOrganizationPermissions(organization: "${name}") }`;

const LISTS: Readonly<Record<string, (page: string) => string>> = {
  users: (page) => `{ list: users(${page}) PAGE }`,
  organizations: (page) => `{ list: organizations(${page}) PAGE }`,
  events: (page) => `{ list: events(${page}) PAGE }`,
  'members of acme': (page) => `{ in: organization(id: "${idOf('acme')}") { list: members(${page}) PAGE } }`,
  'projects of acme': (page) =>
    `{ in: organization(id: "${idOf('acme')}") { list: projects(${page}) PAGE } }`,
  'invitations to acme': (page) =>
    `{ in: organization(id: "${idOf('acme')}") { list: invitations(${page}) PAGE } }`,
  'events of acme': (page) => `{ in: organization(id: "${idOf('acme')}") { list: events(${page}) PAGE } }`,
  'exposures in acme': (page) =>
    `{ in: organization(id: "${idOf('acme')}") { list: sshExposures(${page}) PAGE } }`,
  'users of p1': (page) => `{ in: project(id: "${idOf('p1')}") { list: users(${page}) PAGE } }`,
  'environments of p1': (page) => `{ in: project(id: "${idOf('p1')}") { list: environments(${page}) PAGE } }`,
  'invitations to p1': (page) => `{ in: project(id: "${idOf('p1')}") { list: invitations(${page}) PAGE } }`,
  'events of p1': (page) => `{ in: project(id: "${idOf('p1')}") { list: events(${page}) PAGE } }`,
  'SSH on p1-dev': (page) =>
    `{ in: environment(id: "${idOf('p1-dev')}") { list: sshApplied(${page}) PAGE } }`,
  'SSH desired on p1-dev': (page) =>
    `{ in: environment(id: "${idOf('p1-dev')}") { list: sshDesired(${page}) PAGE } }`,
  'organizations of olga': (page) =>
    `{ in: user(id: "${idOf('olga')}") { list: organizations(${page}) PAGE } }`,
  'projects of olga': (page) => `{ in: user(id: "${idOf('olga')}") { list: projects(${page}) PAGE } }`,
  'events of eve': (page) => `{ in: user(id: "${idOf('eve')}") { list: events(${page}) PAGE } }`,
};
/** Commands that name something by an id, wherever in their input that may stand. */
const VIEWER = { project: 'VIEWER' };
const NAMING: readonly (readonly [string, (id: string) => Json])[] = [
  ['renameOrganization', (organization) => ({ organization, label: 'X' })],
  ['deleteOrganization', (organization) => ({ organization })],
  ['transferOwnership', (organization) => ({ organization, user: 'bob@x.io' })],
  ['transferOwnership', (user) => ({ organization: idOf('acme'), user })],
  ['inviteToOrganization', (organization) => ({ organization, emails: ['q@y.io'], permissions: [] })],
  ['updateMember', (organization) => ({ organization, user: 'bob@x.io', permissions: [] })],
  ['updateMember', (user) => ({ organization: idOf('acme'), user, permissions: [] })],
  ['removeMembers', (organization) => ({ organization, users: ['bob@x.io'] })],
  ['removeMembers', (user) => ({ organization: idOf('acme'), users: [user] })],
  ['createProject', (organization) => ({ organization, title: 'T' })],
  ['renameProject', (project) => ({ project, title: 'T' })],
  ['deleteProject', (project) => ({ project })],
  ['addProjectUser', (project) => ({ project, user: 'bob@x.io', roles: VIEWER })],
  ['addProjectUser', (user) => ({ project: idOf('p1'), user, roles: VIEWER })],
  ['updateProjectUser', (project) => ({ project, user: 'bob@x.io', roles: VIEWER })],
  ['updateProjectUser', (user) => ({ project: idOf('p1'), user, roles: VIEWER })],
  ['removeProjectUser', (project) => ({ project, user: 'bob@x.io' })],
  ['removeProjectUser', (user) => ({ project: idOf('p1'), user })],
  ['createEnvironment', (project) => ({ project, name: 'n' })],
  ['createEnvironment', (parent) => ({ project: idOf('p1'), parent, name: 'n' })],
  ['deleteEnvironment', (environment) => ({ environment })],
  ['setEnvironmentType', (environment) => ({ environment, type: 'STAGING' })],
  ['setSshPolicy', (environment) => ({ environment, minRole: 'ADMIN' })],
  ['redeploy', (environment) => ({ environment })],
  ['setDefaultBranch', (project) => ({ project, branch: 'main' })],
  ['cancelInvitation', (invitation) => ({ invitation })],
  ['resendInvitation', (invitation) => ({ invitation })],
  ['acceptInvitation', (invitation) => ({ invitation })],
  ['revokeApiToken', (token) => ({ token })],
  ['updateProfile', (user) => ({ user, name: 'N' })],
  ['deleteUser', (user) => ({ user })],
  ['grantPlatformRole', (user) => ({ user, role: 'AUDITOR' })],
  ['revokePlatformRole', (user) => ({ user, role: 'AUDITOR' })],
  ['createOrganization', (owner) => ({ name: 'fresh', owner })],
];
const PAGE = '{ edges { cursor node { __typename } } pageInfo { hasNextPage hasPreviousPage } }';

interface Page {
  readonly edges: readonly { readonly cursor: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly hasPreviousPage: boolean };
}

eachDatabase('What one may not know of', (fresh) => {
  let world: World;
  const ids = new Map<string, string>([...EVERYBODY, ...THINGS].map((name) => [name, idOf(name)]));
  beforeAll(async () => {
    ({ world } = await acme(fresh()));
    await world.run('ada', 'redeploy', { environment: idOf('p1-dev') });
    const keeping = { environmentTypes: [{ type: 'DEVELOPMENT', role: 'NONE' }] };
    await world.run('ada', 'updateProjectUser', { project: idOf('p1'), user: 'bob@x.io', roles: keeping });
    for (const [inviter, name, input] of [
      ['olga', 'inviteToOrganization', { organization: 'acme-inc', emails: ['new@y.io'], permissions: [] }],
      ['ada', 'addProjectUser', { project: idOf('p1'), user: 'ned@y.io', roles: { project: 'VIEWER' } }],
    ] as const) {
      const id = idOf(`${name} of ${inviter}`);
      const made = { ids: [id], tokenHashes: ['a'.repeat(64)] };
      const one = { invitationId: id, tokenHash: 'b'.repeat(64) };
      await world.run(inviter, name, { ...input, ...(name === 'addProjectUser' ? one : made) });
      ids.set(`the invitation by ${inviter}`, id);
    }
    const tokens = '{ users(first: 100) { edges { node { id apiTokens { edges { node { id } } } } } } }';
    const { users } = await world.data<{ users: unknown }>('audi', tokens);
    for (const { id, apiTokens } of nodes(users)) {
      const token = nodes(apiTokens)[0]?.id;
      if (typeof token === 'string') ids.set(`a token of ${world.named(String(id), ...EVERYBODY)}`, token);
    }
  });
  afterAll(() => world?.close());

  /** The names of what somebody may not know of: what `node` does not show them (the other files say what that is). */
  async function hiddenFrom(viewer: string): Promise<string[]> {
    const query = `query ($ids: [ID!]!) { nodes(ids: $ids) { id } }`;
    const { nodes: found } = await world.data<{ nodes: unknown[] }>(viewer, query, {
      ids: [...ids.values()],
    });
    return [...ids.keys()].filter((_, index) => found[index] === null);
  }

  it.each(EVERYBODY.filter((each) => each !== 'audi'))('is nowhere for %s, at every door', async (viewer) => {
    const nothing = await askOnce(world, viewer, doors(idOf('nothing')));
    const hidden = await hiddenFrom(viewer);
    expect(hidden.length).toBeGreaterThan(2);
    for (const name of hidden) {
      const id = ids.get(name) ?? '';
      expect(await askOnce(world, viewer, doors(id)), name).toEqual(nothing);
    }
    const nobody = await askOnce(world, viewer, byName('nobody@x.io', 'nowhere'));
    for (const person of EVERYBODY.filter((each) => hidden.includes(each))) {
      const names = { acme: 'acme-inc', beta: 'beta' };
      const [name = 'nowhere'] = Object.entries(names).flatMap(([key, each]) =>
        hidden.includes(key) ? [each] : [],
      );
      expect(await askOnce(world, viewer, byName(`${person}@x.io`, name)), person).toEqual(nobody);
    }
  });

  // An OPERATOR may do it: then it is done.
  it.each(EVERYBODY.filter((each) => each !== 'opal'))(
    'is so for the commands of %s, too',
    async (viewer) => {
      const hidden = await hiddenFrom(viewer);
      const others = EVERYBODY.filter((each) => each !== viewer);
      const about = others.map(
        (other) => `${other}: issueApiToken(input: { user: "${idOf(other)}" }) { ... on Refusal { code } }`,
      );
      const { data } = await askOnce(world, viewer, `mutation { ${about.join('\n')} }`);
      const code = (other: string) => (hidden.includes(other) ? 'NOT_FOUND' : 'FORBIDDEN');
      expect(data).toEqual(Object.fromEntries(others.map((other) => [other, { code: code(other) }])));
    },
  );

  it.each(['mia', 'lee', 'bob', 'pam', 'eve', 'zoe'] as const)(
    'is nowhere for %s, in the answers of commands that name it',
    async (viewer) => {
      const hidden = await hiddenFrom(viewer);
      for (const [command, input] of NAMING) {
        const title = command.charAt(0).toUpperCase() + command.slice(1);
        const named = ['nothing', ...hidden].map((name) => ids.get(name) ?? idOf(name));
        const fields = named.map(
          (_, n) => `a${n}: ${command}(input: $i${n}) {
            ... on ${title}Payload { changed } ... on Refusal { code message field remedy facts } }`,
        );
        const declared = named.map((_, n) => `$i${n}: ${title}Input!`);
        const inputs = Object.fromEntries(named.map((id, n) => [`i${n}`, input(id)]));
        const query = `mutation (${declared.join(', ')}) { ${fields.join('\n')} }`;
        const data = await world.data(viewer, query, inputs);
        const told = named.map((id, n) => JSON.stringify(data[`a${n}`]).replaceAll(id, 'it'));
        for (const [n, name] of hidden.entries()) {
          // What is named beside it may be the same thing.
          if (!JSON.stringify(input('')).includes(ids.get(name) ?? name))
            expect(told[n + 1], `${command} ${name}`).toBe(told[0]);
        }
        expect(told[0], command).toContain('code');
      }
    },
  );

  describe.each(Object.entries(LISTS))('is not counted in the pages of %s', (_name, query) => {
    const page = async (viewer: string, args: string) => {
      const { data } = await askOnce(world, viewer, query(args).replace('PAGE', PAGE));
      return ((data.in === undefined ? data : (data.in as Json | null))?.list ?? null) as Page | null;
    };

    it('as anybody', async () => {
      for (const viewer of EVERYBODY) {
        const all = await page(viewer, 'first: 500');
        const count = all?.edges.length ?? 0;
        expect(all?.pageInfo.hasNextPage ?? false, viewer).toBe(false);
        if (count === 0) continue;
        for (const end of ['first', 'last']) {
          const whole = { hasNextPage: false, hasPreviousPage: false };
          expect(await page(viewer, `${end}: ${count}`), viewer).toEqual({
            edges: all?.edges,
            pageInfo: whole,
          });
        }
        if (count === 1) continue;
        const fewer = await page(viewer, `first: ${count - 1}`);
        expect([fewer?.edges.length, fewer?.pageInfo.hasNextPage], viewer).toEqual([count - 1, true]);
      }
    });
  });
});
