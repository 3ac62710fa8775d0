/** COMMAND: the input types of the API, from the inputs of the commands: written once, the same for files and API. */
import type { InputRef } from '@pothos/core';
import type { z } from 'zod';
import { builder } from '../builder.ts';
import { fieldsOf, type InputField, isMade, kindOf, titleOf } from '../input-schema.ts';

/** The enums of the API by their values, in alphabetical order: an input with such values takes that enum. */
const ENUMS: Readonly<Record<string, string>> = {
  'ADMIN VIEWER': 'ProjectRole',
  'ADMIN CONTRIBUTOR VIEWER': 'EnvironmentTypeRole',
  'ADMIN CONTRIBUTOR NONE VIEWER': 'EnvironmentTypeRoleChange',
  'DEVELOPMENT PRODUCTION STAGING': 'EnvironmentType',
  'AUDITOR OPERATOR': 'PlatformRole',
  'READ WRITE WRITE_AND_DEPLOY': 'InstanceLevel',
  'READ WRITE': 'PartnerLevel',
  'FAIL SKIP': 'NameClash',
};

type AnyInput = InputRef<Readonly<Record<string, unknown>>>;

const byTitle = new Map<string, AnyInput>();

/** The input type for an object schema. What the gateway makes is no part of it. */
export function inputType(title: string, schema: z.ZodType, description: string): AnyInput {
  const known = byTitle.get(title);
  if (known) return known;
  const ref = builder.inputRef<Record<string, unknown>>(title);
  byTitle.set(title, ref);
  ref.implement({
    description,
    fields: (t) =>
      Object.fromEntries(
        fieldsOf(schema)
          .filter((field) => !isMade(field))
          .map((field) => [field.name, inputField(t, field)]),
      ),
  });
  return ref;
}

type FieldBuilder = PothosSchemaTypes.InputFieldBuilder<typeof builder.$inferSchemaTypes, 'InputObject'>;

function inputField(t: FieldBuilder, field: InputField) {
  return t.field({ type: typeOf(field), required: !field.optional, description: field.description });
}

function typeOf(field: InputField): never {
  const { schema, format, name } = field;
  const kind = kindOf(schema);
  switch (kind.kind) {
    case 'text':
      return byName(format === 'id' ? 'ID' : format === 'moment' ? 'DateTime' : 'String');
    case 'number':
      return byName('Int');
    case 'boolean':
      return byName('Boolean');
    case 'enum':
      return byName(enumOf(kind.values, name));
    case 'list':
      return [typeOf({ ...kind.of, name })] as unknown as never;
    case 'object': {
      const title = titleOf(schema);
      if (title === undefined)
        throw new Error(`The input ${name} needs a title: it becomes a type of the API`);
      return inputType(title, schema, schema.description ?? '') as unknown as never;
    }
  }
}

function enumOf(values: readonly string[], name: string): string {
  const found = ENUMS[[...values].sort().join(' ')];
  if (found === undefined)
    throw new Error(`The API has no enum for the input ${name} (${values.join(', ')})`);
  return found;
}

/** Pothos finds types by name, too; its types know only the names of scalars. */
function byName(name: string): never {
  return name as never;
}
