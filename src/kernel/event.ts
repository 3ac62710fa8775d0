/** What an event is: the envelope that every event shares, and how a type of event is declared. */
import type { z } from 'zod';
import type { Actor } from './actor.ts';
import type { Change } from './change.ts';
import type { CommandId, EventId, Id, UserId } from './ids.ts';
import type { Position, Time } from './time.ts';

/** Why an event happened, where the command alone does not say it. */
export const CAUSES = [
  'DIRECT',
  'BULK',
  'INVITATION_ACCEPTED',
  'PROJECT_ADD',
  'ORG_REMOVAL',
  'PROJECT_REMOVAL',
  'ROLE_RAISED_TO_ADMIN',
  'OWNERSHIP_TRANSFER',
  'RESOURCE_CREATED',
  'RESOURCE_DELETED',
  'DEFAULT_BRANCH',
  'PERMSET_DISABLED',
  'PERMSET_RENAMED',
  'PERMSET_IMPORT',
  'DUPLICATE',
  'EXPIRY',
] as const;
export type Cause = (typeof CAUSES)[number];

export const TARGET_TYPES = [
  'Portal',
  'User',
  'Identity',
  'ApiToken',
  'Organization',
  'Project',
  'Environment',
  'Invitation',
  'Partner',
  'Instance',
  'PermSet',
] as const;
export type TargetType = (typeof TARGET_TYPES)[number];

export interface Target {
  readonly type: TargetType;
  readonly id: Id;
}

/** The containers that an event belongs to: its log is part of theirs. */
export interface Scope {
  readonly organization?: Id;
  readonly project?: Id;
  readonly partner?: Id;
  readonly instance?: Id;
}

/** The fields that hold personal data. They stand as commitments in the event and as values in erasable rows. */
export const PERSONAL_FIELDS = ['email', 'name', 'reason', 'identity'] as const;
export type PersonalField = (typeof PERSONAL_FIELDS)[number];

/** An event as `decide` makes it: without its place, its time and the hash, which the lane gives. */
export interface NewEvent<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly subject?: UserId;
  readonly target: Target;
  readonly scope: Scope;
  readonly cause: Cause;
  /** The event of the same command that drags this one along. */
  readonly causedBy?: NewEvent;
  readonly data: Data;
  /** The personal values themselves: kept beside the log, never in it. */
  readonly personal?: Readonly<Partial<Record<PersonalField, string>>>;
  /** The SHA-256 (hex) of the secret of a token that this event issues for its target: kept beside the log, never in it. */
  readonly tokenHash?: string;
}

/** An event as it stands in the log. `personal` holds commitments (64 hex digits), see docs/leaf-format.md. */
export interface RecordedEvent<Type extends string = string, Data = unknown> {
  readonly position: Position;
  readonly id: EventId;
  readonly type: Type;
  readonly schemaVersion: number;
  readonly occurredAt: Time;
  readonly recordedAt: Time;
  readonly actor: Actor;
  readonly importedBy?: UserId;
  readonly commandId: CommandId;
  readonly causationId?: EventId;
  readonly cause: Cause;
  readonly subject?: UserId;
  readonly target: Target;
  readonly scope: Scope;
  readonly personal?: Readonly<Partial<Record<PersonalField, string>>>;
  readonly data: Data;
}

/**
 * A type of event: its name and version are the stored format and never change.
 * `upcasts[n]` turns data of version n into data of version n + 1.
 */
export interface EventDefinition<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly version: number;
  /** One sentence for people: what happened. */
  readonly description: string;
  readonly data: z.ZodType<Data>;
  readonly upcasts?: Readonly<Record<number, (data: unknown) => unknown>>;
  /** PROJECT: what the event changes in the temporal rows. Pure; [] only for events that record and change nothing. */
  changes(event: RecordedEvent<Type, Data>): readonly Change[];
}

/** Any event definition, whatever its data. */
export type AnyEventDefinition = EventDefinition<string, unknown>;

export function defineEvent<Type extends string, Data>(
  definition: EventDefinition<Type, Data>,
): EventDefinition<Type, Data> {
  return definition;
}
