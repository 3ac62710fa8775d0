/** Who may run each command (model, section 7), as one table: everybody in every role tries everything once. */
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/features.ts';
import { by, given, idOf, inHistory, people, type Step } from '../support/given.ts';

/** `ok`, `-` for FORBIDDEN, `?` for NOT_FOUND, or the code of another refusal. */
const TABLE = `
                     owner      members creator lister admin viewer member outsider operator auditor
  createUser         -          -       -       -      -     -      -      -        ok       -
  register           -          -       -       -      -     -      -      -        -        -
  updateProfile      -          -       -       -      -     -      -      -        ok       -
  deleteUser         -          -       -       -      -     -      -      -        ok       -
  grantPlatformRole  -          -       -       -      -     -      -      -        ok       -
  revokePlatformRole -          -       -       -      -     -      -      -        ok       -
  issueApiToken      -          -       -       -      -     -      -      -        ok       -
  revokeApiToken     ?          ?       ?       ?      ?     ?      ?      ?        ok       -
  createOrganization ok         ok      ok      ok     ok    ok     ok     ok       ok       ok
  renameOrganization ok         -       -       -      -     -      -      ?        -        -
  deleteOrganization NOT_EMPTY  -       -       -      -     -      -      ?        -        -
  transferOwnership  ok         -       -       -      -     -      -      ?        -        -
  inviteToOrganization ok       ok      -       -      -     -      -      ?        -        -
  acceptInvitation   EMAIL_NOT_VERIFIED ? ?     ?      EMAIL_NOT_VERIFIED ? ? ?    ?        EMAIL_NOT_VERIFIED
  resendInvitation   ok         ?       ?       ?      ok    ?      ?      ?        ?        -
  cancelInvitation   ok         ?       ?       ?      ok    ?      ?      ?        ?        -
  updateMember       ok         ok      -       -      -     -      -      ?        -        -
  removeMembers      ok         ok      -       -      -     -      -      ?        -        -
  createProject      ok         -       ok      -      -     -      -      ?        -        -
  renameProject      ok         -       ?       -      ok    -      ?      ?        ?        -
  deleteProject      ok         -       ?       -      -     -      ?      ?        ?        -
  addProjectUser     ok         -       ?       -      ok    -      ?      ?        ?        -
  updateProjectUser  ok         ok      ?       -      ok    -      ?      ?        ?        -
  removeProjectUser  ok         ok      ?       -      ok    -      ?      ?        ?        -
  createEnvironment  ok         -       ?       -      ok    -      ?      ?        ?        -
  deleteEnvironment  ok         ?       ?       ?      ok    -      ?      ?        ?        -
  setEnvironmentType ok         ?       ?       ?      ok    -      ?      ?        ?        -
  setDefaultBranch   ok         -       ?       -      ok    -      ?      ?        ?        -
  setSshPolicy       ok         ?       ?       ?      ok    -      ?      ?        ?        -
  redeploy           ok         ?       ?       ?      ok    -      ?      ?        ?        -
`;

const project = idOf('P1');
const staging = [{ type: 'STAGING', role: 'VIEWER' }];
const member = (user: string, ...permissions: string[]) =>
  inHistory(by('owner', 'addMember', { organization: 'acme', user: `${user}@x.io`, permissions }));
const onProject = (user: string, roles: object) =>
  by('owner', 'addProjectUser', { project, user: `${user}@x.io`, roles });

// The operator and the auditor of the table are those of the installation; tom is done to, ned is added.
const WORLD = [
  ...people('owner', 'members', 'creator', 'lister', 'admin', 'viewer', 'member', 'outsider', 'tom', 'ned'),
  by('owner', 'createOrganization', { id: idOf('acme'), name: 'acme' }),
  by('owner', 'createProject', {
    id: project,
    organization: 'acme',
    title: 'One',
    environmentId: idOf('main'),
  }),
  by('owner', 'createEnvironment', { id: idOf('staging'), project, name: 'staging', type: 'STAGING' }),
  member('members', 'members'),
  member('creator', 'projects:create'),
  member('lister', 'projects:list'),
  member('member'),
  member('tom', 'plans'),
  onProject('admin', { project: 'ADMIN' }),
  onProject('viewer', { project: 'VIEWER' }),
  onProject('tom', { environmentTypes: staging }),
  by('admin', 'addProjectUser', {
    project,
    user: 'ned@y.io',
    roles: { project: 'VIEWER' },
    invitationId: idOf('invitation'),
    tokenHash: '1'.repeat(64),
  }),
  by('tom', 'issueApiToken', { id: idOf('token'), user: 'tom@x.io', tokenHash: '0'.repeat(64) }),
];

const tom = 'tom@x.io';
const INPUTS: Record<string, Record<string, unknown>> = {
  createUser: { id: idOf('new'), email: 'new@x.io', name: 'New' },
  // Without the token of an identity provider; with one, see test/unit/directory/register.test.ts.
  register: { id: idOf('new'), identityId: idOf('identity') },
  updateProfile: { user: tom, name: 'Tim' },
  deleteUser: { user: tom },
  grantPlatformRole: { user: tom, role: 'AUDITOR' },
  revokePlatformRole: { user: 'auditor@x.io', role: 'AUDITOR' },
  issueApiToken: { id: idOf('new'), user: tom, tokenHash: 'f'.repeat(64) },
  revokeApiToken: { token: idOf('token') },
  createOrganization: { id: idOf('new'), name: 'beta' },
  renameOrganization: { organization: 'acme', name: 'apex' },
  deleteOrganization: { organization: 'acme' },
  transferOwnership: { organization: 'acme', user: tom },
  inviteToOrganization: {
    organization: 'acme',
    emails: ['new@x.io'],
    permissions: [],
    ids: [idOf('new')],
    tokenHashes: ['f'.repeat(64)],
  },
  acceptInvitation: { invitation: idOf('invitation') },
  resendInvitation: { invitation: idOf('invitation'), tokenHash: 'f'.repeat(64) },
  cancelInvitation: { invitation: idOf('invitation') },
  updateMember: { organization: 'acme', user: tom, permissions: [] },
  removeMembers: { organization: 'acme', users: [tom] },
  createProject: { id: idOf('new'), organization: 'acme', title: 'New', environmentId: idOf('new main') },
  renameProject: { project, title: 'Uno' },
  deleteProject: { project },
  addProjectUser: { project, user: 'ned@x.io', roles: { project: 'VIEWER' } },
  updateProjectUser: {
    project,
    user: tom,
    roles: { environmentTypes: [{ type: 'STAGING', role: 'NONE' }] },
  },
  removeProjectUser: { project, user: tom },
  createEnvironment: { id: idOf('new'), project, name: 'feature' },
  deleteEnvironment: { environment: idOf('staging') },
  setEnvironmentType: { environment: idOf('staging'), type: 'DEVELOPMENT' },
  setSshPolicy: { environment: idOf('staging'), minRole: 'ADMIN' },
  redeploy: { environment: idOf('staging') },
  setDefaultBranch: { project, branch: 'staging', environmentId: idOf('new') },
};

const [head = '', ...lines] = TABLE.trim().split('\n');
const columns = head.trim().split(/\s+/);
const rows = lines
  .map((line) => line.trim().split(/\s+/))
  .map(([command = '', ...cells]) => ({ command, cells }));

it('the table has every command that the API has', () => {
  const offered = COMMANDS.filter(({ from }) => from !== 'import').map(({ name }) => name);
  expect(rows.map(({ command }) => command).sort()).toEqual(offered.sort());
  for (const { cells } of rows) expect(cells).toHaveLength(columns.length);
});

describe.each(rows)('$command', ({ command, cells }) => {
  it.each(columns.map((column, index) => [column, cells[index] ?? ''] as const))(
    'by %s: %s',
    (column, cell) => {
      const codes: Record<string, string> = { ok: 'changed', '-': 'FORBIDDEN', '?': 'NOT_FOUND' };
      expect(outcome(command, column)).toBe(codes[cell] ?? cell);
    },
  );

  it('by an actor who has no account: refused', () => {
    expect(['FORBIDDEN', 'NOT_FOUND']).toContain(outcome(command, 'ghost'));
  });
});

function outcome(command: string, column: string): string {
  const actor = column === 'operator' ? 'op' : column;
  const step: Step = by(actor, command, INPUTS[command]);
  return given(WORLD).when(step).brief;
}
