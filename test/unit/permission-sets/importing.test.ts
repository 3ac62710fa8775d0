import { describe, it } from 'vitest';
import { by, given, idOf } from '../../support/given.ts';
import { create, holding, house } from './house.ts';

interface Item {
  readonly name: string;
  readonly permissions: readonly string[];
  readonly description?: string;
  readonly enabled?: boolean;
}

const importing = (actor: string, permissionSets: readonly Item[], more: object = {}) =>
  by(actor, 'importPermSets', {
    instance: idOf('shop'),
    file: { format: 'tenure.permission-sets', version: 1, permissionSets },
    ids: permissionSets.map((_, index) => idOf(`imported ${index}`)),
    ...more,
  });
const item = (name: string, ...permissions: string[]): Item => ({ name, permissions });

describe('importing sets (PS-21, PS-22, A21)', () => {
  it('creates all of them, disabled ones disabled', () => {
    given(house)
      .when(importing('ada', [item('A', 'a=b'), { ...item('B', 'b=c'), description: 'D', enabled: false }]))
      .gives([
        {
          type: 'PermSetCreated',
          cause: 'PERMSET_IMPORT',
          data: { name: 'A', enabled: true, description: null },
        },
        {
          type: 'PermSetCreated',
          cause: 'PERMSET_IMPORT',
          data: { name: 'B', enabled: false, description: 'D' },
        },
      ]);
  });

  it('fails as a whole where a name is taken, or leaves that set out', () => {
    const some = [...house, create('ada', 'A', ['a=b'])];
    given(some)
      .when(importing('ada', [item('a', 'x=y'), item('B', 'b=c')]))
      .refuses('NAME_TAKEN', 'a:', {
        items: [
          { index: 0, name: 'a', outcome: 'FAILED', code: 'NAME_TAKEN' },
          { index: 1, name: 'B', outcome: 'CREATED' },
        ],
      });
    given(some)
      .when(importing('ada', [item('a', 'x=y'), item('B', 'b=c')], { onClash: 'SKIP' }))
      .gives([{ type: 'PermSetCreated', target: 'imported 1', data: { name: 'B' } }]);
    given(some)
      .when(importing('ada', [item('a', 'x=y')], { onClash: 'SKIP' }))
      .changesNothing();
  });

  it.each(['FAIL', 'SKIP'])('refuses two of one name, and none at all (%s)', (onClash) => {
    given(house)
      .when(importing('ada', [item('A', 'a=b'), item('a', 'a=b'), item('B')], { onClash }))
      .refuses('NAME_TAKEN', 'two sets of that name', {
        items: [{ code: 'NAME_TAKEN' }, { code: 'NAME_TAKEN' }, { code: 'PERMSET_EMPTY' }],
      });
  });

  it('refuses what is malformed, and files of another format', () => {
    given(house)
      .when(importing('ada', [item('A', 'a')]))
      .refuses('VALIDATION', 'column 2');
    given(house)
      .when(importing('ada', [item(' ', 'a=b')]))
      .refuses('VALIDATION', 'blank');
    const file = { format: 'tenure.permission-sets', version: 2, permissionSets: [item('A', 'a=b')] };
    given(house)
      .when(importing('ada', [], { file, ids: [idOf('one')] }))
      .refuses('VALIDATION', 'must be 1');
    given(house)
      .when(importing('ada', [], { file: { ...file, version: 1, format: 'x' }, ids: [idOf('one')] }))
      .refuses('VALIDATION', 'must be tenure');
  });

  it('is for holders of `permset=edit` without a list, with what is theirs to give (A18)', () => {
    const some = [
      ...house,
      ...holding('eve', 'permset=edit', 'permset=read', 'a=b'),
      ...holding('ned', "permset=edit('A')", 'a=b'),
    ];
    given(some)
      .when(importing('eve', [item('A', 'a=b')]))
      .gives([{ type: 'PermSetCreated' }]);
    given(some)
      .when(importing('eve', [item('A', 'a=b'), item('B', 'a=c')]))
      .refuses('CANNOT_GRANT_UNHELD', 'a=c', { items: [{ outcome: 'CREATED' }, { outcome: 'FAILED' }] });
    given(some)
      .when(importing('ned', [item('A', 'a=b')]))
      .refuses('FORBIDDEN');
    given(some)
      .when(importing('op', [item('A', 'a=b')]))
      .refuses('FORBIDDEN');
    given(some)
      .when(importing('kim', [item('A', 'a=b')]))
      .refuses('NOT_FOUND', idOf('shop'));
  });

  it('counts the sets of the file as sets that there are, as far as they are created', () => {
    const eve = [...house, ...holding('eve', 'permset=edit', 'permset=read', 'a=b')];
    const cycle = [item('A', "permset=read('B')"), item('B', "permset=read('A')", 'a=b')];
    given(eve)
      .when(importing('eve', cycle))
      .gives([{ type: 'PermSetCreated' }, { type: 'PermSetCreated' }]);
    given(eve)
      .when(importing('eve', cycle.slice(0, 1)))
      .refuses('CANNOT_GRANT_UNHELD', "permset=read('B')");
    given(eve)
      .when(importing('eve', [item('A', "permset=read('B')"), item('B', 'c=d')]))
      .refuses('CANNOT_GRANT_UNHELD', "permset=read('B')");
    // What is left out does not count: its name leads to what is there.
    given(eve, create('ada', 'B', ['c=d']))
      .when(importing('eve', [item('A', "permset=read('B')"), item('B', 'a=b')], { onClash: 'SKIP' }))
      .refuses('CANNOT_GRANT_UNHELD', "permset=read('B')");
    // Nor does it where that is spelt otherwise: then no set bears the name, and somebody may take it later.
    given(eve, create('ada', 'b', ['a=b']))
      .when(importing('eve', [item('A', "permset=read('B')"), item('B', 'a=b')], { onClash: 'SKIP' }))
      .refuses('CANNOT_GRANT_UNHELD', "permset=read('B')");
  });
});
