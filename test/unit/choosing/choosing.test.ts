// What can be chosen is what the commands accept: every selection, tried on random states and callers (rule C1).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { standingIn } from '../../../src/access/standing.ts';
import { COMMANDS } from '../../../src/features.ts';
import { ENVIRONMENT_TYPES } from '../../../src/grants/kinds/environment-type-role/kind.ts';
import { ORGANIZATION_PERMISSION } from '../../../src/grants/kinds/organization-permission/kind.ts';
import { swept } from '../../../src/kernel/command.ts';
import { Refusal } from '../../../src/kernel/refusal.ts';
import { grantablePermissions } from '../../../src/organizations/choosing.ts';
import { heldPermissions } from '../../../src/organizations/permissions.ts';
import { grantableRoles } from '../../../src/projects/choosing.ts';
import { heldRoles, type RolesRequest } from '../../../src/projects/roles.ts';
import { by, given, idOf, inHistory, people, type Scenario } from '../../support/given.ts';

const acme = idOf<'Organization'>('acme');
const project = idOf<'Project'>('P1');

/** What somebody holds: nothing at all, membership with permissions, and roles on the project. */
interface Holds {
  readonly permissions: readonly string[] | null;
  readonly roles: RolesRequest | null;
}

const permissions = fc.subarray([...ORGANIZATION_PERMISSION.values]);
const onType = fc.option(fc.constantFrom('VIEWER', 'CONTRIBUTOR', 'ADMIN'), { freq: 2 });
const roles = fc.oneof(
  { weight: 1, arbitrary: fc.constant({ project: 'ADMIN' as const }) },
  {
    weight: 3,
    arbitrary: fc.tuple(onType, onType, onType).map((each) => ({
      project: 'VIEWER' as const,
      environmentTypes: ENVIRONMENT_TYPES.flatMap((type, n) => {
        const role = each[n];
        return role ? [{ type, role }] : [];
      }),
    })),
  },
) as fc.Arbitrary<RolesRequest>;
const holds: fc.Arbitrary<Holds> = fc.record({
  permissions: fc.option(permissions, { freq: 4 }),
  roles: fc.option(roles, { freq: 3 }),
});
const manages = permissions.map((all) => ['members', ...all]);
const caller: fc.Arbitrary<Holds> = fc.oneof(
  holds,
  fc.record({ permissions: manages, roles: fc.option(roles, { freq: 3 }) }),
);

function world(mia: Holds, bob: Holds): Scenario {
  const held = (who: string, { permissions: some, roles: on }: Holds) => [
    ...(some
      ? [inHistory(by('olga', 'addMember', { organization: 'acme', user: `${who}@x.io`, permissions: some }))]
      : []),
    ...(on ? [by('olga', 'addProjectUser', { project, user: `${who}@x.io`, roles: on })] : []),
  ];
  return given(
    people('olga', 'mia', 'bob'),
    by('olga', 'createOrganization', { id: acme, name: 'acme' }),
    by('olga', 'createProject', {
      id: project,
      organization: 'acme',
      title: 'One',
      environmentId: idOf('main'),
    }),
    held('mia', mia),
    held('bob', bob),
  );
}

/** Whether the decision of the command accepts; it leaves no trace. */
function accepts(
  { state, now }: Scenario,
  actor: string,
  name: string,
  input: Record<string, unknown>,
): boolean {
  const command = COMMANDS.find((each) => each.name === name);
  if (!command) throw new Error(`There is no command ${name}`);
  const demand = (condition: boolean, refusal: () => Refusal) => {
    if (!condition) throw refusal();
  };
  const context = { state, actor: idOf<'User'>(actor), now, importing: false, demand };
  try {
    const parsed = command.input.parse(input);
    swept(state, command.decide(parsed, context, command.authorize(parsed, context)));
    return true;
  } catch (thrown) {
    if (thrown instanceof Refusal) return false;
    throw thrown;
  }
}

/** What the rules are given, from the state of a scenario. */
function asking({ state }: Scenario, actor: string, subject: string | undefined) {
  const [actorId, owner] = [idOf<'User'>(actor), idOf<'User'>('olga')];
  const standing = standingIn(acme, owner, actorId, state.grantsOf(actorId, acme));
  return {
    actor: actorId,
    standing,
    owner,
    subject: subject === undefined ? undefined : idOf<'User'>(subject),
  };
}

const CALLERS = ['olga', 'mia', 'auditor'];
const SUBJECTS = ['olga', 'mia', 'bob'];

describe('permissions that can be chosen', () => {
  const SELECTIONS = Array.from({ length: 2 ** 5 }, (_, bits) =>
    ORGANIZATION_PERMISSION.values.filter((_permission, n) => (bits & (1 << n)) !== 0),
  );

  it('are those that updateMember accepts, in any selection', () => {
    fc.assert(
      fc.property(caller, holds, (mia, bob) => {
        const scenario = world(mia, bob);
        for (const actor of CALLERS) {
          for (const subject of SUBJECTS) {
            const { state } = scenario;
            if (!state.grantsOf(idOf(subject), acme).some(({ kind }) => kind === 'ORGANIZATION_MEMBERSHIP'))
              continue;
            const held = heldPermissions(state, acme, idOf<'User'>(subject));
            const grantable = grantablePermissions({ ...asking(scenario, actor, subject), held });
            for (const selection of SELECTIONS) {
              const input = { organization: acme, user: `${subject}@x.io`, permissions: selection };
              const expected = grantable.length > 0 && selection.every((each) => grantable.includes(each));
              if (accepts(scenario, actor, 'updateMember', input) !== expected)
                expect.fail(`${actor} ${subject} ${selection}: not ${expected}`);
            }
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('roles that can be chosen', () => {
  const ON_TYPE = [undefined, 'NONE', 'VIEWER', 'CONTRIBUTOR', 'ADMIN'] as const;
  const SELECTIONS = ([undefined, 'VIEWER', 'ADMIN'] as const).flatMap((role) =>
    ON_TYPE.flatMap((production) =>
      ON_TYPE.flatMap((staging) =>
        ON_TYPE.map((development) => {
          const chosen = [production, staging, development];
          return {
            ...(role && { project: role }),
            environmentTypes: ENVIRONMENT_TYPES.flatMap((type, n) => {
              const each = chosen[n];
              return each ? [{ type, role: each }] : [];
            }),
          };
        }),
      ),
    ),
  );

  /** Without a project role a request must give a role on some type. */
  const MEANT = SELECTIONS.filter(
    (selection) => 'project' in selection || selection.environmentTypes.some(({ role }) => role !== 'NONE'),
  );

  it('are those that updateProjectUser and addProjectUser accept, in any combination', () => {
    let accepted = 0;
    fc.assert(
      fc.property(caller, holds, (mia, bob) => {
        const scenario = world(mia, bob);
        for (const actor of CALLERS) {
          for (const subject of SUBJECTS) {
            const { state } = scenario;
            const held = heldRoles(state, { id: project, scope: acme } as never, idOf<'User'>(subject));
            const answer = grantableRoles({
              ...asking(scenario, actor, subject),
              project: { id: project },
              held,
            });
            const command = held.role ? 'updateProjectUser' : 'addProjectUser';
            for (const selection of MEANT) {
              // A project role that is left out is the one held, or VIEWER for somebody new.
              const project = selection.project ?? held.role?.value ?? 'VIEWER';
              const choice = answer.find(({ role }) => role === project);
              const expected =
                choice !== undefined &&
                selection.environmentTypes.every(({ type, role }) =>
                  choice.environmentTypes.some((each) => each.type === type && each.roles.includes(role)),
                );
              const input = { project: idOf('P1'), user: `${subject}@x.io`, roles: selection };
              if (accepts(scenario, actor, command, input) !== expected)
                expect.fail(`${actor} ${subject} ${JSON.stringify(selection)}: not ${expected}`);
              if (expected && actor === 'mia') accepted += 1;
            }
          }
        }
      }),
      { numRuns: 20 },
    );
    expect(accepted).toBeGreaterThan(0);
  });

  it('for another user who is not on the project are those of somebody who is added', () => {
    const scenario = world({ permissions: ['members'], roles: null }, { permissions: null, roles: null });
    const held = { role: undefined, types: new Map() };
    const ask = (actor: string) =>
      grantableRoles({ ...asking(scenario, actor, undefined), project: { id: project }, held });
    const all = ['NONE', 'VIEWER', 'CONTRIBUTOR', 'ADMIN'];
    expect(ask('olga')).toEqual([
      { role: 'VIEWER', environmentTypes: ENVIRONMENT_TYPES.map((type) => ({ type, roles: all })) },
      { role: 'ADMIN', environmentTypes: ENVIRONMENT_TYPES.map((type) => ({ type, roles: ['NONE'] })) },
    ]);
    // `members` alone does not add (PJ-14).
    expect(ask('mia')).toEqual([]);
  });
});
