/** COMMAND: reading the zod schema of a command's input: the one description that the API and files share. */
import type { z } from 'zod';

/** What a text of an input is, beyond being text; inputs say so in their metadata (`format`). */
type Format =
  /** The id of something that exists. */
  | 'id'
  /** The id of what the command creates: the gateway makes it, the API does not ask for it. */
  | 'newId'
  /** The hash of a secret that the gateway makes. */
  | 'tokenHash'
  /** What the caller's token proves; the gateway knows it. */
  | 'identity'
  /** An RFC 3339 date-time. */
  | 'moment';

/** One field of an input, without its wrappers. */
export interface InputField {
  readonly name: string;
  readonly description: string | undefined;
  readonly schema: z.ZodType;
  /** Whether it may be left out, and whether null means something else than leaving it out (decision A4). */
  readonly optional: boolean;
  readonly nullable: boolean;
  readonly format: Format | undefined;
  /** The path of the list in the same input that this one has an element for each of: of what the gateway makes. */
  readonly per: string | undefined;
}

/** Whether the gateway makes it: the API does not ask for it. */
export function isMade({ format }: InputField): boolean {
  return format === 'newId' || format === 'tokenHash' || format === 'identity';
}

/** The fields of an object schema. Throws when it is none: an input is always an object. */
export function fieldsOf(schema: z.ZodType): InputField[] {
  const definition = definitionOf(schema);
  if (definition.type !== 'object') throw new Error(`An input must be an object, not ${definition.type}`);
  return Object.entries(definition.shape).map(([name, field]) => readField(name, field));
}

/** What kind of value a schema without wrappers takes. Throws on kinds that no input has used so far. */
export function kindOf(
  schema: z.ZodType,
):
  | { readonly kind: 'text' | 'number' | 'boolean' }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'list'; readonly of: InputField }
  | { readonly kind: 'object' } {
  const definition = definitionOf(schema);
  switch (definition.type) {
    case 'string':
      return { kind: 'text' };
    case 'number':
    case 'boolean':
    case 'object':
      return { kind: definition.type };
    case 'enum':
      return { kind: 'enum', values: Object.values(definition.entries).map(String) };
    case 'array':
      return { kind: 'list', of: readField('', definition.element) };
    // A pipe is a text that is normalised and checked further: what goes in counts.
    case 'pipe':
      return kindOf(definition.in);
    default:
      throw new Error(`Inputs of the kind ${definition.type} have no form in the API yet`);
  }
}

/**
 * The value without the nulls that mean nothing: many clients send null for what they leave out. Null stays where
 * it says something else, as in `expiresAt`, and where leaving out is not allowed, so that it is refused.
 */
export function withoutIdleNulls(schema: z.ZodType, value: unknown): unknown {
  const kind = kindOf(schema);
  if (kind.kind === 'list' && Array.isArray(value))
    return value.map((each) => withoutIdleNulls(kind.of.schema, each));
  if (kind.kind !== 'object' || typeof value !== 'object' || value === null) return value;
  const given = value as Readonly<Record<string, unknown>>;
  const kept = fieldsOf(schema).flatMap(({ name, schema: field, optional, nullable }) => {
    if (!(name in given) || (given[name] === null && optional && !nullable)) return [];
    return [[name, withoutIdleNulls(field, given[name])] as const];
  });
  return Object.fromEntries(kept);
}

/** The stable name that an input gave a schema in its metadata (`title`). */
export function titleOf(schema: z.ZodType): string | undefined {
  return schema.meta()?.title;
}

function readField(name: string, wrapped: z.ZodType): InputField {
  let schema = wrapped;
  let optional = false;
  let nullable = false;
  let description = schema.description;
  for (;;) {
    const definition = definitionOf(schema);
    if (definition.type !== 'optional' && definition.type !== 'nullable' && definition.type !== 'default')
      break;
    if (definition.type === 'nullable') nullable = true;
    else optional = true;
    schema = definition.innerType;
    description ??= schema.description;
  }
  const { format, per } = (schema.meta() ?? {}) as { format?: Format; per?: string };
  return { name, description, schema, optional, nullable, format, per };
}

/** The part of zod's own description of a schema that inputs use (zod 4, `_zod.def`). */
type Definition =
  | { type: 'object'; shape: Record<string, z.ZodType> }
  | { type: 'optional' | 'nullable' | 'default'; innerType: z.ZodType }
  | { type: 'array'; element: z.ZodType }
  | { type: 'pipe'; in: z.ZodType }
  | { type: 'enum'; entries: Record<string, string | number> }
  | { type: 'string' | 'number' | 'boolean' };

function definitionOf(schema: z.ZodType): Definition {
  return schema._zod.def as unknown as Definition;
}
