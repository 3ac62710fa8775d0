/** DECIDE: the refusals that commands about Permission Sets share. */
import type { SetStanding } from '../access/set-standing.ts';
import type { Permission } from '../grants/permission-sets/language/permission.ts';
import { printPermission } from '../grants/permission-sets/language/print-permission.ts';
import { setByName } from '../grants/permission-sets/perm-set.ts';
import type { Acting } from '../kernel/command.ts';
import type { Id } from '../kernel/ids.ts';
import { forbidden, Refusal } from '../kernel/refusal.ts';
import type { State } from '../kernel/state.ts';

/** Refuses a set without permissions (PS-07, invariant I9). */
export function requireNotEmpty(permissions: readonly Permission[]): void {
  if (permissions.length > 0) return;
  throw new Refusal('PERMSET_EMPTY', 'A Permission Set needs at least one permission.', {
    field: 'permissions',
    remedy: 'Give at least one permission, or delete the set.',
  });
}

/** Refuses the name of another set of the Instance (PS-06, invariant I8). */
export function requireFreeName(state: State, instance: Id, name: string, self?: Id): void {
  const holder = setByName(state, instance, name);
  if (holder && holder.id !== self) throw nameTaken(name);
}

function nameTaken(name: string): Refusal {
  return new Refusal('NAME_TAKEN', `A Permission Set of the Instance is called ${name} already.`, {
    field: 'name',
    remedy: 'Choose another name.',
    facts: { name },
  });
}

/** Refuses whoever may not edit the set of a name; without one, whoever may not edit all. `what` completes "may". */
export function demandEdits(acting: Acting, standing: SetStanding, what: string, name?: string): void {
  acting.demand(standing.may('edit', name), () =>
    forbidden(
      `Only holders of \`permset=edit\`${name === undefined ? ' without a list' : ''} on the Instance may ${what}.`,
      'Ask an administrator of the Instance for a Permission Set with it.',
    ),
  );
}

/** The refusal for permissions that the actor may not give. */
export function unheld(field: string, permissions: readonly Permission[]): Refusal {
  const texts = permissions.map(printPermission);
  return new Refusal(
    'CANNOT_GRANT_UNHELD',
    `It would give ${texts.join(', ')}, which is not yours to give.`,
    {
      field,
      remedy:
        'Give only what your own Permission Sets on the Instance cover, and name only sets that you may assign.',
      facts: { permissions: texts },
    },
  );
}
