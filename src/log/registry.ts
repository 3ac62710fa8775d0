/** The registries of event types and commands: each declared once, an unknown one is an error, never skipped. */
import type { Change } from '../kernel/change.ts';
import type { AnyCommandDefinition } from '../kernel/command.ts';
import type { AnyEventDefinition, RecordedEvent } from '../kernel/event.ts';

export interface EventRegistry {
  readonly definitions: readonly AnyEventDefinition[];
  /** The definition of a type; throws on an unknown one. */
  definition(type: string): AnyEventDefinition;
  /** An event as it was stored, brought to the newest version of its type step by step; throws where it cannot. */
  upcast(stored: RecordedEvent): RecordedEvent;
  /** What an event (of the newest version) does to the temporal rows. */
  changes(event: RecordedEvent): readonly Change[];
}

export function createEventRegistry(definitions: readonly AnyEventDefinition[]): EventRegistry {
  const byType = new Map<string, AnyEventDefinition>();
  for (const definition of definitions) {
    if (byType.has(definition.type)) throw new Error(`Event type ${definition.type} is declared twice`);
    byType.set(definition.type, definition);
  }
  const definition = (type: string): AnyEventDefinition => {
    const found = byType.get(type);
    if (!found) throw new Error(`Unknown event type "${type}": the log was written by a newer Tenure`);
    return found;
  };
  return {
    definitions,
    definition,
    upcast(stored) {
      const { version, upcasts, data: schema } = definition(stored.type);
      if (stored.schemaVersion > version) {
        throw new Error(
          `Event ${stored.position} is ${stored.type} version ${stored.schemaVersion}; known up to ${version}`,
        );
      }
      let data = stored.data;
      for (let from = stored.schemaVersion; from < version; from += 1) {
        const step = upcasts?.[from];
        if (!step) throw new Error(`${stored.type} has no upcast from version ${from}`);
        data = step(data);
      }
      return { ...stored, schemaVersion: version, data: schema.parse(data) };
    },
    changes: (event) => definition(event.type).changes(event),
  };
}

export interface CommandRegistry {
  readonly definitions: readonly AnyCommandDefinition[];
  /** The definition of that name, if there is one. */
  find(name: string): AnyCommandDefinition | undefined;
}

export function createCommandRegistry(definitions: readonly AnyCommandDefinition[]): CommandRegistry {
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  if (byName.size !== definitions.length) throw new Error('A command is declared twice');
  return { definitions, find: (name) => byName.get(name) };
}
