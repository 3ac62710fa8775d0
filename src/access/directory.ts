/** READ: the lists of all users, organizations, Partners and Instances, as far as the viewer may know of them. */
import type { Id } from '../kernel/ids.ts';
import { entitiesIn } from './entity-lists.ts';
import { type Connection, type PageArguments, placeByName, readPage } from './paging.ts';
import type { Read } from './read.ts';
import { INSTANCES, ORGANIZATIONS, PARTNERS, USERS } from './statements/directory.ts';
import type { InstanceView, OrganizationView, PartnerView, UserView } from './views/entity-views.ts';

export function allUsers(read: Read, args: PageArguments): Promise<Connection<UserView>> {
  const page = readPage('user', args);
  return entitiesIn(read, { list: USERS, finds: 'User', page, keys: {}, whole: read.viewer.sight.lists });
}

export function allOrganizations(read: Read, args: PageArguments): Promise<Connection<OrganizationView>> {
  const { lists, memberOf } = read.viewer.sight;
  const page = readPage('organization', args);
  const keys = { ids: memberOf };
  return entitiesIn(read, {
    list: ORGANIZATIONS,
    finds: 'Organization',
    page,
    place: placeByName,
    keys,
    whole: lists,
  });
}

export function allPartners(read: Read, args: PageArguments): Promise<Connection<PartnerView>> {
  const { sight, home } = read.viewer;
  const ids = home === null ? sight.partners : [...new Set([...sight.partners, home])];
  return partnersAmong(read, sight.lists ? 'all' : ids, args);
}

export function allInstances(read: Read, args: PageArguments): Promise<Connection<InstanceView>> {
  const { lists, knownInstances } = read.viewer.sight;
  return instancesAmong(read, lists ? 'all' : knownInstances, args);
}

/** All Partners, or those of some ids: whoever asks sees to it that the viewer may know of them. */
export function partnersAmong(
  read: Read,
  among: readonly Id[] | 'all',
  args: PageArguments,
): Promise<Connection<PartnerView>> {
  const page = readPage('partner', args);
  return entitiesIn(read, { list: PARTNERS, finds: 'Partner', page, ...keysOf(among) });
}

/** The same of Instances. */
export function instancesAmong(
  read: Read,
  among: readonly Id[] | 'all',
  args: PageArguments,
): Promise<Connection<InstanceView>> {
  const page = readPage('instance', args);
  return entitiesIn(read, { list: INSTANCES, finds: 'Instance', page, ...keysOf(among) });
}

function keysOf(among: readonly Id[] | 'all') {
  return among === 'all' ? { keys: {}, whole: true } : { keys: { ids: among }, whole: false };
}
