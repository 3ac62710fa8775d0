/** QUERY, COMMAND: the schema, from the types that add themselves to the builder; needs no database. */
import {
  defaultFieldResolver,
  GraphQLSchema,
  isAbstractType,
  isObjectType,
  isScalarType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { asOfDirective } from './as-of.ts';
import { builder } from './builder.ts';
import './scalars.ts';
import './types/register.ts';
import './mutations/register.ts';

builder.queryType({ description: 'What can be asked; add `@asOf` to the operation to ask it of the past.' });
builder.mutationType({
  description: 'What can be done: a command each, answered by what it did or by a refusal.',
});

/** Builds the schema. Cheap enough for tests, but once is enough: it keeps no state. */
export function buildSchema(): GraphQLSchema {
  const bare = builder.toSchema();
  const [dateTime, position] = [bare.getType('DateTime'), bare.getType('Position')];
  if (!isScalarType(dateTime) || !isScalarType(position)) throw new Error('The scalars of @asOf are missing');
  const directives = [...bare.getDirectives(), asOfDirective(dateTime, position)];
  const schema = new GraphQLSchema({ ...bare.toConfig(), directives });
  prepare(schema);
  return schema;
}

/** The schema as text, sorted: what schema.graphql holds. */
export function printedSchema(): string {
  return `${printSchema(lexicographicSortSchema(buildSchema()))}\n`;
}

/**
 * Makes the schema fit to be compiled. A field that is read from a property of its own name needs no resolver, and
 * compiles to that. A type resolver must not throw: in compiled code that would end the process.
 */
function prepare(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isObjectType(type)) {
      for (const field of Object.values(type.getFields())) {
        if (field.resolve === defaultFieldResolver) field.resolve = undefined;
      }
    } else if (isAbstractType(type) && type.resolveType) {
      const { resolveType } = type;
      type.resolveType = (...args) => {
        try {
          return resolveType(...args);
        } catch {
          // Answers "must resolve to an Object type", which is masked and logged like any fault of ours.
          return undefined;
        }
      };
    }
  }
}
