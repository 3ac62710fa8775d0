/** COMMAND: what operators start: imports of history, and operations on the whole log. They answer at once. */
import type { ObjectRef } from '@pothos/core';
import type { BadLine } from '../../imports/bad-line.ts';
import type { Id } from '../../kernel/ids.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { demandOperator } from '../operators.ts';
import { importType, operationType } from '../types/administration.ts';
import { Refused, refusalCode, refusedType } from './refusal.ts';

/** An import, after what was done with it. */
interface ImportDone {
  readonly importId: Id;
  readonly badLine?: BadLine;
}

interface OperationStarted {
  readonly operationId: Id;
}

const badLineType = builder.objectRef<BadLine>('ImportBadLine').implement({
  description:
    'A line of an import that was refused. Nothing of it was applied; the import goes on once it is mended.',
  fields: (t) => ({
    line: t.int({ description: 'Its number in the file, counted from 1.', resolve: ({ line }) => line }),
    code: t.field({
      type: refusalCode,
      description: 'Why, for programs.',
      resolve: ({ refusal }) => refusal.code,
    }),
    message: t.string({ description: 'Why, for people.', resolve: ({ refusal }) => refusal.message }),
    field: t.string({
      nullable: true,
      description: 'The path of the part at fault; null when it is none.',
      resolve: ({ refusal }) => refusal.field,
    }),
    remedy: t.string({
      nullable: true,
      description: 'What would be right.',
      resolve: ({ refusal }) => refusal.remedy,
    }),
    facts: t.field({
      type: 'JSON',
      description: 'What it is about, for programs.',
      resolve: ({ refusal }) => refusal.facts,
    }),
  }),
});

const importDone = builder.objectRef<ImportDone>('ImportPayload').implement({
  description: 'How far an import is.',
  fields: (t) => ({
    import: t.prismaField({
      type: importType,
      description: 'The import.',
      resolve: (query, { importId }, _args, { services }) =>
        services.prisma.import.findUniqueOrThrow({ ...query, where: { id: importId } }),
    }),
    badLine: t.field({
      type: badLineType,
      nullable: true,
      description: 'The line that was refused, if one was; the lines before it are applied.',
      resolve: ({ badLine }) => badLine,
    }),
  }),
});

const operationStarted = builder.objectRef<OperationStarted>('OperationPayload').implement({
  description: 'An operation that runs.',
  fields: (t) => ({
    operation: t.prismaField({
      type: operationType,
      description: 'The operation; ask for it again to see how far it is.',
      resolve: (query, { operationId }, _args, { services }) =>
        services.prisma.operation.findUniqueOrThrow({ ...query, where: { id: operationId } }),
    }),
  }),
});

const importResult = resultType('Import', importDone, 'How far an import is, or why nothing was done.');
const operationResult = resultType(
  'Operation',
  operationStarted,
  'An operation that runs, or why it was not started.',
);

function resultType<Shape extends object>(
  name: string,
  payload: ObjectRef<typeof builder.$inferSchemaTypes, Shape>,
  description: string,
) {
  return builder.unionType(`${name}Result`, {
    description,
    types: [payload, refusedType],
    resolveType: (answer) => (answer instanceof Refused ? 'Refusal' : `${name}Payload`),
  });
}

builder.mutationFields((t) => ({
  beginImport: t.field({
    type: importResult,
    description:
      'Begins to import history, or answers the import that is open. Only an OPERATOR may, before the log goes live.',
    resolve: (_root, _args, context) =>
      asOperator(context, 'import history', async ({ services, viewer }) => {
        const { id } = await services.imports.begin(viewer.userId);
        return { importId: id };
      }),
  }),
  importLines: t.field({
    type: importResult,
    description:
      'Applies lines of the open import, in order, each one atomic; lines that are applied already are skipped if they are the same. For whole files there is `POST /import`. Only an OPERATOR may.',
    args: {
      first: t.arg.int({
        required: true,
        description: 'The number of the first of these lines in the file, counted from 1.',
      }),
      lines: t.arg.stringList({
        required: true,
        description: 'Lines of NDJSON: each one moment with its commands.',
      }),
    },
    resolve: (_root, { first, lines }, context) =>
      asOperator(context, 'import history', async ({ services, viewer }) => {
        const result = await services.imports.importLines(viewer.userId, first, lines);
        return { importId: result.import.id, ...(!result.ok && { badLine: result.badLine }) };
      }),
  }),
  endImport: t.field({
    type: importResult,
    description: 'Ends the open import: from then on commands are taken. Only an OPERATOR may.',
    resolve: (_root, _args, context) =>
      asOperator(context, 'import history', async ({ services }) => {
        const { id } = await services.imports.end();
        return { importId: id };
      }),
  }),
  startVerify: t.field({
    type: operationResult,
    description:
      'Compares all projections with what the log says, beside the running work. Only an OPERATOR may.',
    resolve: (_root, _args, context) =>
      asOperator(context, 'verify the projections', async ({ services, viewer }) => {
        return { operationId: await services.operations.startVerify(viewer.userId) };
      }),
  }),
  startRebuild: t.field({
    type: operationResult,
    description:
      'Builds all projections anew from the log and swaps them in, beside the running work. Only an OPERATOR may.',
    resolve: (_root, _args, context) =>
      asOperator(context, 'rebuild the projections', async ({ services, viewer }) => {
        return { operationId: await services.operations.startRebuild(viewer.userId) };
      }),
  }),
}));

/** Does what only an OPERATOR may; a refusal is an answer here, as for every mutation. */
async function asOperator<Answer>(
  context: Context,
  what: string,
  work: (context: Context) => Promise<Answer>,
): Promise<Answer | Refused> {
  try {
    demandOperator(context.viewer, what);
    return await work(context);
  } catch (error) {
    if (error instanceof Refusal) return new Refused(error, context.read.head.position);
    throw error;
  }
}
