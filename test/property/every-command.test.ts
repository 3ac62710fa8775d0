/** PROPERTY: the log stays sound whatever is commanded, on the embedded database and on a server. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { INSTANCES, PERM_SETS, USERS } from '../support/oracle/cast.ts';
import { randomSteps } from '../support/oracle/random-commands.ts';
import type { Step } from '../support/oracle/scenario.ts';
import { asSteps, by } from '../support/oracle/threads.ts';
import { type Installation, openInstallation } from './installation.ts';
import { soundLog } from './sound-log.ts';

const [ana, bob, cleo, dan] = USERS as [string, string, string, string];
const [live] = INSTANCES as [string];
const [, runners, , editors, , ...free] = PERM_SETS as [string, string, string, string, string, string];

/** What chance came upon once. */
const EXAMPLES: Readonly<Record<string, readonly Step[]>> = {
  'a refusal names a set that its actor sees, and on another Instance one is called the same in capitals':
    asSteps([
      by(bob, 'renamePermSet', { set: editors, name: 'RUNNERS-set' }),
      by(ana, 'disablePermSet', { set: runners }),
      by(cleo, 'assignPermSet', { set: runners, users: [dan] }),
    ]),
  'a set of a file names another that is left out, since one is called the same in capitals': asSteps([
    by(ana, 'renamePermSet', { set: runners, name: 'RUNNERS-set' }),
    by(ana, 'createPermSet', {
      id: free[0],
      instance: live,
      name: 'Editors-set',
      permissions: ['permset=edit', 'permset=read', 'scripts=run'],
    }),
    by(ana, 'assignPermSet', { set: free[0], users: [dan] }),
    by(dan, 'importPermSets', {
      instance: live,
      onClash: 'SKIP',
      ids: free.slice(1),
      file: {
        format: 'tenure.permission-sets',
        version: 1,
        permissionSets: [
          { name: 'Runners-set', permissions: ['scripts=run'] },
          { name: 'Files-set', permissions: ["permset=read('Runners-set')"] },
        ],
      },
    }),
  ]),
};

describe.each([
  ['pglite', 10],
  ['postgres', 5],
] as const)('on %s', (kind, numRuns) => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await openInstallation(kind);
  });
  afterAll(() => installation.close());

  test('the log stays sound after every command', async () => {
    await fc.assert(
      fc.asyncProperty(randomSteps(40), (steps) => soundLog(installation, steps)),
      { numRuns },
    );
  });

  test.each(Object.entries(EXAMPLES))('%s', (_what, steps) => soundLog(installation, steps));
});
