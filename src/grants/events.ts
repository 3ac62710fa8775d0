/** PROJECT: the events of grants and what they do to the temporal rows, one code for all kinds. */
import { z } from 'zod';
import type { Change, GrantKey } from '../kernel/change.ts';
import { noData, timeData } from '../kernel/data.ts';
import { type AnyEventDefinition, defineEvent, type RecordedEvent } from '../kernel/event.ts';
import type { Time } from '../kernel/time.ts';
import { type GrantKind, SHARED_EVENTS } from './kind.ts';
import { ENVIRONMENT_TYPES } from './kinds/environment-type-role/kind.ts';
import { GRANT_KINDS, grantKind } from './registry.ts';
import { grantScope } from './target.ts';

const kind = z.enum(GRANT_KINDS.map(({ name }) => name)).describe('The kind of grant.');
const value = z.string().describe('What is held: a level, a role or a permission of that kind.');
const expiresAt = timeData.nullable().describe('When the grant ends by itself; null: never.');
const environmentType = z
  .enum(ENVIRONMENT_TYPES)
  .optional()
  .describe('The environment type that the role is on, for roles on environment types.');

const permissionGranted = defineEvent({
  type: 'PermissionGranted',
  version: 1,
  description: 'A grant began: the subject holds the value on the target.',
  data: z.strictObject({ kind, value, expiresAt, environmentType }),
  changes: (event) => [opened(event, grantKind(event.data.kind), event.data)],
});

const permissionChanged = defineEvent({
  type: 'PermissionChanged',
  version: 1,
  description: 'A grant changed its value: raised or lowered.',
  data: z.strictObject({
    kind,
    from: z.string().describe('What was held before.'),
    to: z.string().describe('What is held now.'),
    expiresAt,
    environmentType,
  }),
  changes(event) {
    const { to, ...rest } = event.data;
    return reopened(event, grantKind(rest.kind), { ...rest, value: to });
  },
});

const permissionExpiryChanged = defineEvent({
  type: 'PermissionExpiryChanged',
  version: 1,
  description: 'A grant kept its value and changed when it ends by itself.',
  data: z.strictObject({
    kind,
    value,
    from: timeData.nullable().describe('When it would have ended by itself; null: never.'),
    to: timeData.nullable().describe('When it ends by itself now; null: never.'),
    environmentType,
  }),
  changes(event) {
    const { to, ...rest } = event.data;
    return reopened(event, grantKind(rest.kind), { ...rest, expiresAt: to });
  },
});

const permissionRevoked = defineEvent({
  type: 'PermissionRevoked',
  version: 1,
  description: 'A grant was taken away.',
  data: z.strictObject({ kind, value, environmentType }),
  changes: (event) => [closed(event, grantKind(event.data.kind), event.data)],
});

const permissionExpired = defineEvent({
  type: 'PermissionExpired',
  version: 1,
  description: 'The time of a grant was up: it ended by itself.',
  data: z.strictObject({ kind, value, expiresAt, environmentType }),
  changes: (event) => [closed(event, grantKind(event.data.kind), event.data)],
});

/** Every event about grants: those that all kinds share, and those that a kind has of its own. */
export const grantEvents: readonly AnyEventDefinition[] = [
  permissionGranted,
  permissionChanged,
  permissionExpiryChanged,
  permissionRevoked,
  permissionExpired,
  ...GRANT_KINDS.filter((each) => each.events.granted !== SHARED_EVENTS.granted).flatMap(eventsOfTheirOwn),
];

/** The two events of a kind that has a single value: the name says what began or ended. */
function eventsOfTheirOwn(own: GrantKind): AnyEventDefinition[] {
  const [only = ''] = own.values;
  const granted = own.mayExpire === false ? noData : z.strictObject({ expiresAt });
  return [
    defineEvent<string, { expiresAt?: Time | null }>({
      type: own.events.granted,
      version: 1,
      description: `It began: ${own.description}`,
      data: granted,
      changes: (event) => [opened(event, own, { value: only, expiresAt: event.data.expiresAt ?? null })],
    }),
    defineEvent({
      type: own.events.revoked,
      version: 1,
      description: `It ended: ${own.description}`,
      data: noData,
      changes: (event) => [closed(event, own, { value: only })],
    }),
  ];
}

/** What the data of an event say about the grant itself. */
interface GrantData {
  readonly value?: string;
  readonly environmentType?: string;
}

function opened(
  event: RecordedEvent,
  kind: GrantKind,
  data: GrantData & { value: string; expiresAt: Time | null },
): Change {
  const scope = grantScope(kind.target, event.scope);
  return { do: 'open', grant: keyOf(event, kind, data), scope, value: data.value, expiresAt: data.expiresAt };
}

function closed(event: RecordedEvent, kind: GrantKind, data: GrantData): Change {
  return { do: 'close', grant: keyOf(event, kind, data) };
}

function reopened(
  event: RecordedEvent,
  kind: GrantKind,
  data: GrantData & { value: string; expiresAt: Time | null },
): Change[] {
  return [closed(event, kind, data), opened(event, kind, data)];
}

function keyOf(event: RecordedEvent, kind: GrantKind, data: GrantData): GrantKey {
  if (!event.subject) throw new Error(`Event ${event.position}: a grant without a subject`);
  const slots = { none: '', value: data.value, environmentType: data.environmentType };
  const slot = slots[kind.slot];
  if (slot === undefined) throw new Error(`Event ${event.position}: a ${kind.name} without its ${kind.slot}`);
  return { kind: kind.name, subject: event.subject, target: event.target.id, slot };
}
