// schema.graphql is the contract of the API: it is what the code says, and it explains itself.
import { readFile } from 'node:fs/promises';
import {
  type GraphQLArgument,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedDirective,
  parse,
  validate,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { COMMANDS, EVENTS } from '../../src/features.ts';
import { EXAMPLES } from '../../src/graphql/example-queries.ts';
import { buildSchema, printedSchema } from '../../src/graphql/schema.ts';

const schema = buildSchema();
const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));

describe('schema.graphql', () => {
  it('is what the code says; `npm run schema` writes it', async () => {
    const committed = await readFile(new URL('../../schema.graphql', import.meta.url), 'utf8');
    expect(printedSchema()).toBe(committed);
  });
});

describe('every part of the schema', () => {
  it('has a description', () => {
    const bare: string[] = [];
    const check = (path: string, { description }: { readonly description?: string | null }) => {
      if (!description?.trim()) bare.push(path);
    };
    const checkArguments = (path: string, args: readonly GraphQLArgument[]) => {
      for (const argument of args) check(`${path}(${argument.name}:)`, argument);
    };
    for (const type of types) {
      check(type.name, type);
      if (isEnumType(type)) for (const value of type.getValues()) check(`${type.name}.${value.name}`, value);
      if (isInputObjectType(type)) {
        for (const field of Object.values(type.getFields())) check(`${type.name}.${field.name}`, field);
      }
      if (isObjectType(type) || isInterfaceType(type)) {
        for (const field of Object.values(type.getFields())) {
          check(`${type.name}.${field.name}`, field);
          checkArguments(`${type.name}.${field.name}`, field.args);
        }
      }
    }
    for (const directive of schema.getDirectives().filter((each) => !isSpecifiedDirective(each))) {
      check(`@${directive.name}`, directive);
      checkArguments(`@${directive.name}`, directive.args);
    }
    // The scalars of GraphQL itself bring their own.
    expect(bare).toEqual([]);
  });

  it('has a type for every event, and a mutation for every command that may come from the API', () => {
    for (const { type } of EVENTS) expect(isObjectType(schema.getType(type))).toBe(true);
    const mutations = schema.getMutationType()?.getFields() ?? {};
    for (const { name, from } of COMMANDS)
      expect([name, name in mutations]).toEqual([name, from !== 'import']);
  });

  it('asks for nothing that the gateway makes', () => {
    for (const type of types.filter(isInputObjectType)) {
      const fields = Object.keys(type.getFields());
      expect([
        type.name,
        fields.filter((name) =>
          ['id', 'environmentId', 'invitationId', 'ids', 'tokenHash', 'tokenHashes'].includes(name),
        ),
      ]).toEqual([type.name, []]);
    }
  });
});

describe('the examples on the page', () => {
  it.each(EXAMPLES.map(({ query }) => [query.split('\n')[1] ?? '', query]))(
    'are valid: %s',
    (_title, query) => {
      expect(validate(schema, parse(query))).toEqual([]);
    },
  );
});
