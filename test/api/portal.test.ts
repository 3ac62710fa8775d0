// The Partner Portal as it is read: access from both sides, now and then, and nothing to whom it does not concern.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idsOf, type Json, nodes } from '../support/asking.ts';
import { eachDatabase } from '../support/databases.ts';
import { idOf, World } from '../support/world.ts';

const [P, Q, I1, I2, I3] = ['P', 'Q', 'I1', 'I2', 'I3'].map((name) => idOf(name));
const NAMES = ['P', 'Q', 'I1', 'I2', 'I3', 'max', 'ana', 'ben', 'cleo', 'dora', 'quin', 'zoe', 'nora'];

/**
 * max runs P and made I1 and I2; ana and ben are at home there. cleo reads P. dora has WRITE on I1, ana READ, and zoe
 * WRITE_AND_DEPLOY. quin runs Q, where zoe is at home, and made I3. nora has an account and nothing else.
 */
async function raise(world: World): Promise<void> {
  await world.people('max', 'ana', 'ben', 'cleo', 'dora', 'quin', 'zoe', 'nora');
  for (const [id, name, writer] of [
    [P, 'P', 'max'],
    [Q, 'Q', 'quin'],
  ] as const) {
    await world.run('genesis', 'createPartner', { id, name, firstWriter: idOf(writer) });
    await world.run('genesis', 'grantCreateInstances', { user: idOf(writer) });
  }
  for (const [who, partner] of [
    ['ana', P],
    ['ben', P],
    ['zoe', Q],
  ] as const)
    await world.run('genesis', 'moveUser', { user: idOf(who), partner });
  for (const [id, name, partner, who] of [
    [I1, 'I1', P, 'max'],
    [I2, 'I2', P, 'max'],
    [I3, 'I3', Q, 'quin'],
  ] as const)
    await world.run(who, 'createInstance', { id, partner, name });
  await world.run('max', 'setPartnerAccess', { user: idOf('ana'), level: 'WRITE', partners: [P] });
  await world.run('max', 'revokePartnerAccess', { user: idOf('ana'), partners: [P] });
  await world.run('genesis', 'setPartnerAccess', { user: idOf('cleo'), level: 'READ', partners: [P] });
  await world.run('max', 'setInstanceAccess', { user: idOf('ana'), level: 'READ', instances: [I1] });
  await world.run('max', 'shareByEmail', { email: 'dora@x.io', instances: [I1], instanceLevel: 'WRITE' });
  const all = { instances: [I1], instanceLevel: 'WRITE_AND_DEPLOY' };
  await world.run('max', 'shareByEmail', { email: 'zoe@x.io', ...all });
}

eachDatabase('The Partner Portal', (fresh) => {
  let world: World;
  beforeAll(async () => {
    world = await World.start(fresh());
    await raise(world);
  });
  afterAll(() => world?.close());

  /** The answer in names, and what failed as `CODE path`. */
  async function ask(who: string, query: string, variables: Json = {}) {
    const { data, errors = [] } = await world.ask(who, query, variables);
    const failed = errors.map(({ path, extensions: { code } }) => `${code} ${path?.join('.')}`).sort();
    return world.named({ data: data as Json, failed }, ...NAMES);
  }
  const list = async (who: string, query: string) => {
    const { data } = await ask(who, `{ list: ${query} { edges { node { id } } } }`);
    return idsOf(data.list);
  };

  describe('is known to', () => {
    it.each([
      ['genesis', ['P', 'Q'], ['I1', 'I2', 'I3']],
      ['max', ['P'], ['I1', 'I2']],
      ['ana', ['P'], ['I1']],
      ['ben', ['P'], []],
      ['cleo', ['P'], []],
      ['dora', [], ['I1']],
      ['zoe', ['Q'], ['I1']],
      ['nora', [], []],
    ])('%s by every door as far as it is theirs (IN-14, IN-15)', async (who, partners, instances) => {
      expect(await list(who, 'partners')).toEqual(partners);
      expect(await list(who, 'instances')).toEqual(instances);
      const query = `query ($ids: [ID!]!, $p: ID!, $q: ID!, $i1: ID!, $i2: ID!, $i3: ID!) {
        nodes(ids: $ids) { id } p: partner(id: $p) { id instances { edges { node { id } } } } q: partner(id: $q) { id }
        i1: instance(id: $i1) { id } i2: instance(id: $i2) { id } i3: instance(id: $i3) { id } }`;
      const { data } = await ask(who, query, { ids: [P, Q, I1, I2, I3], p: P, q: Q, i1: I1, i2: I2, i3: I3 });
      const known = [...partners, ...instances];
      const ids = (things: readonly unknown[]) => things.map((thing) => (thing as Json | null)?.id ?? null);
      const expected = ['P', 'Q', 'I1', 'I2', 'I3'].map((name) => (known.includes(name) ? name : null));
      expect(ids(data.nodes as readonly unknown[])).toEqual(expected);
      expect(ids([data.p, data.q, data.i1, data.i2, data.i3])).toEqual(expected);
      if (partners.includes('P')) {
        const inP = idsOf((data.p as Json).instances);
        expect(inP).toEqual(instances.filter((name) => name !== 'I3'));
      }
    });

    it('nobody by the Partner of an Instance that they know', async () => {
      const query = 'query ($i1: ID!) { instance(id: $i1) { partner { id } } }';
      const partnerFor = async (who: string) =>
        ((await ask(who, query, { i1: I1 })).data.instance as Json).partner;
      expect(await partnerFor('dora')).toBe(null);
      expect(await partnerFor('ana')).toEqual({ id: 'P' });
    });
  });

  describe('shows access', () => {
    const ACCESSES = `instanceAccesses { edges { node { level rights instance { id } grant { kind value since target { id } } } } }
      partnerAccesses { edges { node { level rights partner { id } } } }`;

    it('to the user, all of it, with its level and rights (IN-13)', async () => {
      const { data, failed } = await ask('dora', `{ viewer { user { ${ACCESSES} } } }`);
      const { user } = data.viewer as { user: Json };
      expect(failed).toEqual([]);
      expect(nodes(user.instanceAccesses)).toMatchObject([
        {
          level: 'WRITE',
          rights: ['DISPLAY', 'MODIFY'],
          instance: { id: 'I1' },
          grant: { kind: 'INSTANCE_ACCESS', value: 'WRITE', target: { id: 'I1' } },
        },
      ]);
      expect(nodes(user.partnerAccesses)).toEqual([]);
    });

    it('from the Instance and from the Partner to holders of WRITE, and to nobody else', async () => {
      const query = `query ($i1: ID!, $p: ID!) { instance(id: $i1) { accesses { edges { node { level user { id } } } } }
        partner(id: $p) { accesses { edges { node { level user { id } } } } users { edges { node { id email } } } } }`;
      const { data } = await ask('max', query, { i1: I1, p: P });
      const levels = (connection: unknown) =>
        nodes(connection)
          .map(({ user, level }) => `${(user as Json).id} ${level}`)
          .sort();
      const [instance, partner] = [data.instance as Json, data.partner as Json];
      expect(levels(instance.accesses)).toEqual([
        'ana READ',
        'dora WRITE',
        'max WRITE_AND_DEPLOY',
        'zoe WRITE_AND_DEPLOY',
      ]);
      expect(levels(partner.accesses)).toEqual(['cleo READ', 'max WRITE']);
      expect(
        nodes(partner.users)
          .map(({ email }) => email)
          .sort(),
      ).toEqual(['ana@x.io', 'ben@x.io']);
      const refused = [
        'FORBIDDEN instance.accesses',
        'FORBIDDEN partner.accesses',
        'FORBIDDEN partner.users',
      ];
      expect((await ask('ana', query, { i1: I1, p: P })).failed).toEqual(refused);
      expect((await ask('cleo', query, { i1: I1, p: P })).failed).toEqual(refused.slice(1));
    });

    it('of others as far as one may modify what they have access to', async () => {
      const query = `query ($user: ID) { user(id: $user) { ${ACCESSES} } }`;
      const seen = async (who: string, user: string) => {
        const { data } = await ask(who, query, { user: idOf(user) });
        const found = data.user as Json | null;
        return found && nodes(found.instanceAccesses).map(({ instance }) => (instance as Json).id);
      };
      expect(await seen('max', 'zoe')).toEqual(['I1']);
      expect(await seen('dora', 'max')).toEqual(['I1']);
      expect((await seen('max', 'max'))?.sort()).toEqual(['I1', 'I2']);
      expect(await seen('cleo', 'ana')).toEqual([]);
      expect(await seen('ana', 'dora')).toBe(null);
    });

    it('in pages, forwards and backwards', async () => {
      const page = async (args: string) => {
        const query = `{ viewer { user { instanceAccesses(${args}) { edges { node { instance { id } } cursor }
          pageInfo { hasNextPage hasPreviousPage endCursor } } } } }`;
        const { data } = await ask('max', query);
        return (data.viewer as { user: { instanceAccesses: Json } }).user.instanceAccesses;
      };
      const first = await page('first: 1');
      const { endCursor } = first.pageInfo as { endCursor: string };
      const second = await page(`first: 1, after: "${endCursor}"`);
      const ids = (of: Json) => nodes(of).map(({ instance }) => (instance as Json).id);
      expect([...ids(first), ...ids(second)].sort()).toEqual(['I1', 'I2']);
      expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
      expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
      expect(ids(await page('last: 1'))).toEqual(ids(second));
    });
  });

  describe('shows of a user', () => {
    const query = `query ($user: ID) { user(id: $user) { id name email homePartner { id } createInstances { value } } }`;
    const of = async (who: string, user: string) => ask(who, query, { user: idOf(user) });

    it.each([
      ['max', 'ana', { email: 'ana@x.io', homePartner: { id: 'P' }, createInstances: null }, []],
      ['cleo', 'ana', { email: 'ana@x.io', homePartner: { id: 'P' }, createInstances: null }, []],
      ['genesis', 'max', { homePartner: null, createInstances: { value: 'CREATOR' } }, []],
      ['max', 'max', { homePartner: null, createInstances: { value: 'CREATOR' } }, []],
      // max may change what dora and zoe have: so he sees their emails. dora may not change what zoe has.
      ['max', 'zoe', { email: 'zoe@x.io', homePartner: null }, ['createInstances', 'homePartner']],
      ['dora', 'ana', { email: 'ana@x.io' }, ['createInstances', 'homePartner']],
      ['dora', 'zoe', { name: 'Zoe', email: null }, ['createInstances', 'email', 'homePartner']],
    ])('to %s of %s what the table of reads says', async (who, user, shown, withheld) => {
      const { data, failed } = await of(who, user);
      expect(data.user).toMatchObject(shown);
      expect(failed).toEqual(withheld.map((field) => `FORBIDDEN user.${field}`));
    });

    it.each([
      ['ana', 'ben'],
      ['ana', 'dora'],
      ['zoe', 'quin'],
      ['quin', 'max'],
      ['nora', 'zoe'],
    ])('to %s nothing of %s', async (who, user) => {
      expect((await of(who, user)).data.user).toBe(null);
    });

    it('in the list of users the same people', async () => {
      expect(await list('max', 'users')).toEqual(['ana', 'ben', 'cleo', 'dora', 'max', 'zoe']);
      expect(await list('cleo', 'users')).toEqual(['ana', 'ben', 'cleo']);
      expect(await list('dora', 'users')).toEqual(['ana', 'dora', 'max', 'zoe']);
      expect(await list('ana', 'users')).toEqual(['ana']);
    });
  });

  describe('shows its log', () => {
    const EVENTS = `events(first: 100, order: OLDEST_FIRST) { edges { node { type subjectId
      ... on InstanceCreated { partnerId } ... on UserPartnerChanged { from to } } } }`;
    const inWords = (connection: unknown) =>
      nodes(connection).map(({ type, subjectId }) => (subjectId ? `${type} ${subjectId}` : String(type)));

    it('of an Instance to holders of WRITE; to others what is about themselves', async () => {
      const query = `query ($id: ID!) { instance(id: $id) { ${EVENTS} } }`;
      const log = async (who: string) => {
        const { data } = await ask(who, query, { id: I1 });
        return (data.instance as Json).events;
      };
      const all = [
        'InstanceCreated',
        'PermissionGranted max',
        'PermissionGranted ana',
        'PermissionGranted dora',
        'PermissionGranted zoe',
      ];
      for (const who of ['max', 'dora', 'zoe', 'genesis']) expect(inWords(await log(who))).toEqual(all);
      expect(inWords(await log('ana'))).toEqual(['PermissionGranted ana']);
      // Whoever may not know of its Partner is not told of it here either.
      expect(nodes(await log('max'))[0]).toMatchObject({ partnerId: 'P' });
      expect(nodes(await log('dora'))[0]).toMatchObject({ partnerId: null });
    });

    it('of a Partner to holders of WRITE, without its Instances; to others what is about themselves', async () => {
      const query = `query ($id: ID!) { partner(id: $id) { ${EVENTS} } }`;
      const log = async (who: string) =>
        inWords(((await ask(who, query, { id: P })).data.partner as Json).events);
      expect(await log('max')).toEqual([
        'PartnerCreated',
        'PermissionGranted max',
        'PermissionGranted ana',
        'PermissionRevoked ana',
        'PermissionGranted cleo',
      ]);
      expect(await log('cleo')).toEqual(['PermissionGranted cleo']);
      expect(await log('ben')).toEqual([]);
    });

    it('all together to nobody more than part by part', async () => {
      const types = async (who: string) => [
        ...new Set(inWords((await ask(who, `{ ${EVENTS} }`)).data.events).map((line) => line.split(' ')[0])),
      ];
      expect((await types('dora')).sort()).toEqual([
        'ApiTokenIssued',
        'InstanceCreated',
        'PermissionGranted',
        'UserRegistered',
      ]);
      const own = nodes((await ask('ana', `{ ${EVENTS} }`)).data.events);
      expect(own.find(({ type }) => type === 'UserPartnerChanged')).toMatchObject({ from: null, to: 'P' });
      expect(await types('cleo')).not.toContain('PartnerCreated');
    });
  });

  it('answers who may do what, and by which grant, to whom it may (R1, R2)', async () => {
    const query = `query ($user: String!, $right: Right!, $target: ID!) {
      can(user: $user, right: $right, target: $target) { allowed givenBy { source kind value grant { target { id } } } } }`;
    const can = (who: string, user: string, right: string, target: string | undefined) =>
      ask(who, query, { user: idOf(user), right, target });
    const given = (kind: string, value: string, id: string) => ({
      can: { allowed: true, givenBy: [{ source: 'GRANTED', kind, value, grant: { target: { id } } }] },
    });
    expect((await can('max', 'dora', 'MODIFY', I1)).data).toEqual(given('INSTANCE_ACCESS', 'WRITE', 'I1'));
    expect((await can('dora', 'dora', 'DEPLOY', I1)).data).toEqual({ can: { allowed: false, givenBy: [] } });
    expect((await can('max', 'cleo', 'DISPLAY', P)).data).toEqual(given('PARTNER_ACCESS', 'READ', 'P'));
    expect((await can('cleo', 'ana', 'DISPLAY', P)).failed).toEqual(['FORBIDDEN can']);
    expect(await can('ana', 'dora', 'MODIFY', I1)).toEqual({ data: { can: null }, failed: [] });
    expect(await can('max', 'quin', 'MODIFY', I3)).toEqual({ data: { can: null }, failed: [] });
    expect((await can('max', 'cleo', 'DEPLOY', P)).failed).toEqual(['VALIDATION can']);
  });

  it('offers to share what the commands would accept (C1)', async () => {
    const offered = async (who: string, level: string, user?: string) => {
      const query = `query ($level: InstanceLevel!, $user: String) {
        shareableInstances(level: $level, user: $user) { edges { node { id } } } }`;
      return idsOf((await ask(who, query, { level, user })).data.shareableInstances);
    };
    expect(await offered('max', 'WRITE_AND_DEPLOY')).toEqual(['I1', 'I2']);
    expect(await offered('dora', 'WRITE')).toEqual(['I1']);
    expect(await offered('dora', 'WRITE_AND_DEPLOY')).toEqual([]);
    expect(await offered('ana', 'READ')).toEqual([]);
    expect(await offered('genesis', 'READ', 'nora@x.io')).toEqual(['I1', 'I2', 'I3']);
    // Of those who are not at home where one reads, only what they hold can be changed, and not what is above oneself.
    expect(await offered('max', 'READ', 'zoe@x.io')).toEqual(['I1']);
    expect(await offered('dora', 'READ', 'zoe@x.io')).toEqual([]);
    expect(await offered('max', 'READ', idOf('ben'))).toEqual(['I1', 'I2']);
    expect(await offered('max', 'READ', 'nora@x.io')).toEqual([]);
    expect(await offered('max', 'READ', 'nobody@x.io')).toEqual([]);
  });

  it('is as it was then, names and homes included', async () => {
    const { log } = await world.data<{ log: { position: string } }>('genesis', '{ log { position } }');
    await world.run('max', 'renameInstance', { instance: I2, name: 'Shop' });
    await world.run('genesis', 'moveUser', { user: idOf('ben'), partner: Q });
    await world.run('max', 'setInstanceAccess', { user: idOf('ana'), level: 'WRITE', instances: [I1, I2] });
    const at = `query ($user: ID, $i2: ID!) @asOf(position: "${log.position}")`;
    const rest = `{ user(id: $user) { homePartner { id } instanceAccesses { edges { node { level instance { id name } } } } }
      instance(id: $i2) { name } }`;
    const asked = { user: idOf('ana'), i2: I2 };
    const then = await ask('max', `${at} ${rest}`, asked);
    expect(then.data.instance).toEqual({ name: 'I2' });
    expect(nodes((then.data.user as Json).instanceAccesses)).toEqual([
      { level: 'READ', instance: { id: 'I1', name: 'I1' } },
    ]);
    const now = await ask('max', `query ($user: ID, $i2: ID!) ${rest}`, asked);
    expect(now.data.instance).toEqual({ name: 'Shop' });
    expect(nodes((now.data.user as Json).instanceAccesses)).toHaveLength(2);
    // Authority is that of now: max reads P, where ben was at home then and is no more.
    const ben = 'query ($ben: ID) { user(id: $ben) { homePartner { id } } }';
    expect((await ask('max', ben, { ben: idOf('ben') })).data.user).toBe(null);
    const benThen = ben.replace(' {', ` @asOf(position: "${log.position}") {`);
    expect((await ask('max', benThen, { ben: idOf('ben') })).data.user).toEqual({ homePartner: { id: 'P' } });
  });

  it('answers whose access was to change, also where nothing did, and takes an empty half as left out (XP-07)', async () => {
    const query = `mutation ($input: ShareByEmailInput!) { answer: shareByEmail(input: $input) {
      ... on ShareByEmailPayload { changed user { id } } ... on Refusal { code field } } }`;
    const share = (more: Json) => ask('max', query, { input: { email: 'Dora@x.io', ...more } });
    const held = { instances: [I1], instanceLevel: 'WRITE' };
    const answer = { changed: false, user: { id: 'dora' } };
    expect((await share(held)).data).toEqual({ answer });
    expect((await share({ ...held, partners: [], partnerLevel: null })).data).toEqual({ answer });
    expect((await share({ instances: [], partners: [] })).data).toEqual({
      answer: { code: 'VALIDATION', field: 'instances' },
    });
    expect((await share({ ...held, partners: [], partnerLevel: 'READ' })).data).toEqual({
      answer: { code: 'VALIDATION', field: 'partnerLevel' },
    });
  });

  it('names what was selected where one may not share all of it', async () => {
    const query = `mutation ($input: ShareByEmailInput!) { answer: shareByEmail(input: $input) {
      ... on Refusal { code field remedy facts } } }`;
    const input = {
      email: 'nora@x.io',
      instances: [I1],
      instanceLevel: 'READ',
      partners: [P],
      partnerLevel: 'READ',
    };
    await world.run('genesis', 'setPartnerAccess', { user: idOf('dora'), level: 'READ', partners: [P] });
    expect((await ask('dora', query, { input })).data).toEqual({
      answer: {
        code: 'FORBIDDEN',
        field: 'partners',
        remedy: 'Ask somebody who holds WRITE on it.',
        facts: { lacking: ['P'] },
      },
    });
  });
});
