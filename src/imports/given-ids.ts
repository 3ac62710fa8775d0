/** COMMAND: the identities of what a command creates, where the file leaves them out. */
import type { AnyCommandDefinition } from '../kernel/command.ts';
import { derivedId, type Id } from '../kernel/ids.ts';

/** The fields of an input by which a command names what it creates; what exists already is named otherwise. */
const FIELDS = ['id', 'environmentId'] as const;

/** Ids for what the command creates. They come from the command's own id: the same line again creates the same things. */
export function givenIds(definition: AnyCommandDefinition, commandId: Id): Readonly<Record<string, Id>> {
  const shape = 'shape' in definition.input ? (definition.input.shape as object) : {};
  return Object.fromEntries(
    FIELDS.filter((field) => field in shape).map((field) => [field, derivedId('given', commandId, field)]),
  );
}
