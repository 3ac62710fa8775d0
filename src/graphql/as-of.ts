/** QUERY: the directive that asks a query of the past, and how it is read, once per request. */
import {
  DirectiveLocation,
  GraphQLDirective,
  type GraphQLInputType,
  type GraphQLSchema,
  getDirectiveValues,
  getVariableValues,
  type OperationDefinitionNode,
} from 'graphql';
import type { AsOf } from '../access/pin.ts';
import { invalid } from '../kernel/refusal.ts';
import type { Position, Time } from '../kernel/time.ts';

const NAME = 'asOf';

export function asOfDirective(dateTime: GraphQLInputType, position: GraphQLInputType): GraphQLDirective {
  return new GraphQLDirective({
    name: NAME,
    description:
      'Answers the whole query as of a moment or a position of the log, names included; exactly one of the two. Who may read what is judged by what the caller may do now.',
    locations: [DirectiveLocation.QUERY],
    args: {
      time: {
        type: dateTime,
        description:
          'As things stood at this moment: after the last event that had happened by then. Not after now.',
      },
      position: {
        type: position,
        description:
          'As things stood right after the event at this position; "0" is before the first. Not after the head.',
      },
    },
  });
}

/** Whether the operation asks about anything but now, without reading what. */
export function asksAsOf(operation: OperationDefinitionNode): boolean {
  return operation.directives?.some((directive) => directive.name.value === NAME) === true;
}

/**
 * What the operation asks about. Throws a Refusal (VALIDATION) unless exactly one argument is given. Undefined when
 * the variables do not fit their types: executing the query says so, better than this could.
 */
export function readAsOf(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): AsOf {
  const directive = schema.getDirective(NAME);
  if (!directive || !asksAsOf(operation)) return undefined;
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  if (errors) return undefined;
  const values = getDirectiveValues(directive, operation, coerced) ?? {};
  const { time, position } = values as { time?: Time | null; position?: Position | null };
  if (time != null && position != null) throw refuse('takes either `time` or `position`, not both');
  if (time != null) return { time };
  if (position != null) return { position };
  throw refuse('needs `time` or `position`, and neither has a value');
}

function refuse(what: string) {
  return invalid(
    `@${NAME}`,
    `@${NAME} ${what}.`,
    `Give exactly one, as in @${NAME}(time: "2020-02-15T00:00:00Z"), or leave @${NAME} out to ask about now.`,
  );
}
