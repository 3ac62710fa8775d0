/** PROPERTY: small bugs in the rules about Partners and Instances, each to be noticed. */
import type { NewEvent } from '../../src/kernel/event.ts';
import type { Id } from '../../src/kernel/ids.ts';
import { PARTNERS } from '../support/oracle/cast.ts';
import { PORTAL_THREADS } from '../support/oracle/portal-threads.ts';
import { mostOf } from '../support/oracle/random-commands.ts';
import { convicts, forgets, MODULES, type SeededBug, seed, sound, tamper } from './seeding.ts';

type PortalAuthority = typeof import('../../src/access/portal-authority.ts');

const shared = mostOf(PORTAL_THREADS.shared);
const ends = mostOf(PORTAL_THREADS.accessEnds);
const moves = mostOf(PORTAL_THREADS.instancesMove);

/** Access to the Partner of an Instance, for whoever is granted the Instance. */
function partnerToo(event: NewEvent): NewEvent {
  const id = PARTNERS[0] as Id;
  const data = { kind: 'PARTNER_ACCESS', value: 'READ', expiresAt: null };
  return { ...event, target: { type: 'Partner', id }, scope: { partner: id }, data };
}

const isGrant = ({ type, subject }: NewEvent): boolean =>
  type === 'PermissionGranted' && subject !== undefined;

/** The bugs that every push looks for. */
export const PORTAL_BUGS: Readonly<Record<string, SeededBug>> = {
  'an Instance grant that gives its Partner': tamper(
    'shareByEmail',
    ({ decide }) =>
      (...args) =>
        decide(...args).flatMap((event) => (isGrant(event) ? [event, partnerToo(event)] : [event])),
    shared,
  ),

  'any level shares': () => {
    seed<PortalAuthority>(MODULES.portalAuthority, () => ({ demandLevel: () => {} }));
    return convicts(shared, sound);
  },

  'the deletion of an Instance that leaves who had access': forgets(
    'deleteInstance',
    ({ type }) => type === 'PermissionRevoked',
    moves,
  ),
};

/** Those that are variations. */
export const MORE_PORTAL_BUGS: Readonly<Record<string, SeededBug>> = {
  'a submission over many that stops at the first': tamper(
    'setInstanceAccess',
    ({ decide }) =>
      (...args) =>
        decide(...args).slice(0, 1),
    shared,
  ),

  'a level that is changed, and its end forgotten': tamper(
    'setInstanceAccess',
    ({ decide }) =>
      (...args) =>
        decide(...args).map((event) =>
          event.type === 'PermissionChanged'
            ? { ...event, data: { ...(event.data as object), expiresAt: null } }
            : event,
        ),
    ends,
  ),

  'a move that takes the access along': tamper(
    'moveInstance',
    ({ decide }) =>
      (...args) =>
        decide(...args).flatMap((event) => [event, { ...partnerToo(event), type: 'PermissionGranted' }]),
    moves,
  ),

  'whoever creates an Instance gets nothing on it': forgets('createInstance', isGrant, moves),
};
