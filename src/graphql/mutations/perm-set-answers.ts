/** COMMAND: what commands about Permission Sets answer beyond the set: stale references, warnings, what was imported. */
import { entityOfType } from '../../access/entities.ts';
import { type Connection, EMPTY, type PageArguments } from '../../access/paging.ts';
import { setsMentioning } from '../../access/perm-sets.ts';
import type { Read } from '../../access/read.ts';
import type { PermSetView } from '../../access/views/entity-views.ts';
import type { RecordedEvent } from '../../kernel/event.ts';
import type { Id } from '../../kernel/ids.ts';
import { foldKey } from '../../kernel/text.ts';
import type { Position } from '../../kernel/time.ts';
import { builder } from '../builder.ts';
import { permSetConnection } from '../types/perm-set.ts';
import { permSetType } from '../types/refs.ts';
import type { Done } from './done.ts';

/** A name that a set got on an Instance. */
interface NameThere {
  readonly instance: Id;
  readonly name: string;
  /** The position before the command: what mentions the name since later does so by the very command. */
  readonly before: Position;
}

/** What an event about a set says of names, among its data. */
type NamedEvent = RecordedEvent<
  string,
  { readonly name?: string; readonly from?: string; readonly to?: string }
>;

export const nameWarning = builder.objectRef<NameThere>('NameWarning').implement({
  description: 'A Permission Set got a name that other sets mention: what they allow now extends to it.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The name.' }),
    message: t.string({
      description: 'What that means, in a sentence.',
      resolve: ({ name }) => `Sets that mention "${name}" now mean this set.`,
    }),
    mentionedBy: t.field({
      type: permSetConnection,
      description: 'The sets that mentioned it before, by their own names: those that the caller sees.',
      args: t.arg.connectionArgs(),
      resolve: ({ instance, name, before }, args, { read }) =>
        setsMentioning(read, instance, name, args, before),
    }),
  }),
});

/** The names that a command gave to sets and that sets mentioned before which the caller sees. */
export async function nameWarnings(done: Done, read: Read): Promise<NameThere[]> {
  const events = (await done.ofTypes('PermSetCreated', 'PermSetRenamed')) as NamedEvent[];
  const taken = events.map(({ scope, data: { name, to } }) => ({
    instance: scope.instance as Id,
    name: name ?? to ?? '',
    before: done.accepted.first - 1,
  }));
  const mentions = await Promise.all(
    taken.map(({ instance, name, before }) => setsMentioning(read, instance, name, { first: 1 }, before)),
  );
  return taken.filter((_, index) => (mentions[index]?.edges.length ?? 0) > 0);
}

/** The sets that still mention the name that a set had before a command renamed it. */
export async function staleReferences(
  done: Done,
  read: Read,
  args: PageArguments,
): Promise<Connection<PermSetView>> {
  const [renamed] = (await done.ofTypes('PermSetRenamed')) as NamedEvent[];
  const [instance, from] = [renamed?.scope.instance, renamed?.data.from];
  return instance && from !== undefined ? setsMentioning(read, instance, from, args) : EMPTY;
}

/** What became of a set of an imported file. */
interface ImportedItem {
  readonly name: string;
  readonly id: Id | undefined;
}

const importOutcome = builder.enumType('ImportOutcome', {
  description: 'What became of a Permission Set of an imported file.',
  values: {
    CREATED: { description: 'It was created.' },
    SKIPPED: { description: 'Its name was taken, and it was left out.' },
  },
});

export const importedPermSet = builder.objectRef<ImportedItem>('ImportedPermSet').implement({
  description: 'A Permission Set of an imported file.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name in the file.' }),
    outcome: t.field({
      type: importOutcome,
      description: 'What became of it.',
      resolve: ({ id }) => (id === undefined ? 'SKIPPED' : 'CREATED'),
    }),
    permSet: t.field({
      type: permSetType,
      nullable: true,
      description: 'The new set; null where it was left out, or the caller may not read it.',
      resolve: ({ id }, _args, { read }) => (id === undefined ? null : entityOfType(read, 'PermSet', id)),
    }),
  }),
});

/** Every set of the file, in its order. */
export async function importedSets(done: Done): Promise<ImportedItem[]> {
  const { permissionSets } = done.input.file as {
    readonly permissionSets: readonly { readonly name: string }[];
  };
  const created = (await done.ofTypes('PermSetCreated')) as NamedEvent[];
  const ids = new Map(created.map(({ data: { name = '' }, target }) => [foldKey(name), target.id]));
  return permissionSets.map(({ name }) => ({ name, id: ids.get(foldKey(name)) }));
}
