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
};

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

const [, ...lines] = TABLE.trim().split('\n');
const rows = lines.map((line) => {
  const [row = '', ...cells] = line
    .trim()
    .split(/\s{2,}/)
    .flatMap((part, index) => (index === 0 ? [part] : part.split(' ')));
  const [command = ''] = row.split('/');
  return { row, command, cells: cells.map((cell) => CODES[cell] ?? cell) };
});
const answerFor = (cells: readonly string[], who: Somebody) => cells[EVERYBODY.indexOf(who)] ?? '';
const emailOf = (who: string) => `${who}@x.io`;
const inputOf = (row: string, who: string) => INPUTS[row]?.(emailOf(who)) ?? {};

it('the table has every command that the API has, and everybody', () => {
  const offered = COMMANDS.filter(({ from }) => from !== 'import').map(({ name }) => name);
  expect([...new Set(rows.map(({ command }) => command))].sort()).toEqual(offered.sort());
  expect(TABLE.trim().split('\n')[0]?.trim().split(/\s+/)).toEqual(EVERYBODY);
  for (const { row, cells } of rows) expect(cells, row).toHaveLength(EVERYBODY.length);
});

describe('decided', () => {
  // What is refused leaves the world as it is: a new one is needed only after a change.
  let world = given(WORLD);
  const untouched = world.log.length;
  const outcome = (row: string, command: string, who: string) => {
    if (world.log.length > untouched) world = given(WORLD);
    return world.when(by(who, command, inputOf(row, who))).brief;
  };

  it.each(rows)('$row', ({ row, command, cells }) => {
    const outcomes = EVERYBODY.map((who) => `${who}: ${outcome(row, command, who)}`);
    expect(outcomes).toEqual(EVERYBODY.map((who) => `${who}: ${answerFor(cells, who)}`));
  });

  it.each(rows)('$row, by an actor who has no account', ({ row, command }) => {
    expect(['FORBIDDEN', 'NOT_FOUND', 'USER_NOT_REGISTERED']).toContain(outcome(row, command, 'ghost'));
  });
});

describe('refused over HTTP', () => {
  let database: TestDatabase;
  let world: World;
  beforeAll(async () => {
    database = await createDatabase('postgres');
    world = await World.start(database);
    await raise(world);
    for (const who of EVERYBODY) await world.tokenOf(idOf(who));
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

  it.each(EVERYBODY)('for %s', async (who) => {
    const refused = rows.filter(({ cells }) => answerFor(cells, who) !== 'changed');
    const head = String(await world.head());
    const answers = await refusals(
      who,
      refused.map(({ row, command }) => [command, inputOf(row, who)]),
    );
    expect(refused.map(({ row }, index) => [row, answers[index]?.code, answers[index]?.position])).toEqual(
      refused.map(({ row, cells }) => [row, answerFor(cells, who), head]),
    );
    expect(String(await world.head())).toBe(head);
  });

  it.each(EVERYBODY)('for %s: what they may not know of, to the letter as what is not there', async (who) => {
    const unknown = rows.filter(({ cells }) => answerFor(cells, who) === 'NOT_FOUND');
    const knowsProject = !unknown.some(({ command }) => command === 'renameProject');
    const about = (instead: (input: Json) => Json) =>
      refusals(
        who,
        unknown.map(({ row, command }) => [command, instead(inputOf(row, who))]),
      );
    const hidden = await about((input) => input);
    expect(absent(hidden, knowsProject)).toEqual(await about((input) => absent(input, knowsProject)));
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
    for (const who of EVERYBODY.filter((each) => each !== 'op')) {
      const answers = await world.data<Json>(idOf(who), query);
      expect(Object.values(answers), who).toEqual(operations.map(() => ({ code: 'FORBIDDEN' })));
    }
  });
});
