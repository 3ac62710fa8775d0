/** DECIDE: what becomes of each set of a file: it can be created, is left out, or keeps the file from being imported (A21). */
import type { SetStanding } from '../access/set-standing.ts';
import { printPermission } from '../grants/permission-sets/language/print-permission.ts';
import { setByName } from '../grants/permission-sets/perm-set.ts';
import type { DecisionContext } from '../kernel/command.ts';
import type { Id } from '../kernel/ids.ts';
import { Refusal, type RefusalCode } from '../kernel/refusal.ts';
import { foldKey } from '../kernel/text.ts';
import type { FileItem } from './file.ts';
import { ungivable } from './giving.ts';
import { namedSets } from './named-sets.ts';

/** A set of a file, and what becomes of it. */
export interface JudgedItem {
  readonly item: FileItem;
  readonly outcome: 'CREATED' | 'SKIPPED' | Problem;
}

interface Problem {
  readonly code: RefusalCode;
  readonly message: string;
}

interface Importing {
  readonly instance: Id;
  readonly standing: SetStanding;
  readonly items: readonly FileItem[];
  readonly onClash: 'FAIL' | 'SKIP';
}

export function judgeItems(context: DecisionContext, importing: Importing): JudgedItem[] {
  const { state } = context;
  const { instance, items, onClash } = importing;
  const holders = state.each(items, ({ name }) => setByName(state, instance, name));
  const isTwice = namedTwice(items);
  const judged = items.map((item, index): JudgedItem => {
    if (isTwice(item)) return { item, outcome: problem('NAME_TAKEN', 'The file has two sets of that name.') };
    if (!holders[index]) return { item, outcome: 'CREATED' };
    if (onClash === 'SKIP') return { item, outcome: 'SKIPPED' };
    return {
      item,
      outcome: problem('NAME_TAKEN', 'A Permission Set of the Instance has that name already.'),
    };
  });
  const unheld = judgeContent(context, importing, judged);
  return judged.map((each, index) => {
    if (each.outcome !== 'CREATED') return each;
    if (each.item.permissions.length === 0)
      return { ...each, outcome: problem('PERMSET_EMPTY', 'It has no permissions.') };
    const texts = unheld[index] ?? [];
    if (texts.length === 0) return each;
    const message = `It would give ${texts.join(', ')}, which is not yours to give.`;
    return { ...each, outcome: problem('CANNOT_GRANT_UNHELD', message) };
  });
}

/** What of each set that would be created is not the actor's to give; sets of the file count as sets that there are. */
function judgeContent(
  { state, importing }: DecisionContext,
  { instance, standing }: Importing,
  judged: readonly JudgedItem[],
): string[][] {
  if (importing) return [];
  const created = judged.filter(({ outcome }) => outcome === 'CREATED').map(({ item }) => item);
  const beside = new Map(created.map(({ name, permissions }) => [name, permissions]));
  const wanted = created.flatMap(({ permissions }) => permissions);
  const sets = namedSets(state, instance, standing, wanted, (name) => beside.get(name));
  return judged.map(({ item }) => ungivable(standing, item.permissions, sets).map(printPermission));
}

/** Refuses a file of which any set is at fault, and reports on every one. */
export function requireImportable(items: readonly JudgedItem[]): void {
  const report = items.map(({ item: { name }, outcome }, index) =>
    typeof outcome === 'string' ? { index, name, outcome } : { index, name, outcome: 'FAILED', ...outcome },
  );
  const failed = report.filter((each) => 'code' in each);
  const [first] = failed;
  if (!first) return;
  const said = failed.map(({ name, message }) => `${name}: ${message}`);
  throw new Refusal(first.code, `Nothing was imported. ${said.join(' ')}`, {
    field: 'file.permissionSets',
    remedy:
      'Correct these sets or take them out of the file; `onClash: SKIP` leaves out those whose name is taken.',
    facts: { items: report },
  });
}

function problem(code: RefusalCode, message: string): Problem {
  return { code, message };
}

function namedTwice(items: readonly FileItem[]): (item: FileItem) => boolean {
  const counts = new Map<string, number>();
  for (const { name } of items) counts.set(foldKey(name), (counts.get(foldKey(name)) ?? 0) + 1);
  return ({ name }) => counts.get(foldKey(name)) !== 1;
}
