/** APPEND and READ: the identity of an event, and what it says about where the events of its command stand. */
import { type CommandId, derivedId, type EventId } from '../kernel/ids.ts';

/** The id of the event of a command that comes at that place among its events, from 0. Part of the stored format. */
export function eventIdOf(commandId: CommandId, ordinal: number): EventId {
  return derivedId<'Event'>('event', commandId, ordinal);
}

/**
 * The place of an event among those of its command, which stand side by side in the log. Undefined when none of the
 * first `most` places gives that id.
 */
export function ordinalOf(commandId: CommandId, id: EventId, most: number): number | undefined {
  for (let ordinal = 0; ordinal < most; ordinal += 1) {
    if (eventIdOf(commandId, ordinal) === id) return ordinal;
  }
  return undefined;
}
