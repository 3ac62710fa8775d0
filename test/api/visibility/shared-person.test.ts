// Somebody on projects of two organizations: whoever sees them in one sees nothing of them in the other, at any door.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Acme, acme, type Somebody } from '../../support/acme.ts';
import { askTwice, idIn, type Json, nodes } from '../../support/asking.ts';
import { eachDatabase } from '../../support/databases.ts';
import { idOf } from '../../support/world.ts';

/** What each sees of sue: in which organizations, on which projects, with which of her roles there, how exposed. */
interface Sees {
  readonly email?: boolean;
  readonly organizations: readonly string[];
  readonly projects: readonly string[];
  readonly roles?: readonly string[];
}
const ALL: Sees = { email: true, organizations: ['acme', 'beta'], projects: ['p1', 'q'], roles: ['p1', 'q'] };
const IN_ACME: Sees = { email: true, organizations: ['acme'], projects: ['p1'], roles: ['p1'] };
const PEER: Sees = { organizations: ['acme'], projects: ['p1'] };
const SEES: Partial<Record<Somebody | 'sue', Sees>> = {
  sue: ALL,
  audi: ALL,
  olga: IN_ACME,
  mia: IN_ACME,
  ada: IN_ACME,
  bob: PEER,
  cat: PEER,
  zoe: { email: true, organizations: ['beta'], projects: ['q'], roles: ['q'] },
  opal: { email: true, organizations: [], projects: [] },
};
const STRANGERS = ['lee', 'pam', 'eve'] as const;

eachDatabase('Who may read about somebody in two organizations', (fresh) => {
  let story: Acme;
  beforeAll(async () => {
    story = await acme(fresh());
    const { world } = story;
    await world.people('sue');
    for (const [owner, project, environment, type] of [
      ['olga', 'p1', 'p1-dev', 'DEVELOPMENT'],
      ['zoe', 'q', 'q-main', 'PRODUCTION'],
    ] as const) {
      const on = { project: idOf(project), user: 'sue@x.io' };
      const role = (to: string) => ({ roles: { environmentTypes: [{ type, role: to }] } });
      await world.run(owner, 'addProjectUser', { ...on, ...role('CONTRIBUTOR') });
      await world.run(owner, 'redeploy', { environment: idOf(environment) });
      // From now on she has SSH there that no role gives her.
      await world.run(owner, 'updateProjectUser', { ...on, ...role('VIEWER') });
    }
    await world.tokenOf('sue');
  });
  afterAll(() => story?.world.close());
  const ask = async (who: string, query: string) => {
    const told = await askTwice(story.world, who, query);
    return story.world.named(told, 'sue');
  };
  const sorted = (ids: readonly unknown[]) => [...new Set(ids)].sort();

  it.each(Object.entries(SEES))('as %s: through the user', async (viewer, sees) => {
    const { data } = await ask(
      viewer,
      `{ user(id: "${idOf('sue')}") { name email
        organizations { edges { node { organization { id } } } }
        projects { edges { node { project { id } role rights grant { value } environmentTypes { role } } } }
        inBeta: projects(organization: "${idOf('beta')}") { edges { node { project { id } } } }
        sshExposures { edges { node { userId project { id } } } }
        events(first: 500) { edges { node { type organization { id } project { id } } } } } }`,
    );
    const user = data.user as Json;
    expect([user.name, user.email]).toEqual(['Sue', sees.email ? 'sue@x.io' : null]);
    const organizations = nodes(user.organizations).map(({ organization }) => idIn(organization));
    expect(sorted(organizations)).toEqual(sees.organizations);
    const projects = nodes(user.projects);
    expect(sorted(projects.map(({ project }) => idIn(project)))).toEqual(sees.projects);
    for (const { project, role, rights, grant, environmentTypes } of projects) {
      const open = sees.roles?.includes(idIn(project) ?? '') ?? false;
      const shown = [role, rights, grant, environmentTypes].map((each) => each !== null);
      expect(shown, idIn(project)).toEqual([open, open, open, open]);
    }
    expect(nodes(user.inBeta).map(({ project }) => idIn(project))).toEqual(
      sees.projects.filter((project) => project === 'q'),
    );
    const exposed = nodes(user.sshExposures).map(({ project }) => idIn(project));
    expect(sorted(exposed)).toEqual(sees.roles ?? []);
    // Of her log: what happened in projects whose log they may read, and in an organization of which they may.
    const happened = nodes(user.events).map(
      ({ project, organization }) => idIn(project) ?? idIn(organization),
    );
    const logs: Record<string, readonly string[]> = {
      ...{ olga: ['acme', 'p1'], mia: ['acme', 'p1'], ada: ['p1'], zoe: ['beta', 'q'] },
      ...{ sue: ['acme', 'beta', 'p1', 'q'], audi: ['acme', 'beta', 'p1', 'q'] },
    };
    expect(sorted(happened.filter((scope) => scope !== undefined))).toEqual(logs[viewer] ?? []);
  });

  it.each(Object.entries(SEES))('as %s: by asking what she may do', async (viewer, sees) => {
    const of = (project: string, environment: string) => `
      ${project}: can(user: "sue@x.io", right: VIEW_ENVIRONMENT, target: "${idOf(project)}") { allowed }
      ${project}Ssh: can(user: "${idOf('sue')}", right: SSH, target: "${idOf(environment)}") { allowed }`;
    const { data } = await ask(viewer, `{ ${of('p1', 'p1-dev')} ${of('q', 'q-main')} }`);
    for (const project of ['p1', 'q']) {
      const open = sees.roles?.includes(project) ?? false;
      expect(data[project], project).toEqual(open ? { allowed: true } : null);
      // A `members` holder knows the project and not its environments.
      const reaches = open && viewer !== 'mia';
      expect(data[`${project}Ssh`], project).toEqual(reaches ? { allowed: true } : null);
    }
  });

  it.each(STRANGERS)('as %s: not at all', async (viewer) => {
    const about = (
      user: string,
      email: string,
    ) => `{ user(id: "${user}") { id } byEmail: user(email: "${email}") { id }
      node(id: "${user}") { id } nodes(ids: ["${user}"]) { id }
      can(user: "${email}", right: MANAGE_USERS, target: "${idOf('acme')}") { allowed }
      organization(name: "acme-inc") { member(email: "${email}") { since } byId: member(id: "${user}") { since } }
      grantableOrganizationPermissions(organization: "acme-inc", user: "${user}")
      grantableProjectRoles(project: "${idOf('p1')}", user: "${email}") { role }
      events(first: 500, subject: "${user}") { edges { node { type } } } }`;
    const sue = await ask(viewer, about(idOf('sue'), 'sue@x.io'));
    expect(sue).toEqual(await ask(viewer, about(idOf('nobody'), 'nobody@x.io')));
    expect(sue.data).toMatchObject({
      user: null,
      byEmail: null,
      node: null,
      can: null,
      events: { edges: [] },
    });
  });
});
