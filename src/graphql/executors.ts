/** QUERY: compiles queries that come again into functions; everything else is interpreted. */
import {
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
} from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { compiledSize } from './compiled-size.ts';
import type { Operation } from './operation.ts';

export type Execute = (args: ExecutionArgs) => ExecutionResult | Promise<ExecutionResult>;

/**
 * What executes an operation. Compiling costs about a millisecond, so it pays from the second time on. What is compiled
 * hangs on the operation (a document and a name), which lives as long as Yoga keeps the parsed document.
 */
export function createExecutors(): (schema: GraphQLSchema, operation: Operation) => Execute {
  const executors = new WeakMap<Operation, Execute>();
  return (schema, operation) => {
    const executor = executors.get(operation);
    if (executor) return executor;
    executors.set(operation, mayCompile(schema, operation) ? compileAtNextUse(operation) : execute);
    return execute;
  };

  function compileAtNextUse(operation: Operation): Execute {
    return (args) => {
      const executor = compile(args) ?? execute;
      executors.set(operation, executor);
      return executor(args);
    };
  }
}

/** The operation as a function; undefined when graphql-jit cannot compile it. */
function compile({ schema, document, operationName }: ExecutionArgs): Execute | undefined {
  const compiled = compileQuery(schema, document, operationName ?? undefined);
  if (!isCompiledQuery(compiled)) return undefined;
  return ({ rootValue, contextValue, variableValues }) =>
    compiled.query(rootValue, contextValue, variableValues ?? {}) as ReturnType<Execute>;
}

/** How many fields a compiled query may have: beyond, compiling costs more than it could save. */
const MOST_FIELDS = 400;

/** Mutations run once, introspection seldom; and Prisma's fields plan their statements from what the interpreter tells. */
function mayCompile(schema: GraphQLSchema, operation: Operation): boolean {
  const { node, introspects, rootFields } = operation;
  if (node.operation !== 'query' || introspects) return false;
  if ([...rootFields].some((field) => isIntrospection(field) || isPrismaField(schema, field))) return false;
  return compiledSize(schema, operation) <= MOST_FIELDS;
}

function isIntrospection(name: string): boolean {
  return name.startsWith('__') && name !== '__typename';
}

function isPrismaField(schema: GraphQLSchema, name: string): boolean {
  const field = schema.getQueryType()?.getFields()[name];
  return field !== undefined && isOfPrisma(getNamedType(field.type));
}

/** Whether it is an object of plugin-prisma, or a connection of such objects. */
function isOfPrisma(type: unknown): boolean {
  if (!isObjectType(type)) return false;
  if (type.extensions.pothosPrismaModel !== undefined) return true;
  const { edges } = type.getFields();
  const edge = edges && getNamedType(edges.type);
  const node = isObjectType(edge) ? edge.getFields().node : undefined;
  return node !== undefined && isOfPrisma(getNamedType(node.type));
}
