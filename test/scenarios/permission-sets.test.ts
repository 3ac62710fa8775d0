// Scenarios 28 to 30: Permission Sets hold on their Instance alone, are taken from all when disabled, and end when nobody holds them.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Json } from '../support/asking.ts';
import { eachDatabase } from '../support/databases.ts';
import type { Scene } from './scene.ts';
import { Stage } from './stage.ts';

eachDatabase('Scenarios of Permission Sets', (fresh) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.start(fresh());
  });
  afterAll(() => stage?.close());

  /** Ada administers the Instance I1, which like I2 belongs to P. */
  const house = () =>
    stage
      .given('pat', 'ada', 'kim', 'lee')
      .partner('P', 'pat', 'I1', 'I2')
      .permissionSet('All', 'I1', ['*=*'], 'ada')
      .permissionSet('All2', 'I2', ['*=*'], 'ada');
  const can = async (scene: Scene, user: string, instance: string, permission: string) => {
    const query = `query ($user: String!, $instance: ID!, $permission: String!) {
      canPermission(user: $user, instance: $instance, permission: $permission) { allowed } }`;
    const asked = { user: scene.reference(user), instance: scene.id(instance), permission };
    return ((await scene.data('operator', query, asked)).canPermission as Json).allowed;
  };

  it('28. A set gives its permissions on its own Instance, and on no other', async () => {
    const scene = await house().permissionSet('S', 'I1', ['scripts=run']).begin();
    await scene
      .when('ada', 'assignPermSet', { set: 'S', users: ['kim'] })
      .gives('PermSetAssigned kim S (DIRECT)');
    expect(await can(scene, 'kim', 'I1', 'scripts=run')).toBe(true);
    expect(await can(scene, 'kim', 'I2', 'scripts=run')).toBe(false);
  });

  it('29. Disabling takes a set from all who hold it, and enabling gives it back to nobody', async () => {
    const scene = await house().permissionSet('S', 'I1', ['scripts=run'], 'kim', 'lee').begin();
    const assign = scene.when('ada', 'assignPermSet', { set: 'S', users: ['kim'] });
    await scene
      .when('ada', 'disablePermSet', { set: 'S' })
      .gives(
        'PermSetDisabled S (DIRECT)',
        'PermSetUnassigned kim S (PERMSET_DISABLED of PermSetDisabled)',
        'PermSetUnassigned lee S (PERMSET_DISABLED of PermSetDisabled)',
      );
    for (const user of ['kim', 'lee']) expect(await can(scene, user, 'I1', 'scripts=run')).toBe(false);
    await assign.refuses('PERMSET_DISABLED', 'set');
    await scene.when('ada', 'enablePermSet', { set: 'S' }).gives('PermSetEnabled S (DIRECT)');
    for (const user of ['kim', 'lee']) expect(await can(scene, user, 'I1', 'scripts=run')).toBe(false);
    await assign.gives('PermSetAssigned kim S (DIRECT)');
  });

  it('30. A set is deleted when nobody holds it; its name is free, and its history stays', async () => {
    const scene = await house().permissionSet('S', 'I1', ['scripts=run'], 'kim').begin();
    const remove = scene.when('ada', 'deletePermSet', { set: 'S' });
    const held = { count: 1, holders: [{ id: 'kim', name: 'Kim' }] };
    await remove.refuses('PERMSET_IN_USE', 'set', held);
    await scene
      .when('ada', 'unassignPermSet', { set: 'S', users: ['kim'] })
      .gives('PermSetUnassigned kim S (DIRECT)');
    const before = await scene.head();
    await remove.gives('PermSetDeleted S (DIRECT)');
    await scene
      .when('ada', 'createPermSet', { instance: 'I1', name: 'S', permissions: ['logs=read'] })
      .making('new S')
      .gives('PermSetCreated new S (DIRECT)');
    const then = `query Q($set: ID!) @asOf(position: "${before}") { permSet(id: $set) { name permissions } }`;
    expect(await scene.data('ada', then, { set: scene.id('S') })).toEqual({
      permSet: { name: 'S', permissions: ['scripts=run'] },
    });
    const log = `query ($set: ID!) { events(target: $set, last: 1) { edges { node { type } } } }`;
    expect(await scene.data('ada', log, { set: scene.id('S') })).toMatchObject({
      events: { edges: [{ node: { type: 'PermSetCreated' } }] },
    });
  });
});
