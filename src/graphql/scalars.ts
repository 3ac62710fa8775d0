/** QUERY: the scalars of the API and how their texts are read. */
import { GraphQLError, Kind, type ValueNode, valueFromASTUntyped } from 'graphql';
import { type Position, parsePosition, parseTime, type Time } from '../kernel/time.ts';
import { builder } from './builder.ts';

builder.scalarType('DateTime', {
  description:
    'A moment: RFC 3339 with any offset going in (digits beyond milliseconds are cut), UTC with milliseconds coming out: `2020-02-15T00:00:00.000Z`.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  serialize: (value) => value as Time,
  parseValue: readTime,
});

builder.scalarType('Position', {
  description:
    'A place in the log: "1", "2", "3" ... in the order of commits, "0" before the first event. A decimal text, since it may outgrow what JSON numbers keep; a number is accepted too.',
  serialize: (value) => String(value),
  parseValue: readPosition,
  parseLiteral: (node) => readPosition(literal(node)),
});

builder.scalarType('JSON', {
  description: 'Any JSON value.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});

/** Throws a GraphQLError, which becomes the code VALIDATION at the argument that held the value. */
export function readTime(value: unknown): Time {
  const time = typeof value === 'string' ? parseTime(value) : undefined;
  if (time === undefined)
    throw new GraphQLError('A DateTime must be RFC 3339 text such as "2020-02-15T00:00:00Z".');
  return time;
}

/** Throws a GraphQLError, which becomes the code VALIDATION at the argument that held the value. */
export function readPosition(value: unknown): Position {
  const text = typeof value === 'number' ? String(value) : value;
  const position = typeof text === 'string' ? parsePosition(text) : undefined;
  if (position === undefined)
    throw new GraphQLError('A Position must be a whole number, as text such as "42".');
  return position;
}

/** The text of a literal that may be a position: a string or a whole number. */
function literal(node: ValueNode): unknown {
  return node.kind === Kind.INT || node.kind === Kind.STRING ? node.value : undefined;
}
