/** QUERY: lists of events, with the same filters wherever they hang. */
import { type EventFilter, eventsOf } from '../../history/events.ts';
import { BOOTSTRAP, EXPIRER } from '../../kernel/actor.ts';
import { invalid } from '../../kernel/refusal.ts';
import type { Time } from '../../kernel/time.ts';
import { builder } from '../builder.ts';
import { connectionType } from './connection.ts';
import { logOrder } from './enums.ts';
import { eventType } from './event.ts';
import { readOptionalId } from './ids.ts';
import { eventInterface } from './refs.ts';

type Types = typeof builder.$inferSchemaTypes;
type Fields<Parent> =
  | PothosSchemaTypes.QueryFieldBuilder<Types, Parent>
  | PothosSchemaTypes.ObjectFieldBuilder<Types, Parent>;

export const eventConnection = connectionType('Event', eventInterface, 'events');

interface EventArguments {
  readonly subject?: string | null;
  readonly actor?: string | null;
  readonly target?: string | null;
  readonly scope?: string | null;
  readonly types?: readonly string[] | null;
  readonly from?: Time | null;
  readonly until?: Time | null;
  readonly order?: 'NEWEST_FIRST' | 'OLDEST_FIRST' | null;
}

/** A field that lists events: those that `within` says of its parent, and that the arguments leave. */
export function eventsField<Parent>(
  t: Fields<Parent>,
  description: string,
  within: (parent: Parent) => Pick<EventFilter, 'subject' | 'scope' | 'target'>,
) {
  return (t as PothosSchemaTypes.ObjectFieldBuilder<Types, Parent>).field({
    type: eventConnection,
    description,
    args: { ...eventArguments(t), ...t.arg.connectionArgs() },
    resolve: (parent, { first, after, last, before, ...filters }, { read }) => {
      const narrowed = filterOf(filters);
      const fixed = within(parent as Parent);
      const nothing =
        contradicts(narrowed.subject, fixed.subject) ||
        contradicts(narrowed.scope, fixed.scope) ||
        contradicts(narrowed.target, fixed.target);
      const filter = { ...narrowed, ...fixed, ...(nothing && { types: [] }) };
      return eventsOf(read, filter, { first, after, last, before });
    },
  });
}

function contradicts(asked: string | null | undefined, fixed: string | null | undefined): boolean {
  return asked != null && fixed != null && asked !== fixed;
}

function eventArguments<Parent>(t: Fields<Parent>) {
  return {
    subject: t.arg.id({ description: 'Only those about this user.' }),
    actor: t.arg.id({
      description: 'Only those that this user brought about, or `system:bootstrap`, `system:expirer`.',
    }),
    target: t.arg.id({ description: 'Only those about this thing.' }),
    scope: t.arg.id({
      description: 'Only those in this organization or project, or about this Partner or Instance.',
    }),
    types: t.arg({ type: [eventType], description: 'Only those of these types.' }),
    from: t.arg({ type: 'DateTime', description: 'Only those that happened at this moment or later.' }),
    until: t.arg({ type: 'DateTime', description: 'Only those that happened before this moment.' }),
    order: t.arg({ type: logOrder, defaultValue: 'NEWEST_FIRST', description: 'Which come first.' }),
  };
}

function filterOf(args: EventArguments): EventFilter {
  return {
    subject: readOptionalId('subject', args.subject),
    actor: readActor(args.actor),
    target: readOptionalId('target', args.target),
    scope: readOptionalId('scope', args.scope),
    types: args.types,
    from: args.from,
    until: args.until,
    oldestFirst: args.order === 'OLDEST_FIRST',
  };
}

function readActor(actor: string | null | undefined): string | null {
  if (actor == null || actor === BOOTSTRAP || actor === EXPIRER) return actor ?? null;
  const id = readOptionalId('actor', actor);
  if (id === null) throw invalid('actor', '`actor` must be an id.');
  return id;
}

builder.queryField('events', (t) =>
  eventsField(
    t,
    'The log, as far as the caller may read it; newest first unless asked otherwise.',
    () => ({}),
  ),
);
