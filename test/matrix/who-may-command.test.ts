/**
 * Who may run each command (model, section 7), as one table: everybody in every role tries everything once, as a plain
 * decision; and what is refused there is refused over HTTP, too, with the same code and nothing appended.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/features.ts';
import type { Json } from '../support/asking.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { by, given, idOf } from '../support/given.ts';
import { World } from '../support/world.ts';
import { PORTAL_EVERYBODY, PORTAL_TABLE } from './portal.ts';
import { SETS_EVERYBODY, SETS_TABLE } from './sets.ts';
import { absent, EVERYBODY, INPUTS, raise, type Somebody, sent, WORLD } from './world.ts';

const CODES: Readonly<Record<string, string>> = {
  ok: 'changed',
  '-': 'FORBIDDEN',
  '?': 'NOT_FOUND',
  self: 'SELF_EDIT_FORBIDDEN',
  unheld: 'CANNOT_GRANT_UNHELD',
  owner: 'OWNER_IMMUTABLE',
  stays: 'OWNER_NOT_REMOVABLE',
  email: 'EMAIL_NOT_VERIFIED',
  full: 'NOT_EMPTY',
  nobody: 'USER_NOT_REGISTERED',
  none: 'unchanged',
  used: 'PERMSET_IN_USE',
};

const DONE: readonly (string | undefined)[] = ['changed', 'unchanged', undefined];

/** In the columns those of world.ts; what stands after the slash says which of the inputs there. */
const TABLE = `
                                        owner  members creator lister billing plans  member admin  viewer contributor keeper op     auditor former outsider
  createUser                            -      -       -       -      -       -      -      -      -      -           -      ok     -       -      -
  register                              -      -       -       -      -       -      -      -      -      -           -      -      -       -      -
  updateProfile                         -      -       -       -      -       -      -      -      -      -           -      ok     -       -      -
  updateProfile/own name                ok     ok      ok      ok     ok      ok     ok     ok     ok     ok          ok     ok     ok      ok     ok
  updateProfile/own email               -      -       -       -      -       -      -      -      -      -           -      ok     -       -      -
  deleteUser                            -      -       -       -      -       -      -      -      -      -           -      ok     -       -      -
  deleteUser/the owner                  -      -       -       -      -       -      -      -      -      -           -      stays  -       -      -
  grantPlatformRole                     -      -       -       -      -       -      -      -      -      -           -      ok     -       -      -
  revokePlatformRole                    -      -       -       -      -       -      -      -      -      -           -      ok     -       -      -
  issueApiToken                         -      -       -       -      -       -      -      -      -      -           -      ok     -       -      -
  issueApiToken/own                     ok     ok      ok      ok     ok      ok     ok     ok     ok     ok          ok     ok     ok      ok     ok
  revokeApiToken                        ?      ?       ?       ?      ?       ?      ?      ?      ?      ?           ?      ok     -       ?      ?
  createOrganization                    ok     ok      ok      ok     ok      ok     ok     ok     ok     ok          ok     ok     ok      ok     ok
  createOrganization/another's          -      -       -       -      -       -      -      -      -      -           -      ok     -       -      -
  renameOrganization                    ok     -       -       -      -       -      -      -      -      -           -      -      -       ?      ?
  deleteOrganization                    full   -       -       -      -       -      -      -      -      -           -      -      -       ?      ?
  transferOwnership                     ok     -       -       -      -       -      -      -      -      -           -      -      -       ?      ?
  inviteToOrganization                  ok     ok      -       -      -       -      -      -      -      -           -      -      -       ?      ?
  inviteToOrganization/with plans       ok     unheld  -       -      -       -      -      -      -      -           -      -      -       ?      ?
  acceptInvitation/to the project       email  email   ?       ?      ?       ?      ?      email  ?      ?           ?      ?      email   ?      ?
  acceptInvitation/to the organization  email  email   ?       ?      ?       ?      ?      ?      ?      ?           ?      ?      email   ?      ?
  resendInvitation/to the project       ok     -       ?       ?      ?       ?      ?      ok     ?      ?           ?      ?      -       ?      ?
  resendInvitation/to the organization  ok     ok      ?       ?      ?       ?      ?      ?      ?      ?           ?      ?      -       ?      ?
  cancelInvitation/to the project       ok     -       ?       ?      ?       ?      ?      ok     ?      ?           ?      ?      -       ?      ?
  cancelInvitation/to the organization  ok     ok      ?       ?      ?       ?      ?      ?      ?      ?           ?      ?      -       ?      ?
  updateMember                          ok     ok      -       -      -       -      -      -      -      -           -      -      -       ?      ?
  updateMember/oneself                  owner  self    -       -      -       -      -      -      -      -           -      -      -       ?      ?
  updateMember/the owner                owner  owner   -       -      -       -      -      -      -      -           -      -      -       ?      ?
  updateMember/with billing             ok     unheld  -       -      -       -      -      -      -      -           -      -      -       ?      ?
  removeMembers                         ok     ok      -       -      -       -      -      -      -      -           -      -      -       ?      ?
  removeMembers/oneself                 stays  self    -       -      -       -      -      -      -      -           -      -      -       ?      ?
  removeMembers/the owner               stays  stays   -       -      -       -      -      -      -      -           -      -      -       ?      ?
  createProject                         ok     -       ok      -      -       -      -      -      -      -           -      -      -       ?      ?
  renameProject                         ok     -       ?       -      ?       ?      ?      ok     -      -           -      ?      -       ?      ?
  deleteProject                         ok     -       ?       -      ?       ?      ?      -      -      -           -      ?      -       ?      ?
  addProjectUser                        ok     -       ?       -      ?       ?      ?      ok     -      -           -      ?      -       ?      ?
  addProjectUser/nobody's email         ok     -       ?       -      ?       ?      ?      ok     -      -           -      ?      -       ?      ?
  updateProjectUser                     ok     ok      ?       -      ?       ?      ?      ok     -      -           -      ?      -       ?      ?
  updateProjectUser/raising             ok     unheld  ?       -      ?       ?      ?      ok     -      -           -      ?      -       ?      ?
  updateProjectUser/oneself             owner  self    ?       -      ?       ?      ?      ok     -      -           -      ?      -       ?      ?
  removeProjectUser                     ok     ok      ?       -      ?       ?      ?      ok     -      -           -      ?      -       ?      ?
  removeProjectUser/oneself             owner  self    ?       -      ?       ?      ?      ok     -      -           -      ?      -       ?      ?
  createEnvironment                     ok     -       ?       -      ?       ?      ?      ok     -      ok          -      ?      -       ?      ?
  createEnvironment/off staging         ok     ?       ?       ?      ?       ?      ?      ok     -      -           ok     ?      -       ?      ?
  deleteEnvironment                     ok     ?       ?       ?      ?       ?      ?      ok     -      -           ok     ?      -       ?      ?
  setEnvironmentType                    ok     ?       ?       ?      ?       ?      ?      ok     -      -           ok     ?      -       ?      ?
  setSshPolicy                          ok     ?       ?       ?      ?       ?      ?      ok     -      -           ok     ?      -       ?      ?
  redeploy                              ok     ?       ?       ?      ?       ?      ?      ok     -      -           ok     ?      -       ?      ?
  setDefaultBranch                      ok     -       ?       -      ?       ?      ?      ok     -      -           -      ?      -       ?      ?
`;

interface Row {
  readonly row: string;
  readonly command: string;
  readonly answers: ReadonlyMap<Somebody, string>;
}

/** The rows of a table, each with the answers for the columns of that table. */
function rowsOf(table: string): Row[] {
  const [head = '', ...lines] = table.trim().split('\n');
  const everybody = head.trim().split(/\s+/) as Somebody[];
  return lines.map((line) => {
    const [row = '', ...rest] = line.trim().split(/\s{2,}/);
    const cells = rest.flatMap((part) => part.split(' '));
    expect(cells, row).toHaveLength(everybody.length);
    const [command = ''] = row.split('/');
    const answers = everybody.map((who, index) => [who, CODES[cells[index] ?? ''] ?? ''] as const);
    return { row, command, answers: new Map(answers) };
  });
}

const rows = [...rowsOf(TABLE), ...rowsOf(PORTAL_TABLE), ...rowsOf(SETS_TABLE)];
const everybody = [...new Set<Somebody>([...EVERYBODY, ...PORTAL_EVERYBODY, ...SETS_EVERYBODY])];
const emailOf = (who: string) => `${who}@x.io`;
const inputOf = (row: string, who: string) => INPUTS[row]?.(emailOf(who)) ?? {};

it('the tables have every command that the API has, and everybody', () => {
  const offered = COMMANDS.filter(({ from }) => from !== 'import').map(({ name }) => name);
  expect([...new Set(rows.map(({ command }) => command))].sort()).toEqual(offered.sort());
  const columns = (table: string) => table.trim().split('\n')[0]?.trim().split(/\s+/);
  expect([TABLE, PORTAL_TABLE, SETS_TABLE].map(columns)).toEqual([
    [...EVERYBODY],
    [...PORTAL_EVERYBODY],
    [...SETS_EVERYBODY],
  ]);
});

describe('decided', () => {
  // What is refused leaves the world as it is: a new one is needed only after a change.
  let world = given(WORLD);
  const untouched = world.log.length;
  const outcome = (row: string, command: string, who: string) => {
    if (world.log.length > untouched) world = given(WORLD);
    return world.when(by(who, command, inputOf(row, who))).brief;
  };

  it.each(rows)('$row', ({ row, command, answers }) => {
    const outcomes = [...answers.keys()].map((who) => [who, outcome(row, command, who)]);
    expect(Object.fromEntries(outcomes)).toEqual(Object.fromEntries(answers));
  });

  it.each(rows)('$row, by an actor who has no account', ({ row, command }) => {
    const codes = ['FORBIDDEN', 'NOT_FOUND', 'USER_NOT_REGISTERED', 'CANNOT_GRANT_UNHELD'];
    expect(codes).toContain(outcome(row, command, 'ghost'));
  });
});

describe('refused over HTTP', () => {
  let database: TestDatabase;
  let world: World;
  beforeAll(async () => {
    database = await createDatabase('postgres');
    world = await World.start(database);
    await raise(world);
    for (const who of everybody) await world.tokenOf(idOf(who));
  });
  afterAll(async () => {
    await world?.close();
    await database?.drop();
  });

  interface Refused {
    readonly code: string;
    readonly position: string;
  }
  /** The refusals of the commands of some rows, sent by somebody with these inputs. */
  async function refusals(who: Somebody, asked: readonly (readonly [command: string, input: Json])[]) {
    if (asked.length === 0) return [];
    const titles = asked.map(([command]) => command.charAt(0).toUpperCase() + command.slice(1));
    const query = `mutation (${titles.map((title, index) => `$i${index}: ${title}Input!`)}) {
      ${asked.map(([command], index) => `a${index}: ${command}(input: $i${index}) { ...R }`).join('\n')} }
      fragment R on Refusal { code message field remedy facts position }`;
    const variables = Object.fromEntries(asked.map(([, input], index) => [`i${index}`, sent(input)]));
    return Object.values(await world.data<Record<string, Refused>>(idOf(who), query, variables));
  }

  it.each(everybody)('for %s', async (who) => {
    const refused = rows.filter(({ answers }) => !DONE.includes(answers.get(who)));
    const head = String(await world.head());
    const answers = await refusals(
      who,
      refused.map(({ row, command }) => [command, inputOf(row, who)]),
    );
    expect(refused.map(({ row }, index) => [row, answers[index]?.code, answers[index]?.position])).toEqual(
      refused.map(({ row, answers: expected }) => [row, expected.get(who), head]),
    );
    expect(String(await world.head())).toBe(head);
  });

  it.each(everybody)('for %s: what they may not know of, to the letter as what is not there', async (who) => {
    const unknown = rows.filter((each) => each.answers.get(who) === 'NOT_FOUND');
    const knowsProject = !unknown.some(({ command }) => command === 'renameProject');
    const about = (instead: (input: Json) => Json) =>
      refusals(
        who,
        unknown.map(({ row, command }) => [command, instead(inputOf(row, who))]),
      );
    const hidden = await about((input) => input);
    const instead = <Value>(value: Value) => absent(value, who, knowsProject);
    expect(instead(hidden)).toEqual(await about(instead));
  });

  it('operations, but for an OPERATOR', async () => {
    const operations = [
      'beginImport',
      'importLines(first: 1, lines: [])',
      'endImport',
      'startVerify',
      'startRebuild',
    ];
    const query = `mutation { ${operations.map((each, index) => `a${index}: ${each} { ... on Refusal { code } }`)} }`;
    for (const who of everybody.filter((each) => each !== 'op')) {
      const answers = await world.data<Json>(idOf(who), query);
      expect(Object.values(answers), who).toEqual(operations.map(() => ({ code: 'FORBIDDEN' })));
    }
  });
});
