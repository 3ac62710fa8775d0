import { describe, it } from 'vitest';
import { by, given, idOf, people } from '../../support/given.ts';
import { assign, change, create, edit, holding, house, rename, unassign } from './house.ts';

const WITHOUT_READ = ['permset=edit', 'permset=delete'];
const duplicate = (actor: string) => by(actor, 'duplicatePermSet', { id: idOf('copy'), set: idOf('S') });

/** Everything that changes a set that is there, or copies it. */
const changing = (actor: string) => [
  rename(actor, 'S', 'T'),
  edit(actor, 'S', { permissions: ['permset=edit'] }),
  change(actor, 'enable', 'S'),
  change(actor, 'disable', 'S'),
  change(actor, 'delete', 'S'),
  duplicate(actor),
];

describe('`permset=edit` and `permset=delete` without `permset=read`', () => {
  const some = [...house, create('ada', 'S', ['scripts=run']), ...holding('eve', ...WITHOUT_READ)];
  const platform = ['op', 'auditor'].flatMap((who) => [
    create('op', `set of ${who}`, WITHOUT_READ),
    by('op', 'assignPermSet', { set: idOf(`set of ${who}`), users: [idOf(who)] }),
  ]);

  it.each(changing('eve'))('lead to no set that is there: $command', (step) => {
    given(some).when(step).refuses('NOT_FOUND', idOf('S'));
  });

  it.each([...changing('op'), ...changing('auditor')])(
    'change none for $actor either, who knows of all sets: $command',
    (step) => {
      // What the set holds is not told: an OPERATOR reads it by `permset=read` alone.
      given(some, platform).when(step).refuses('FORBIDDEN', 'see the set');
    },
  );

  it('change the set that one holds', () => {
    given(some)
      .when(rename('eve', 'EVE', 'T'))
      .gives([{ type: 'PermSetRenamed' }]);
  });

  it('are not asked of an OPERATOR who assigns and unassigns', () => {
    given(some, people('joe'))
      .when(assign('op', 'S', ['joe']))
      .gives([{ type: 'PermSetAssigned' }])
      .when(unassign('op', 'S', 'joe'))
      .gives([{ type: 'PermSetUnassigned' }]);
  });
});
