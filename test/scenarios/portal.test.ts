// Scenarios 1 to 9: the Partner Portal: who creates Instances, who has access to them and to Partners, sharing by email.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Json, nodes } from '../support/asking.ts';
import { eachDatabase } from '../support/databases.ts';
import type { Scene } from './scene.ts';
import { Stage } from './stage.ts';

eachDatabase('Scenarios of the Partner Portal', (fresh) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.start(fresh());
  });
  afterAll(() => stage?.close());

  /** Max runs the Partner P and its Instances; Ana is at home there. */
  const portal = (...instances: readonly string[]) =>
    stage
      .given('max', 'ana', 'zoe')
      .partner('P', 'max', ...instances)
      .atHome('P', 'ana');
  const set = (scene: Scene, level: string, ...instances: readonly string[]) =>
    scene.when('max', 'setInstanceAccess', { user: 'ana', level, instances });
  /** `I1 WRITE: DISPLAY, MODIFY`, as the user reads it. */
  async function accesses(scene: Scene, who: string): Promise<readonly string[]> {
    const query = `{ viewer { user {
      instanceAccesses { edges { node { instance { name } level rights } } }
      partnerAccesses { edges { node { partner { name } level rights } } } } } }`;
    const { viewer } = await scene.data(who, query);
    const { user } = viewer as { user: Json };
    const inWords = ({ instance, partner, level, rights }: Json) =>
      `${((instance ?? partner) as { name: string }).name} ${level}: ${(rights as string[]).join(', ')}`;
    return [...nodes(user.instanceAccesses), ...nodes(user.partnerAccesses)].map(inWords).sort();
  }
  const sees = async (scene: Scene, who: string, name: string) => {
    const { node } = await scene.data(who, 'query ($id: ID!) { node(id: $id) { id } }', {
      id: scene.id(name),
    });
    return node !== null;
  };
  const partnerOf = async (scene: Scene, who: string) => {
    const { viewer } = await scene.data(who, '{ viewer { user { homePartner { id } } } }');
    return ((viewer as { user: Json }).user.homePartner as Json | null)?.id ?? null;
  };

  it('1. The right to create Instances is given once', async () => {
    const scene = await portal('I0').begin();
    const create = (name: string) => scene.when('ana', 'createInstance', { partner: 'P', name });
    await create('I1').refuses('FORBIDDEN', null);
    const grant = scene.when('max', 'grantCreateInstances', { user: 'ana' });
    await grant.gives('CreateInstancesGranted ana everywhere (DIRECT)');
    await grant.changesNothing();
    await create('I1')
      .making('I1')
      .gives(
        'InstanceCreated I1 (DIRECT)',
        'PermissionGranted ana I1 WRITE_AND_DEPLOY (RESOURCE_CREATED of InstanceCreated)',
      );
  });

  it('2. Taking that right takes no access to Instances', async () => {
    const scene = await portal('I0').begin();
    await scene.when('max', 'grantCreateInstances', { user: 'ana' }).done();
    await scene.when('ana', 'createInstance', { partner: 'P', name: 'I1' }).making('I1').done();
    const revoke = scene.when('max', 'revokeCreateInstances', { user: 'ana' });
    await revoke.gives('CreateInstancesRevoked ana everywhere (DIRECT)');
    await revoke.changesNothing();
    expect(await accesses(scene, 'ana')).toEqual(['I1 WRITE_AND_DEPLOY: DISPLAY, MODIFY, DEPLOY']);
    await scene.when('ana', 'createInstance', { partner: 'P', name: 'I2' }).refuses('FORBIDDEN', null);
  });

  it('3. One level on three Instances at once', async () => {
    const scene = await portal('I1', 'I2', 'I3').begin();
    await set(scene, 'WRITE', 'I1', 'I2', 'I3').gives(
      ...['I1', 'I2', 'I3'].map((name) => `PermissionGranted ana ${name} WRITE (DIRECT)`),
    );
    expect(await accesses(scene, 'ana')).toEqual(
      ['I1', 'I2', 'I3'].map((name) => `${name} WRITE: DISPLAY, MODIFY`),
    );
    await set(scene, 'WRITE').refuses('VALIDATION', 'instances');
  });

  it('4. A level allows what it says; another replaces it', async () => {
    const scene = await portal('I1').begin();
    await set(scene, 'WRITE', 'I1').done();
    const may = async (right: string) => (await scene.sources('max', 'ana', right, 'I1')).length > 0;
    expect([await may('DISPLAY'), await may('MODIFY'), await may('DEPLOY')]).toEqual([true, true, false]);
    await set(scene, 'WRITE_AND_DEPLOY', 'I1').gives(
      'PermissionChanged ana I1 WRITE to WRITE_AND_DEPLOY (DIRECT)',
    );
    expect(await scene.sources('ana', 'ana', 'DEPLOY', 'I1')).toEqual(['GRANTED WRITE_AND_DEPLOY']);
  });

  it('5. An Instance gives nothing on its Partner, and a Partner none of its Instances', async () => {
    const scene = await stage.given('max', 'zoe').partner('P', 'max', 'I1', 'I2').begin();
    const share = (more: Json) => scene.when('max', 'shareByEmail', { email: 'zoe', ...more });
    await share({ instances: ['I1'], instanceLevel: 'READ' }).done();
    expect([await sees(scene, 'zoe', 'I1'), await sees(scene, 'zoe', 'P')]).toEqual([true, false]);
    await share({ partners: ['P'], partnerLevel: 'WRITE' }).done();
    expect([await sees(scene, 'zoe', 'P'), await sees(scene, 'zoe', 'I2')]).toEqual([true, false]);
    expect(await accesses(scene, 'zoe')).toEqual(['I1 READ: DISPLAY', 'P WRITE: DISPLAY, MODIFY']);
    await scene
      .when('zoe', 'renameInstance', { instance: 'I2', name: 'Mine' })
      .refuses('NOT_FOUND', 'instance');
  });

  it('6. Both are shared in one step with somebody of another company, whose home stays', async () => {
    const scene = await stage
      .given('max', 'quin', 'zoe')
      .partner('P', 'max', 'I1')
      .partner('Q', 'quin')
      .atHome('Q', 'zoe')
      .begin();
    const input = {
      email: ` ${scene.email('zoe').toUpperCase()} `,
      instances: ['I1'],
      instanceLevel: 'READ',
      partners: ['P'],
      partnerLevel: 'WRITE',
    };
    await scene
      .when('max', 'shareByEmail', input)
      .gives('PermissionGranted zoe I1 READ (DIRECT)', 'PermissionGranted zoe P WRITE (DIRECT)');
    expect(await partnerOf(scene, 'zoe')).toBe('Q');
  });

  it('7. An email of nobody gets nothing, and no invitation', async () => {
    const scene = await portal('I1').begin();
    const input = { email: 'nobody', instances: ['I1'], instanceLevel: 'READ' };
    await scene.when('max', 'shareByEmail', input).refuses('USER_NOT_REGISTERED', 'email');
  });

  it('8. One bad Partner, and nothing is granted', async () => {
    const scene = await stage
      .given('max', 'quin', 'zoe')
      .partner('P', 'max', 'I1')
      .partner('Q', 'quin')
      .begin();
    const input = { email: 'zoe', instances: ['I1'], instanceLevel: 'READ', partnerLevel: 'READ' };
    await scene
      .when('max', 'shareByEmail', { ...input, partners: ['P', 'Q'] })
      .refuses('NOT_FOUND', 'partners', { unknown: ['Q'] });
    expect(await accesses(scene, 'zoe')).toEqual([]);
  });

  it('9. A Partner has no level WRITE_AND_DEPLOY', async () => {
    const scene = await portal('I1').begin();
    const head = await scene.head();
    const query = `mutation ($input: ShareByEmailInput!) { shareByEmail(input: $input) { __typename } }`;
    const input = { email: 'zoe@x.io', partners: [scene.id('P')], partnerLevel: 'WRITE_AND_DEPLOY' };
    const { errors } = await scene.ask('max', query, { input });
    expect(errors?.[0]?.message).toContain('PartnerLevel');
    expect(await scene.head()).toBe(head);
  });
});
