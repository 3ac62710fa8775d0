/** COMMAND: a refusal as the answer of a mutation: part of the schema, since a user can act on it. */
import { REFUSAL_CODES, type Refusal, type RefusalCode } from '../../kernel/refusal.ts';
import type { Position } from '../../kernel/time.ts';
import { builder } from '../builder.ts';

/** A refusal and the head at which it was given. */
export class Refused {
  readonly refusal: Refusal;
  readonly position: Position;

  constructor(refusal: Refusal, position: Position) {
    this.refusal = refusal;
    this.position = position;
  }
}

const codes = Object.entries(REFUSAL_CODES).map(([code, description]) => [code, { description }] as const);

export const refusalCode = builder.enumType('RefusalCode', {
  description: 'Why something was refused. The list is closed; new codes come with new versions only.',
  values: Object.fromEntries(codes) as Record<RefusalCode, { description: string }>,
});

export const refusedType = builder.objectRef<Refused>('Refusal').implement({
  description: 'A command that was not carried out. Nothing was appended for it.',
  fields: (t) => ({
    code: t.field({
      type: refusalCode,
      description: 'Why, for programs.',
      resolve: ({ refusal }) => refusal.code,
    }),
    message: t.string({ description: 'Why, for people.', resolve: ({ refusal }) => refusal.message }),
    field: t.string({
      nullable: true,
      description:
        'The path of the input at fault, such as `roles.environmentTypes.0.role`; null when it is none.',
      resolve: ({ refusal }) => refusal.field,
    }),
    remedy: t.string({
      nullable: true,
      description: 'What the caller can do about it.',
      resolve: ({ refusal }) => refusal.remedy,
    }),
    facts: t.field({
      type: 'JSON',
      description: 'What it is about, for programs: ids, names, what is held; an object.',
      resolve: ({ refusal }) => refusal.facts,
    }),
    position: t.field({
      type: 'Position',
      description: 'The end of the log at which it was refused.',
      resolve: ({ position }) => position,
    }),
  }),
});
