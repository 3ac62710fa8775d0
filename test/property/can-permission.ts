/**
 * PROPERTY: `canPermission` answers everybody about everybody, now and as of a position, as the oracle does: whether the
 * sets held then together cover the permission, FORBIDDEN where they may not all be read, nothing where the user or the
 * Instance are hidden.
 */
import { expect } from 'vitest';
import { INSTANCES, USERS } from '../support/oracle/cast.ts';
import { effective, heldSets } from '../support/oracle/perm-sets.ts';
import { covers } from '../support/oracle/permissions.ts';
import { instanceDoor } from '../support/oracle/portal-visibility.ts';
import type { Step } from '../support/oracle/scenario.ts';
import { allHeldVerdict } from '../support/oracle/set-visibility.ts';
import type { Viewing } from '../support/oracle/viewing.ts';
import { nameVerdict } from '../support/oracle/visibility.ts';
import { find } from '../support/oracle/world.ts';
import type { Served } from './asker.ts';
import { everybodyAsks } from './everybody-asks.ts';
import { OPERATOR_ID } from './installation.ts';

const [live, , depot] = INSTANCES as [string, string, string];
const PERMISSIONS = [
  ...['scripts=run', 'scripts=*', 'users=edit', 'permset=read', '*=*', "reports=read('a')"],
  ...["permset=read('Runners-set')", "permset=read('\uFF27host-set','Runners-set')"],
];
const QUESTIONS = [OPERATOR_ID, ...USERS].flatMap((user) =>
  [live, depot].flatMap((instance) => PERMISSIONS.map((permission) => ({ user, instance, permission }))),
);
type Question = (typeof QUESTIONS)[number];

const document = (asOf: string, questions: readonly Question[]) =>
  `query ${asOf} { ${questions.map(
    ({ user, instance, permission }, n) =>
      `q${n}: canPermission(user: "${user}", instance: "${instance}", permission: "${permission}") {
        allowed givenBy { id } }`,
  )} }`;

export async function canPermissionAsTheOracle(
  { installation, asker }: Served,
  steps: readonly Step[],
  share: number,
): Promise<void> {
  for (const { viewing, token, asOf, n, askers } of await everybodyAsks(installation, steps, share)) {
    const questions = QUESTIONS.filter((_, index) => (index >> 1) % askers === n);
    const { data, errors } = await asker.ask(token, document(asOf, questions));
    const refused = errors as unknown as { path: [string]; extensions: { code: string } }[];
    for (const [index, question] of questions.entries()) {
      const answer = data?.[`q${index}`] as null | { allowed: boolean; givenBy: unknown[] };
      const told = `${viewing.viewer} ${asOf} ${JSON.stringify(question)}`;
      if (answer) expect(answer.givenBy.length > 0, told).toBe(answer.allowed);
      const code = refused.find(({ path: [name] }) => name === `q${index}`)?.extensions.code;
      const outcome = answer ? String(answer.allowed) : (code ?? 'NOTHING');
      expect(outcomes(viewing, question), told).toContain(outcome);
    }
  }
}

/** What may be answered. */
function outcomes(viewing: Viewing, { user, instance, permission }: Question): string[] {
  const { asked, viewer } = viewing;
  if (!find(asked.world.users, user) || !find(asked.world.instances, instance)) return ['NOTHING'];
  const known = user === viewer ? 'SHOWN' : nameVerdict(viewing, user);
  const own = user === viewer && heldSets(asked, user, instance).length > 0;
  if (known === 'HIDDEN' || !(own || instanceDoor(viewing, { id: instance }))) return ['NOTHING'];
  const answer = String(covers(effective(asked, user, instance), permission));
  const readable = allHeldVerdict(viewing, user, instance);
  const answers =
    readable === 'SHOWN' ? [answer] : readable === 'HIDDEN' ? ['FORBIDDEN'] : [answer, 'FORBIDDEN'];
  return known === 'SHOWN' ? answers : ['NOTHING', ...answers];
}
