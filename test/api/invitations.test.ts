// Invitations and the transfer of ownership over GraphQL: what is answered, who may read what, now and then.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { acme, EVERYBODY } from '../support/acme.ts';
import { askTwice, idsOf, type Json, listingEvents, nodes } from '../support/asking.ts';
import { eachDatabase } from '../support/databases.ts';
import { statementsDuring } from '../support/statements.ts';
import { idOf, type World } from '../support/world.ts';

interface Sent {
  readonly token: string | null;
  readonly invitation: { readonly id: string; readonly email: string; readonly state: string };
}
interface Answer {
  readonly code?: string;
  readonly facts?: Json;
  readonly changed?: boolean;
  readonly position: string;
  readonly events?: readonly { readonly type: string; readonly cause: string }[];
  readonly invitations?: readonly Sent[];
  readonly invitation?: Sent['invitation'] | null;
  readonly invitationToken?: string | null;
  readonly [field: string]: unknown;
}

eachDatabase('Invitations', (fresh) => {
  let world: World;
  /** The position. */
  let whenAllWerePending = 0;
  /** By the email that was invited. */
  const sent = new Map<string, { readonly id: string; readonly token: string }>();

  const mutate = async (
    who: string,
    name: string,
    input: Json,
    fields = '',
    idempotencyKey?: string,
  ): Promise<Answer> => {
    const title = name.charAt(0).toUpperCase() + name.slice(1);
    const query = `mutation ($input: ${title}Input!, $idempotencyKey: String) { answer: ${name}(input: $input, idempotencyKey: $idempotencyKey) {
      ... on ${title}Payload { changed position events { edges { node { type cause } } } ${fields} }
      ... on Refusal { code message field facts position } } }`;
    const { answer } = await world.data<{ answer: Answer }>(who, query, { input, idempotencyKey });
    return listingEvents(answer);
  };
  const SENT = 'invitations { token invitation { id email state } }';
  const ONE = 'invitation { id email state } invitationToken';
  const invite = (who: string, emails: string[], permissions: string[] = [], more: Json = {}) =>
    mutate(who, 'inviteToOrganization', { organization: 'acme-inc', emails, permissions, ...more }, SENT);
  const of = (email: string) => sent.get(email) ?? { id: '', token: '' };

  beforeAll(async () => {
    ({ world } = await acme(fresh()));
    const toAcme = await invite('olga', ['new@y.io', 'Zoe@X.io'], ['projects:create', 'billing']);
    for (const { token, invitation } of toAcme.invitations ?? []) {
      sent.set(invitation.email, { id: invitation.id, token: token ?? '' });
    }
    const input = { project: idOf('p1'), user: 'ned@y.io', roles: { project: 'ADMIN' } };
    const toProject = await mutate('ada', 'addProjectUser', input, ONE);
    sent.set('ned@y.io', { id: toProject.invitation?.id ?? '', token: toProject.invitationToken ?? '' });
    whenAllWerePending = await world.head();
  });
  afterAll(() => world?.close());

  /** Refused with that code, and nothing was appended. */
  const refused = async (code: string, attempt: () => Promise<Answer>): Promise<Answer> => {
    const before = await world.head();
    const answer = await attempt();
    expect([answer.code, Number(answer.position)]).toEqual([code, before]);
    expect(await world.head()).toBe(before);
    return answer;
  };

  describe('sending', () => {
    it('answers each invitation with its token, once (scenario 20)', async () => {
      const key = 'two more';
      const input = { organization: 'acme-inc', emails: ['two@y.io', 'three@y.io'], permissions: [] };
      const answer = await mutate('mia', 'inviteToOrganization', input, SENT, key);
      expect(answer.events?.map(({ type }) => type)).toEqual(['InvitationCreated', 'InvitationCreated']);
      expect(answer.invitations?.map(({ invitation }) => [invitation.email, invitation.state])).toEqual([
        ['two@y.io', 'PENDING'],
        ['three@y.io', 'PENDING'],
      ]);
      expect(new Set(answer.invitations?.map(({ token }) => token)).size).toBe(2);
      const again = await mutate('mia', 'inviteToOrganization', input, SENT, key);
      expect(again.invitations?.map(({ token }) => token)).toEqual([null, null]);
      expect(again.invitations?.map(({ invitation }) => invitation)).toEqual(
        answer.invitations?.map(({ invitation }) => invitation),
      );
      for (const { invitation } of answer.invitations ?? []) {
        await mutate('mia', 'cancelInvitation', { invitation: invitation.id });
      }
    });

    it('leaves neither email nor token in the log', async () => {
      const text = 'select string_agg(e.leaf, chr(10)) as text from event e';
      const [row] = await world.test.tenure.database.query<{ text: string }>({ name: 'leaves', text });
      const { token } = of('new@y.io');
      expect(token).toMatch(/^[0-9a-f-]{36}\.tnr_[\w-]{43}$/);
      for (const secret of ['new@y.io', 'Zoe@X.io', token, token.split('.')[1] ?? token]) {
        expect(row?.text.includes(secret)).toBe(false);
      }
    });

    it('is refused as a whole, and names every address', async () => {
      const answer = await refused('INVITATION_PENDING', () =>
        invite('olga', ['four@y.io', 'NEW@y.io', 'pam@x.io']),
      );
      expect(answer.facts).toEqual({
        refused: [
          { email: 'NEW@y.io', code: 'INVITATION_PENDING' },
          { email: 'pam@x.io', code: 'ALREADY_MEMBER', permissions: ['billing'] },
        ],
      });
      await refused('INVALID_PERMISSION', () => invite('olga', ['four@y.io'], ['project:create']));
      await refused('CANNOT_GRANT_UNHELD', () => invite('mia', ['four@y.io'], ['billing']));
      await refused('FORBIDDEN', () => invite('pam', ['four@y.io'], ['billing']));
      await refused('NOT_FOUND', () => invite('zoe', ['four@y.io']));
      const malformed = await refused('VALIDATION', () => invite('olga', ['four@y.io', 'five', 'six']));
      expect(JSON.stringify(malformed.facts)).toMatch(/emails\.1.*emails\.2/);
    });

    it('to one address at the same time leaves one invitation (invariant I14)', async () => {
      const attempts = await Promise.all(
        Array.from({ length: 8 }, (_, n) => invite('olga', [n % 2 ? 'Rush@y.io' : 'rush@Y.io'])),
      );
      const [first, ...others] = attempts.filter(({ code }) => code === undefined);
      expect(others).toEqual([]);
      expect(attempts.filter(({ code }) => code === 'INVITATION_PENDING')).toHaveLength(7);
      const forced = await Promise.all(
        Array.from({ length: 4 }, () => invite('olga', ['rush@y.io'], ['plans'], { force: true })),
      );
      const id = first?.invitations?.[0]?.invitation.id ?? '';
      expect(forced.map(({ invitations }) => invitations?.[0]?.invitation.id)).toEqual([id, id, id, id]);
      await mutate('olga', 'cancelInvitation', { invitation: id });
    });
  });

  /** Those that the first tests cancel. */
  const CANCELLED = ['rush@Y.io', 'three@y.io', 'two@y.io'];

  describe('who may read an invitation', () => {
    /** The invitations that each may read: whoever may cancel them, `members`, whoever they are for, and AUDITOR. */
    const READS: Readonly<Record<string, readonly string[]>> = {
      olga: ['new@y.io', 'Zoe@X.io', 'ned@y.io'],
      mia: ['new@y.io', 'Zoe@X.io', 'ned@y.io'],
      ada: ['ned@y.io'],
      zoe: ['Zoe@X.io'],
      audi: ['new@y.io', 'Zoe@X.io', 'ned@y.io'],
    };
    const FIELDS =
      'id kind email state targetName requested { permissions projectRole environmentTypes { type role } expiresAt }';

    it.each(EVERYBODY)('by its id, as %s', async (who) => {
      for (const [email, { id }] of sent) {
        const query = `{ node(id: "${id}") { ... on Invitation { ${FIELDS} } } invitation(id: "${id}") { ${FIELDS} } }`;
        const { data, failed } = await askTwice(world, who, query);
        const project = email === 'ned@y.io';
        const shown = (READS[who] ?? []).includes(email)
          ? {
              id,
              kind: project ? 'PROJECT' : 'ORGANIZATION',
              email,
              state: 'PENDING',
              targetName: project ? 'Store' : 'Acme Inc.',
              requested: {
                permissions: project ? [] : ['billing', 'projects:create'],
                projectRole: project ? 'ADMIN' : null,
                environmentTypes: [],
                expiresAt: null,
              },
            }
          : null;
        expect([data.node, data.invitation, failed]).toEqual([shown, shown, []]);
      }
    });

    it.each(EVERYBODY)('in the lists of an organization and a project, as %s', async (who) => {
      const query = `{
        organization(name: "acme-inc") { invitations { edges { node { email invitedBy { name } } } }
          to: invitations(target: "${idOf('acme')}") { edges { node { email } } }
          toSite: invitations(target: "${idOf('p2')}", states: null) { edges { node { email } } }
          ended: invitations(states: [ACCEPTED, CANCELLED]) { edges { node { email } } } }
        project(id: "${idOf('p1')}") { invitations { edges { node { email } } } } }`;
      const { data, failed } = await askTwice(world, who, query);
      const emails = (thing: unknown, list = 'invitations') =>
        nodes((thing as Json | null)?.[list])
          .map(({ email }) => email)
          .sort();
      const toAcme = ['olga', 'mia', 'audi'].includes(who);
      const toProject = ['olga', 'mia', 'ada', 'audi'].includes(who);
      expect(emails(data.organization)).toEqual(toAcme ? ['Zoe@X.io', 'ned@y.io', 'new@y.io'] : []);
      expect(emails(data.organization, 'to')).toEqual(toAcme ? ['Zoe@X.io', 'new@y.io'] : []);
      expect(emails(data.organization, 'toSite')).toEqual([]);
      expect(emails(data.organization, 'ended')).toEqual(toAcme ? CANCELLED : []);
      expect(emails(data.project)).toEqual(toProject ? ['ned@y.io'] : []);
      expect(failed).toEqual([
        ...(data.organization === null || toAcme
          ? []
          : ['ended', 'invitations', 'to', 'toSite'].map((list) => `FORBIDDEN organization.${list}`)),
        ...(data.project === null || toProject ? [] : ['FORBIDDEN project.invitations']),
      ]);
    });

    it('as whoever it is for: their own list, with the name of what it is to and nothing else of it', async () => {
      const query = `{ viewer { invitations { edges { node {
        id targetName sentAt invitedBy { name } organization { name } project { title } } } } } }`;
      const { data } = await askTwice(world, 'zoe', query);
      expect(nodes((data.viewer as Json).invitations)).toEqual([
        {
          id: of('Zoe@X.io').id,
          targetName: 'Acme Inc.',
          sentAt: world.clock.now(),
          invitedBy: null,
          organization: null,
          project: null,
        },
      ]);
      expect(nodes(((await askTwice(world, 'pam', query)).data.viewer as Json).invitations)).toEqual([]);
    });

    it('nobody who is only invited is in any answer about access (PJ-18)', async () => {
      const query = `{ organization(name: "acme-inc") { members { edges { node { user { id } } } }
        member(email: "zoe@x.io") { since } } project(id: "${idOf('p1')}") { users { edges { node { user { id } } } } } }`;
      const { data } = await askTwice(world, 'olga', query);
      expect(JSON.stringify(data)).not.toContain('zoe');
      expect((data.organization as Json).member).toBeNull();
    });

    it('asks the same number of statements of one and of many', async () => {
      const many = Array.from({ length: 60 }, (_, n) => `crowd${n}@y.io`);
      await world.run('zoe', 'createOrganization', { id: idOf('crowd'), name: 'crowd' });
      const query = (
        name: string,
      ) => `{ organization(name: "${name}") { invitations(first: 500) { edges { node {
        email targetName invitedBy { name } sentAt organization { name } project { title } } } } } }`;
      const statements = async (name: string) => {
        const ask = () => world.data<{ organization: Json }>('genesis', query(name));
        const { answer, names } = await statementsDuring(world.test.tenure.database, ask);
        return { found: nodes(answer.organization.invitations).length, names };
      };
      const few = await statements('acme-inc');
      const input = { organization: 'crowd', emails: many, permissions: [] };
      expect((await mutate('zoe', 'inviteToOrganization', input, SENT)).invitations).toHaveLength(60);
      const all = await statements('crowd');
      expect([few.found, all.found]).toEqual([3, 60]);
      expect(all.names).toEqual(few.names);
    });

    it('sends many in as few round trips as a few', async () => {
      const { database } = world.test.tenure;
      const begin = database.begin.bind(database);
      let rounds = 0;
      const spy = vi.spyOn(database, 'begin').mockImplementation(async () => {
        const transaction = await begin();
        const send = transaction.send.bind(transaction);
        return Object.assign(transaction, {
          send: (calls: Parameters<typeof send>[0]) => {
            rounds += 1;
            return send(calls);
          },
        });
      });
      const roundsFor = async (count: number, name: string) => {
        rounds = 0;
        const emails = Array.from({ length: count }, (_, n) => `${name}${n}@y.io`);
        const input = { organization: 'crowd', emails, permissions: [] };
        expect((await mutate('zoe', 'inviteToOrganization', input)).changed).toBe(true);
        return rounds;
      };
      const few = await roundsFor(2, 'few');
      expect(await roundsFor(200, 'many')).toBe(few);
      spy.mockRestore();
    });

    it('page by page, forwards and backwards', async () => {
      const page = async (args: string) => {
        const query = `{ organization(name: "crowd") { invitations(${args}) {
          pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { node { id } } } } }`;
        const { data } = await askTwice(world, 'zoe', query);
        const list = (data.organization as Json).invitations as Json;
        const { startCursor, endCursor } = list.pageInfo as Record<string, string>;
        return { ids: idsOf(list), startCursor, endCursor };
      };
      const whole = (await page('first: 500')).ids;
      const first = await page('first: 25');
      const rest = await page(`first: 500, after: "${first.endCursor}"`);
      expect([...first.ids, ...rest.ids]).toEqual(whole);
      const last = await page(`last: 10, before: "${rest.startCursor}"`);
      expect(last.ids).toEqual(first.ids.slice(-10));
    });
  });

  describe('sending again', () => {
    it('replaces the token, for those who may invite', async () => {
      const { id, token } = of('Zoe@X.io');
      await refused('FORBIDDEN', () => mutate('zoe', 'resendInvitation', { invitation: id }));
      await refused('NOT_FOUND', () => mutate('pam', 'resendInvitation', { invitation: id }));
      const again = await mutate('mia', 'resendInvitation', { invitation: id }, ONE);
      expect(again.events).toEqual([{ type: 'InvitationResent', cause: 'DIRECT' }]);
      expect(again.invitationToken).not.toBe(token);
      await refused('NOT_FOUND', () => mutate('zoe', 'acceptInvitation', { token }));
      sent.set('Zoe@X.io', { id, token: again.invitationToken ?? '' });
    });
  });

  describe('an invitation to a project', () => {
    it('is known to whoever manages users of the organization, and not theirs to send again or to cancel', async () => {
      const { id } = of('ned@y.io');
      for (const name of ['resendInvitation', 'cancelInvitation']) {
        await refused('FORBIDDEN', () => mutate('mia', name, { invitation: id }));
        await refused('NOT_FOUND', () => mutate('pam', name, { invitation: id }));
      }
      const query = `{ organization(name: "acme-inc") { events(first: 100) { edges { node { type target { id } } } } } }`;
      const { organization } = await world.data<{ organization: Json }>('mia', query);
      expect(nodes(organization.events)).toContainEqual({ type: 'InvitationCreated', target: { id } });
    });
  });

  describe('accepting', () => {
    it('needs the email that was invited (A29)', async () => {
      const byToken = () => mutate('pam', 'acceptInvitation', { token: of('Zoe@X.io').token });
      expect((await refused('EMAIL_NOT_VERIFIED', byToken)).field).toBe('token');
      const byId = () => mutate('olga', 'acceptInvitation', { invitation: of('Zoe@X.io').id });
      expect((await refused('EMAIL_NOT_VERIFIED', byId)).field).toBe('invitation');
      await refused('NOT_FOUND', () => mutate('pam', 'acceptInvitation', { invitation: of('Zoe@X.io').id }));
      await refused('VALIDATION', () => mutate('zoe', 'acceptInvitation', {}));
    });

    it('by token makes a member of somebody registered; the past stays as it was', async () => {
      const before = await world.head();
      const fields = `${ONE.replace('invitationToken', '')} organization { name member(email: "ZOE@x.io") { permissions { permission grant { openedBy { cause } } } } }`;
      const answer = await mutate('zoe', 'acceptInvitation', { token: of('Zoe@X.io').token }, fields);
      const grant = { openedBy: { cause: 'INVITATION_ACCEPTED' } };
      expect(answer).toMatchObject({
        invitation: { state: 'ACCEPTED' },
        organization: {
          name: 'acme-inc',
          member: {
            permissions: [
              { permission: 'billing', grant },
              { permission: 'projects:create', grant },
            ],
          },
        },
        events: [{ type: 'InvitationAccepted' }, { type: 'MemberAdded' }, {}, {}],
      });
      const query = `query ($position: Position) @asOf(position: $position) {
        viewer { invitations { edges { node { id state } } } } invitation(id: "${of('Zoe@X.io').id}") { state } }`;
      const then = await world.data<Json>('zoe', query, { position: String(before) });
      expect(then).toMatchObject({
        viewer: { invitations: { edges: [{ node: { state: 'PENDING' } }] } },
        invitation: { state: 'PENDING' },
      });
      const now = await world.data<Json>('zoe', query, { position: String(await world.head()) });
      expect(now).toMatchObject({
        viewer: { invitations: { edges: [] } },
        invitation: { state: 'ACCEPTED' },
      });
      expect(await mutate('zoe', 'acceptInvitation', { invitation: of('Zoe@X.io').id })).toMatchObject({
        changed: false,
        events: [],
      });
    });

    it('by id, once an account exists, puts on the project with cause INVITATION_ACCEPTED (scenario 12)', async () => {
      await world.run('genesis', 'createUser', { id: idOf('ned'), email: 'Ned@y.io', name: 'Ned' });
      const fields = 'project { title users { edges { node { user { name } role } } } }';
      const answer = await mutate('ned', 'acceptInvitation', { invitation: of('ned@y.io').id }, fields);
      expect(answer.events).toEqual([
        { type: 'InvitationAccepted', cause: 'DIRECT' },
        { type: 'MemberAdded', cause: 'INVITATION_ACCEPTED' },
        { type: 'PermissionGranted', cause: 'INVITATION_ACCEPTED' },
      ]);
      expect(nodes((answer.project as Json).users)).toContainEqual({ user: { name: 'Ned' }, role: 'ADMIN' });
    });
  });

  describe('the end of invitations', () => {
    it('comes with whom they are for and from, and an address that is only invited counts (A28)', async () => {
      const pending = await invite('mia', ['late@y.io']);
      const id = pending.invitations?.[0]?.invitation.id;
      const removal = { organization: 'acme-inc', users: ['mia@x.io', 'NEW@y.io'] };
      const answer = await mutate('olga', 'removeMembers', removal);
      expect(answer.events).toEqual([
        { type: 'MemberRemoved', cause: 'BULK' },
        { type: 'PermissionRevoked', cause: 'ORG_REMOVAL' },
        { type: 'InvitationCancelled', cause: 'ORG_REMOVAL' },
        { type: 'InvitationCancelled', cause: 'ORG_REMOVAL' },
      ]);
      const { invitation } = await world.data<Json>('olga', `{ invitation(id: "${id}") { state } }`);
      expect(invitation).toEqual({ state: 'CANCELLED' });
      await refused('USER_NOT_FOUND', () => mutate('olga', 'removeMembers', removal));
    });

    it('is found in the lists, by what became of them and by what they were to, now and as of then', async () => {
      const states = async (asOf: string, list: string, who = 'olga') => {
        const query = `query ${asOf} { organization(id: "${idOf('acme')}") { ${list} { edges { node { email state } } } }
          project(id: "${idOf('p1')}") { invitations(states: null) { edges { node { email state } } } } }`;
        const { organization, project } = await world.data<Record<'organization' | 'project', Json>>(
          who,
          query,
        );
        const told = (thing: Json) =>
          nodes(thing.invitations)
            .map(({ email, state }) => `${email} ${state}`)
            .sort();
        return { inOrganization: told(organization), toProject: told(project) };
      };
      const ended = {
        inOrganization: [
          'Zoe@X.io ACCEPTED',
          'late@y.io CANCELLED',
          'ned@y.io ACCEPTED',
          'new@y.io CANCELLED',
          ...CANCELLED.map((email) => `${email} CANCELLED`),
        ],
        toProject: ['ned@y.io ACCEPTED'],
      };
      for (const list of ['invitations(states: null)', 'invitations(states: [CANCELLED, ACCEPTED])'])
        expect(await states('', list)).toEqual(ended);
      expect((await states('', 'invitations')).inOrganization).toEqual([]);
      expect((await states('', 'invitations(states: [])')).inOrganization).toEqual([]);
      for (const [target, found] of [
        [idOf('p1'), ['ned@y.io ACCEPTED']],
        [idOf('acme'), ['Zoe@X.io ACCEPTED']],
        [idOf('q'), []],
      ] as const) {
        const list = `invitations(target: "${target}", states: [ACCEPTED])`;
        expect((await states('', list)).inOrganization, target).toEqual(found);
      }
      const then = `@asOf(position: "${whenAllWerePending}")`;
      expect(await states(then, 'invitations(states: null)')).toEqual({
        inOrganization: ['Zoe@X.io PENDING', 'ned@y.io PENDING', 'new@y.io PENDING'],
        toProject: ['ned@y.io PENDING'],
      });
      expect((await states(then, 'invitations(states: [ACCEPTED])')).inOrganization).toEqual([]);

      const page = async (args: string) => {
        const query = `{ organization(id: "${idOf('acme')}") { invitations(states: null, ${args}) {
          pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { node { id } } } } }`;
        const { data } = await askTwice(world, 'olga', query);
        const list = (data.organization as Json).invitations as Json;
        return { ids: idsOf(list), ...(list.pageInfo as Record<'startCursor' | 'endCursor', string>) };
      };
      const first = await page('first: 4');
      const rest = await page(`first: 4, after: "${first.endCursor}"`);
      expect([first, rest]).toMatchObject([{ hasNextPage: true }, { hasNextPage: false }]);
      expect([...first.ids, ...rest.ids]).toHaveLength(7);
      const back = await page(`last: 4, before: "${rest.startCursor}"`);
      expect(back).toMatchObject({ ids: first.ids, hasNextPage: true, hasPreviousPage: false });
    });
  });

  describe('an offer whose time is over', () => {
    it('says so as of the moment asked about, and is neither accepted nor sent again', async () => {
      const begun = Date.parse(world.clock.now());
      const [soon, later] = [1, 2].map((hours) => new Date(begun + hours * 3_600_000).toISOString());
      const { invitations } = await invite('olga', ['eve@x.io'], [], { expiresAt: soon });
      const [{ token, invitation } = { token: '', invitation: { id: '' } }] = invitations ?? [];
      const before = await world.head();
      const read = (asOf = '') =>
        world.data<Json>('olga', `query ${asOf} { invitation(id: "${invitation.id}") { state isOver } }`);
      expect(await read()).toEqual({ invitation: { state: 'PENDING', isOver: false } });
      world.clock.advance(3_600_000);
      expect(await read()).toEqual({ invitation: { state: 'PENDING', isOver: true } });
      expect(await read(`@asOf(position: "${before}")`)).toEqual({
        invitation: { state: 'PENDING', isOver: false },
      });
      const accepting = () => mutate('eve', 'acceptInvitation', { token });
      const resending = () => mutate('olga', 'resendInvitation', { invitation: invitation.id });
      expect((await refused('VALIDATION', accepting)).field).toBe('token');
      expect((await refused('VALIDATION', resending)).field).toBe('invitation');
      const again = await invite('olga', ['eve@x.io'], [], { expiresAt: later, force: true });
      expect(again.events).toEqual([{ type: 'InvitationResent', cause: 'DIRECT' }]);
      expect(await read()).toEqual({ invitation: { state: 'PENDING', isOver: false } });
      expect((await mutate('olga', 'resendInvitation', { invitation: invitation.id })).changed).toBe(true);
    });
  });

  describe('transferring the ownership (scenario 25)', () => {
    it('makes the new owner admin everywhere, and the old one a bare member', async () => {
      const input = { organization: 'acme-inc', user: 'ada@x.io' };
      await refused('FORBIDDEN', () => mutate('ada', 'transferOwnership', input));
      await refused('USER_NOT_FOUND', () =>
        mutate('olga', 'transferOwnership', { ...input, user: 'eve@x.io' }),
      );
      const answer = await mutate('olga', 'transferOwnership', input, 'organization { name }');
      expect(answer.events?.[0]).toEqual({ type: 'OwnershipTransferred', cause: 'DIRECT' });
      const query = `{ user(email: "ada@x.io") { projects { edges { node { project { title } role source } } } }
        organization(name: "acme-inc") { owner { name } member(email: "olga@x.io") { owner permissions { permission } } } }`;
      const { user, organization } = await world.data<{ user: Json; organization: Json }>('ada', query);
      const admin = { role: 'ADMIN', source: 'OWNER_PROJECT_ADMIN' };
      expect(nodes(user.projects)).toEqual(
        expect.arrayContaining(['Store', 'Site'].map((title) => ({ project: { title }, ...admin }))),
      );
      expect(organization).toEqual({ owner: { name: 'Ada' }, member: { owner: false, permissions: [] } });
      const removal = { organization: 'acme-inc', users: ['olga@x.io'] };
      expect((await mutate('ada', 'removeMembers', removal)).changed).toBe(true);
    });
  });
});
