/** DECIDE: access to Instances and Partners in one step, for any user of any Partner who is registered with an email (XP-01). */
import { z } from 'zod';
import { notRegistered } from '../../access/authority.ts';
import { expiresAtInput, requireLaterThan } from '../../grants/expiry.ts';
import { LEVELS } from '../../grants/levels.ts';
import { type DecisionContext, defineCommand } from '../../kernel/command.ts';
import type { Id, UserId } from '../../kernel/ids.ts';
import { email } from '../../kernel/text.ts';
import {
  demandHeldLevel,
  demandShares,
  demandTakes,
  giving,
  halfInput,
  heldOn,
  idsOf,
  type Selection,
  select,
} from '../selection.ts';

/** One half of the form: what is selected, and the level on it. */
interface Half {
  readonly selection: Selection;
  readonly level: string;
}

const input = z
  .strictObject({
    email: email.describe('The email that the user is registered with, however it is spelt.'),
    instances: halfInput<'Instance'>().optional().describe('The ids of the Instances; left out: none.'),
    instanceLevel: z
      .enum(LEVELS.Instance.values)
      .optional()
      .describe('The level, the same on all Instances.'),
    partners: halfInput<'Partner'>().optional().describe('The ids of the Partners; left out: none.'),
    partnerLevel: z.enum(LEVELS.Partner.values).optional().describe('The level, the same on all Partners.'),
    expiresAt: expiresAtInput,
  })
  .refine(({ instances, partners }) => selects(instances) || selects(partners), {
    path: ['instances'],
    message: 'select Instances or Partners',
  })
  .refine(({ instances, instanceLevel }) => selects(instances) === (instanceLevel !== undefined), {
    path: ['instanceLevel'],
    message: 'a selection of Instances and its level go together',
  })
  .refine(({ partners, partnerLevel }) => selects(partners) === (partnerLevel !== undefined), {
    path: ['partnerLevel'],
    message: 'a selection of Partners and its level go together',
  });

export const shareByEmail = defineCommand({
  name: 'shareByEmail',
  description:
    'Gives a registered user, whatever their Partner, a level on Instances and a level on Partners, all of it or nothing. Holders of WRITE may, no more than they hold themselves, and an OPERATOR.',
  from: 'anywhere',
  input,
  authorize(given, context) {
    requireLaterThan(context.now, given.expiresAt);
    const halves = halvesOf(context, given);
    for (const { selection } of halves) demandShares(context, selection);
    const user = context.state.userByEmail(given.email);
    const subject = user?.id as UserId | undefined;
    for (const { selection, level } of halves) {
      // Whoever names nobody is not told so before it is clear that they could give it.
      if (subject === undefined) demandHeldLevel(context, selection, level);
      else demandTakes(context, selection, heldOn(context, selection, subject), level);
    }
    if (subject === undefined) throw notRegistered(given.email, 'email');
    return { subject, target: halves.flatMap(({ selection }) => idsOf(selection)), halves };
  },
  decide({ expiresAt }, context, { subject, halves }) {
    for (const { selection, level } of halves) demandHeldLevel(context, selection, level);
    return halves.flatMap(({ selection, level }) =>
      giving(context, selection, subject, { value: level, expiresAt }),
    );
  },
});

/** Whether anything is selected in a half of the form: an empty one is as good as left out (XP-07). */
function selects(ids: readonly Id[] | undefined): ids is readonly Id[] {
  return ids !== undefined && ids.length > 0;
}

function halvesOf(context: DecisionContext, given: z.output<typeof input>): Half[] {
  const { instances, instanceLevel, partners, partnerLevel } = given;
  return [
    ...(selects(instances) && instanceLevel
      ? [{ selection: select(context, 'Instance', instances), level: instanceLevel }]
      : []),
    ...(selects(partners) && partnerLevel
      ? [{ selection: select(context, 'Partner', partners), level: partnerLevel }]
      : []),
  ];
}
