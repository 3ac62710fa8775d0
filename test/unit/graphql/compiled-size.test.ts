import { buildSchema, parse } from 'graphql';
import { expect, it } from 'vitest';
import { compiledSize } from '../../../src/graphql/compiled-size.ts';
import { operationOf } from '../../../src/graphql/operation.ts';

const schema = buildSchema(`
  interface Event { name: String causedBy: Event stone: Stone }
  type A implements Event { name: String causedBy: Event stone: Stone }
  type B implements Event { name: String causedBy: Event stone: Stone }
  type C implements Event { name: String causedBy: Event stone: Stone }
  type Stone { name: String stone: Stone }
  type Query { stone: Stone event: Event }
`);

const sizeOf = (query: string) => {
  const operation = operationOf(parse(query), undefined);
  return operation && compiledSize(schema, operation);
};

it.each([
  ['{ stone { name } }', 2],
  ['{ stone { name stone { name } } }', 4],
  ['{ event { name } }', 1 + 3],
  ['{ event { causedBy { causedBy { name } } } }', 1 + 3 * (1 + 3 * (1 + 3))],
  ['{ event { ... on A { name } stone { name } } }', 1 + 3 * 3],
  ['{ stone { ...S stone { ...S } } } fragment S on Stone { name }', 4],
])('%s is %i fields', (query, size) => {
  expect(sizeOf(query)).toBe(size);
});

it('is counted in no time where fragments multiply', () => {
  const links = Array.from(
    { length: 60 },
    (_, n) => `fragment F${n} on Event { a: causedBy { ...F${n + 1} } b: causedBy { ...F${n + 1} } }`,
  );
  expect(sizeOf(`{ event { ...F0 } } ${links.join(' ')} fragment F60 on Event { name }`)).toBeGreaterThan(
    1e15,
  );
});
