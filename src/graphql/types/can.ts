/** QUERY: may this user do that there, and by what. */
import { type Check, checkRight, type Question, type RightSource } from '../../access/checks.ts';
import { PAGE_SIZE } from '../../access/paging.ts';
import { invalid } from '../../kernel/refusal.ts';
import { builder } from '../builder.ts';
import { accessSource, environmentType, grantKind, right } from './enums.ts';
import { readId } from './ids.ts';
import { grantType, nodeType, userType } from './refs.ts';

const rightSource = builder.objectRef<RightSource>('RightSource').implement({
  description: 'What gives a right: something that is held, or follows from what is.',
  fields: (t) => ({
    source: t.expose('source', { type: accessSource, description: 'Where it comes from.' }),
    kind: t.expose('kind', {
      type: grantKind,
      nullable: true,
      description: 'The kind of what is held, by whose matrix it gives the right; null for SSH.',
    }),
    value: t.exposeString('value', {
      nullable: true,
      description: 'What is held: a role or a permission of that kind; null for SSH.',
    }),
    grant: t.expose('grant', {
      type: grantType,
      nullable: true,
      description:
        'The grant of it, or for what follows from being admin of the project, the grant of that role; null for what follows from ownership, and for SSH.',
    }),
  }),
});

const checkType = builder.objectRef<Check>('Check').implement({
  description: 'Whether a user may do something somewhere, at the moment asked about.',
  fields: (t) => ({
    user: t.expose('user', { type: userType, description: 'Who.' }),
    right: t.expose('right', { type: right, description: 'What.' }),
    target: t.expose('target', { type: nodeType, description: 'Where.' }),
    environmentType: t.expose('environmentType', {
      type: environmentType,
      nullable: true,
      description: 'On which environments of the project; null where none was asked about.',
    }),
    allowed: t.exposeBoolean('allowed', { description: 'Whether they may.' }),
    givenBy: t.expose('givenBy', {
      type: [rightSource],
      description: 'Everything that gives the right; empty when nothing does.',
    }),
  }),
});

const DESCRIPTIONS = {
  user: 'The user, by id or email.',
  right: 'The right.',
  target: 'The id of an organization, a project, an environment, an Instance or a Partner.',
  environmentType: 'With a project: on all its environments of this type, present and future.',
};

const checkInput = builder.inputType('CheckInput', {
  description: 'One question of `canEach`.',
  fields: (t) => ({
    user: t.string({ required: true, description: DESCRIPTIONS.user }),
    right: t.field({ type: right, required: true, description: DESCRIPTIONS.right }),
    target: t.id({ required: true, description: DESCRIPTIONS.target }),
    environmentType: t.field({ type: environmentType, description: DESCRIPTIONS.environmentType }),
  }),
});

const ANSWER =
  'null when the caller may not know of the user or the target, and with FORBIDDEN when they may not read what is held there.';

builder.queryFields((t) => ({
  can: t.field({
    type: checkType,
    nullable: true,
    description: `Whether a user may do something, and what gives them the right; ${ANSWER}`,
    args: {
      user: t.arg.string({ required: true, description: DESCRIPTIONS.user }),
      right: t.arg({ type: right, required: true, description: DESCRIPTIONS.right }),
      target: t.arg.id({ required: true, description: DESCRIPTIONS.target }),
      environmentType: t.arg({ type: environmentType, description: DESCRIPTIONS.environmentType }),
    },
    resolve: (_root, args, { read }) => checkRight(read, questionOf(args)),
  }),
  canEach: t.field({
    type: [checkType],
    nullable: { list: false, items: true },
    description: `Several questions of \`can\` at once, answered in their order; each ${ANSWER}`,
    args: {
      checks: t.arg({
        type: [checkInput],
        required: true,
        description: `The questions, at most ${PAGE_SIZE.max}.`,
      }),
    },
    resolve: (_root, { checks }, { read }) => {
      if (checks.length > PAGE_SIZE.max)
        throw invalid('checks', `\`checks\` may hold at most ${PAGE_SIZE.max}.`);
      return checks.map(async (check) => checkRight(read, questionOf(check)));
    },
  }),
}));

function questionOf({ target, environmentType: type, ...given }: Given): Question {
  return { ...given, target: readId('target', target), environmentType: type ?? null };
}

type Given = Omit<Question, 'environmentType'> & {
  readonly environmentType?: Question['environmentType'] | undefined;
};
