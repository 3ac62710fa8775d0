// An Instance with Permission Sets: ada administers it, dora was delegated S and T, kim and lee work there.
import type { TestDatabase } from './databases.ts';
import { idOf, World } from './world.ts';

export class Sets {
  readonly world: World;

  private constructor(world: World) {
    this.world = world;
  }

  static async start(database: Pick<TestDatabase, 'engine'>): Promise<Sets> {
    const world = await World.start(database);
    const sets = new Sets(world);
    await world.people('ann', 'ada', 'dora', 'kim', 'lee', 'eve');
    await world.run('genesis', 'createPartner', { id: idOf('partner'), name: 'P', firstWriter: 'ann@x.io' });
    await world.run('genesis', 'grantCreateInstances', { user: idOf('ann') });
    for (const name of ['shop', 'other'])
      await world.run('ann', 'createInstance', { id: idOf(name), partner: idOf('partner'), name });
    await sets.create('genesis', 'admin', ['*=*']);
    await sets.assign('genesis', 'admin', 'ada');
    await sets.create('ada', 'S', ['scripts=run']);
    await sets.create('ada', 'T', ['logs=read', 'scripts=run', "files=read('a')"]);
    await sets.create('ada', 'helpers', ["permset=read('S','T')", 'users=edit']);
    await sets.assign('ada', 'helpers', 'dora');
    await sets.assign('ada', 'S', 'kim', 'lee');
    await sets.assign('ada', 'T', 'kim');
    return sets;
  }

  create(actor: string, name: string, permissions: readonly string[], more: object = {}) {
    const input = { id: idOf(name), instance: idOf('shop'), name, permissions, ...more };
    return this.world.run(actor, 'createPermSet', input);
  }

  assign(actor: string, set: string, ...users: readonly string[]) {
    return this.world.run(actor, 'assignPermSet', {
      set: idOf(set),
      users: users.map((user) => `${user}@x.io`),
    });
  }

  change(actor: string, command: string, set: string, more: object = {}) {
    return this.world.run(actor, command, { set: idOf(set), ...more });
  }
}
