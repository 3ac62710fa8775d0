/** DECIDE: who may assign which Permission Set to whom: the rules that the command and the forms for it share (A17, A18, C1). */
import type { SetStanding } from '../access/set-standing.ts';
import type { Acting } from '../kernel/command.ts';
import { forbidden, Refusal } from '../kernel/refusal.ts';
import { type Given, hindrance, type SetsByName } from './giving.ts';
import { unheld } from './set-rules.ts';

/** Who would assign. */
export interface Assigner {
  readonly standing: SetStanding;
  readonly operator: boolean;
}

/** Refuses whoever does not manage users, and does not see the set of that name by `permset=read`. */
export function demandManages(acting: Acting, { standing, operator }: Assigner, name: string): void {
  acting.demand(operator || (standing.managesUsers && standing.may('read', name)), () =>
    forbidden(
      'Only holders of `users=edit` who see the set by `permset=read` may assign and unassign it.',
      'Ask an administrator of the Instance for a Permission Set with both.',
    ),
  );
}

/** Refuses what is not the actor's to give, and to give oneself what was only delegated. */
export function demandAssignable(
  acting: Acting,
  { standing, operator }: Assigner,
  set: Given,
  subjects: ReadonlySet<'oneself' | 'others'>,
  setsByName: SetsByName,
): void {
  if (operator) return;
  const [hindered] = [...subjects].sort().flatMap((who) => hindrance(standing, set, who, setsByName) ?? []);
  acting.demand(!hindered, () =>
    hindered?.because === 'unheld' ? unheld('set', hindered.permissions) : selfEdit(),
  );
}

/** Refuses a set that is disabled (PS-08, invariant I6). */
export function requireEnabled({
  enabled,
  name,
}: {
  readonly enabled: boolean;
  readonly name: string;
}): void {
  if (enabled) return;
  throw new Refusal('PERMSET_DISABLED', `The Permission Set ${name} is disabled and cannot be assigned.`, {
    field: 'set',
    remedy: 'Enable it first.',
  });
}

function selfEdit(): Refusal {
  const message = 'You may assign the set because it was delegated to you, and that serves others only.';
  return new Refusal('SELF_EDIT_FORBIDDEN', message, {
    field: 'users',
    remedy: 'Leave yourself out, or ask another administrator of the Instance.',
  });
}
