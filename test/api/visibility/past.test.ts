// Who may read what, at every door: the log, and the past.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Acme, acme, EVERYBODY, type Somebody } from '../../support/acme.ts';
import {
  askOnce,
  askTwice,
  type Edges,
  idIn,
  idsOf,
  type Json,
  nodes,
  type Told,
} from '../../support/asking.ts';
import { eachDatabase } from '../../support/databases.ts';
import { idOf } from '../../support/world.ts';

type Ask = (who: string, query: string, variables?: Record<string, unknown>) => Promise<Told>;

eachDatabase('Who may read the log and the past', (fresh) => {
  let story: Acme;
  beforeAll(async () => {
    story = await acme(fresh());
  });
  afterAll(() => story?.world.close());
  const ask: Ask = (who, query, variables) => askTwice(story.world, who, query, variables);
  const past = () => ({ time: story.past.time });

  describe('the log', () => {
    const EVENTS = `edges { node { position subjectId targetId
      organization { id } project { id } cause reason causedBy { position } } }`;
    interface Seen extends Json {
      readonly position: string;
      readonly subjectId: string | null;
      readonly targetId: string;
    }
    const QUERY = `query ($subject: ID, $target: ID, $scope: ID, $actor: ID, $types: [EventType!]) {
      events(first: 500, subject: $subject, target: $target, scope: $scope, actor: $actor, types: $types) { ${EVENTS} } }`;
    const list = async (who: string, filter: Record<string, unknown> = {}) =>
      nodes((await askOnce(story.world, who, QUERY, filter)).data.events) as unknown as Seen[];
    /** What somebody may read of all events, from the organization and the project that they happened in. */
    const readable = (viewer: Somebody, event: Seen, scope: { organization?: string; project?: string }) => {
      if (viewer === 'audi' || event.subjectId === viewer) return true;
      if (['olga', 'mia'].includes(viewer) && scope.organization === 'acme') return true;
      if (viewer === 'zoe' && scope.organization === 'beta') return true;
      return viewer === 'ada' && scope.project === 'p1';
    };
    const scopeOf = (event: Seen) => ({
      organization: idIn(event.organization),
      project: idIn(event.project),
    });

    it.each(EVERYBODY)(
      'as %s: the whole list, and every event of it through every filter',
      async (viewer) => {
        const everything = await list('audi');
        expect(everything.length).toBeGreaterThan(60);
        const visible = everything.filter((event) => readable(viewer, event, scopeOf(event)));
        const positions = (events: readonly Seen[]) => events.map(({ position }) => position);
        expect(positions(await list(viewer))).toEqual(positions(visible));
        for (const [argument, of] of [
          ['subject', (event: Seen) => event.subjectId],
          ['target', (event: Seen) => event.targetId],
        ] as const) {
          for (const name of [...EVERYBODY, 'acme', 'p1', 'p1-dev', 'q', 'beta']) {
            const filtered = await list(viewer, { [argument]: idOf(name) });
            expect(positions(filtered), `${argument} ${name}`).toEqual(
              positions(visible.filter((event) => of(event) === name)),
            );
          }
        }
        for (const scope of ['acme', 'beta', 'p1', 'p2', 'q']) {
          const inScope = (event: Seen) => Object.values(scopeOf(event)).includes(scope);
          const filtered = await list(viewer, { scope: idOf(scope) });
          expect(positions(filtered), `scope ${scope}`).toEqual(positions(visible.filter(inScope)));
        }
        const byOlga = await list(viewer, { actor: idOf('olga') });
        expect(byOlga.every((event) => visible.some(({ position }) => position === event.position))).toBe(
          true,
        );
      },
    );

    it('gives the reason and the cause to whoever may read the event', async () => {
      const removal = { types: ['MemberRemoved'] };
      for (const viewer of ['olga', 'mia', 'audi', 'eve']) {
        const [event] = await list(viewer, removal);
        expect(event?.reason, viewer).toBe('She left.');
      }
      for (const viewer of ['ada', 'bob', 'lee', 'opal', 'zoe'])
        expect(await list(viewer, removal)).toEqual([]);
      const [dragged] = await list('olga', {
        subject: idOf('eve'),
        types: ['PermissionRevoked'],
      });
      expect(dragged?.cause).toBe('ORG_REMOVAL');
      expect(dragged?.causedBy).not.toBeNull();
    });

    it('hides the names of what the reader of an own event may no longer know of', async () => {
      const query = `{ events(first: 500) { edges { node { targetType targetId target { __typename id } organization { name } } } } }`;
      const { data } = await ask('eve', query);
      const aboutAcme = nodes(data.events).filter(({ targetId }) => targetId === 'acme' || targetId === 'p1');
      expect(aboutAcme.length).toBeGreaterThan(3);
      for (const { target, organization } of aboutAcme) expect([target, organization]).toEqual([null, null]);
    });
  });

  describe('the past', () => {
    const AS_OF = 'query ($time: DateTime!) @asOf(time: $time)';

    it('shows an ex-member their own grants, with the names of then, and nothing behind them', async () => {
      const query = `${AS_OF} { viewer { user { id name
        organizations { edges { node { organization { name label owner { id } members { edges { node { user { id } } } }
          projects { edges { node { id } } } events { edges { node { id } } } }
          permissions { permission } projects { edges { node { project { title } } } } } } }
        projects { edges { node { project { title organization { name } environments { edges { node { id } } } users { edges { node { user { id } } } } }
          role environmentTypes { type role environments { edges { node { id } } } } } } } } } }`;
      const { data, failed } = await ask('eve', query, past());
      const { user } = data.viewer as { user: Json };
      const [membership] = nodes(user.organizations);
      expect(membership).toMatchObject({
        organization: { name: 'acme', label: 'Acme', owner: null, members: null, projects: { edges: [] } },
        permissions: [{ permission: 'members' }],
        projects: { edges: [{ node: { project: { title: 'Shop' } } }] },
      });
      const [onProject] = nodes(user.projects);
      expect(onProject).toMatchObject({
        role: 'VIEWER',
        project: { title: 'Shop', organization: { name: 'acme' }, environments: null, users: null },
        environmentTypes: [{ type: 'STAGING', role: 'ADMIN', environments: null }],
      });
      expect(failed.every((text) => text.startsWith('FORBIDDEN'))).toBe(true);
    });

    it('gives an ex-member nothing by any other door', async () => {
      const query = `${AS_OF} { organization(id: "${idOf('acme')}") { name } byName: organization(name: "acme") { name }
        project(id: "${idOf('p1')}") { title } environment(id: "${idOf('p1-dev')}") { name } user(id: "${idOf('bob')}") { name }
        byEmail: user(email: "bob@x.io") { name }
        nodes(ids: ["${idOf('acme')}", "${idOf('p1')}", "${idOf('bob')}", "${idOf('p1-main')}"]) { id }
        organizations { edges { node { id } } } users { edges { node { id } } }
        events(first: 500) { edges { node { subjectId } } } scoped: events(first: 500, scope: "${idOf('acme')}") { edges { node { subjectId } } } }`;
      const { data } = await ask('eve', query, past());
      const { users, organizations, events, scoped, nodes: byIds, ...doors } = data;
      for (const [door, answer] of Object.entries(doors)) expect(answer, door).toBeNull();
      expect(byIds).toEqual([null, null, null, null]);
      expect(idsOf(users)).toEqual(['eve']);
      expect(idsOf(organizations)).toEqual([]);
      for (const { subjectId } of [...nodes(events), ...nodes(scoped)]) expect(subjectId).toBe('eve');
      expect(nodes(scoped).length).toBeGreaterThan(2);
    });

    it('shows those who were there to whoever may see that now', async () => {
      const query = `${AS_OF} { user(id: "${idOf('eve')}") { name email } organization(id: "${idOf('acme')}") { name
        members(first: 100) { edges { node { user { id } } } } } }`;
      for (const viewer of ['olga', 'mia', 'audi']) {
        const { data } = await ask(viewer, query, past());
        expect(data.user, viewer).toEqual({ name: 'Eve', email: 'eve@x.io' });
        const { name, members } = data.organization as { name: string; members: Edges };
        expect(name).toBe('acme');
        expect(nodes(members).map(({ user }) => idIn(user))).toContain('eve');
      }
      const bob = await ask('bob', query, past());
      expect(bob.data.user).toEqual({ name: 'Eve', email: null });
    });
  });
});
