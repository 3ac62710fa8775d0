/** PROPERTY: small bugs in the rules about invitations, transfers, removals, environments and ends, each to be noticed. */
import type fc from 'fast-check';
import type { NewEvent } from '../../src/kernel/event.ts';
import { ORGANIZATIONS, PROJECTS, USERS } from '../support/oracle/cast.ts';
import { mostOf } from '../support/oracle/random-commands.ts';
import type { Step } from '../support/oracle/scenario.ts';
import { asSteps, by, THREADS } from '../support/oracle/threads.ts';
import {
  convicts,
  type Features,
  forgets,
  MODULES,
  type SeededBug,
  seed,
  sound,
  steps,
  tamper,
} from './seeding.ts';

type Invitations = typeof import('../../src/grants/invitations/invitation.ts');
type Merged = typeof import('../../src/grants/merged.ts');

const [ana, , cleo, dan] = USERS as [string, string, string, string];
const [acme] = ORGANIZATIONS as [string];
const [shop] = PROJECTS as [string];

/** What chance seldom does just after what it needs. */
const thenSends = (
  before: readonly Step[],
  actor: string,
  name: string,
  input: object,
): fc.Arbitrary<Step[]> => mostOf([...before, ...asSteps([by(actor, name, { ...input })])]);
const rolesForATime = THREADS.ends.slice(0, 3);
const invited = THREADS.invitedToProject.slice(0, 3);
const raised = thenSends(rolesForATime, ana, 'updateProjectUser', {
  project: shop,
  user: dan,
  roles: { project: 'ADMIN' },
});
const removed = thenSends(rolesForATime, ana, 'removeMembers', { organization: acme, users: [cleo, dan] });
const deletedWhileInvited = thenSends(invited, ana, 'deleteProject', { project: shop });

const kindOf = ({ data }: NewEvent): unknown => (data as { kind?: string }).kind;

function invitations(bug: (real: Invitations) => Partial<Invitations>, among = steps): SeededBug {
  return () => {
    seed<Invitations>(MODULES.invitation, bug);
    return convicts(among, sound);
  };
}

/** The bugs that every push looks for. */
export const RULE_BUGS: Readonly<Record<string, SeededBug>> = {
  'an acceptance that lowers a role': () => {
    seed<Merged>(MODULES.merged, () => ({ merged: (_kind, _held, offered) => offered }));
    return convicts(mostOf(THREADS.offeredMore), sound);
  },

  'a removal that leaves an invitation pending': invitations(
    () => ({ pendingWithMember: () => [] }),
    mostOf(THREADS.invitedToOrganization),
  ),

  'a second pending invitation for an address spelt otherwise': invitations(({ pendingFor }) => ({
    pendingFor(state, target, email) {
      const found = pendingFor(state, target, email);
      return found && state.personal(found.email) === email ? found : undefined;
    },
  })),

  'a transfer that forgets a project role': forgets(
    'transferOwnership',
    (event) => kindOf(event) === 'PROJECT_ROLE',
  ),

  'SSH applied by a change of type, without a redeploy': () => {
    seed<Features>(MODULES.features, ({ EVENTS }) => ({
      EVENTS: EVENTS.map((definition) =>
        definition.type === 'EnvironmentTypeChanged'
          ? { ...definition, changes: (event) => definition.changes(event).map(withoutSsh) }
          : definition,
      ),
    }));
    return convicts(steps, sound);
  },
};

type Change = ReturnType<Features['EVENTS'][number]['changes']>[number];

function withoutSsh(change: Change): Change {
  return change.do === 'alter' ? { ...change, attributes: { ...change.attributes, sshUserIds: [] } } : change;
}

/** Those that need more runs to be found, or are variations. */
export const MORE_RULE_BUGS: Readonly<Record<string, SeededBug>> = {
  'an invitation that anybody may accept': invitations(() => ({ isFor: () => true })),

  'the deletion of a user that leaves their invitations': invitations(() => ({ distinct: () => [] })),

  'an acceptance that gives nothing': forgets(
    'acceptInvitation',
    (event) => kindOf(event) === 'ORGANIZATION_PERMISSION',
    mostOf(THREADS.invitedToOrganization),
  ),

  'a removal of several that does not say so': tamper(
    'removeMembers',
    ({ decide }) =>
      (...args) =>
        decide(...args).map((event) => (event.cause === 'BULK' ? { ...event, cause: 'DIRECT' } : event)),
    removed,
  ),

  'a default branch that changes no type': forgets(
    'setDefaultBranch',
    ({ type }) => type === 'EnvironmentTypeChanged',
  ),

  'a raise to admin that keeps the roles on types': forgets(
    'updateProjectUser',
    ({ cause }) => cause === 'ROLE_RAISED_TO_ADMIN',
    raised,
  ),

  'an update of a member that leaves what they were offered': forgets(
    'updateMember',
    ({ type }) => type === 'InvitationCancelled',
    // Chance seldom changes what somebody holds who is invited as well.
    mostOf(THREADS.invitedToOrganization),
  ),

  'the deletion of a project that leaves its invitations': forgets(
    'deleteProject',
    ({ type }) => type === 'InvitationCancelled',
    deletedWhileInvited,
  ),
};
