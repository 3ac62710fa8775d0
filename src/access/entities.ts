/** READ: entities by what names them, as far as the viewer may know of them. */
import { type Id, isId, type UserId } from '../kernel/ids.ts';
import { foldKey, isStorable } from '../kernel/text.ts';
import type { Batch, Read } from './read.ts';
import type { Composed } from './statements/compose.ts';
import {
  ENTITIES_BY_ID,
  ORGANIZATIONS_BY_NAME,
  THINGS_BY_ID,
  USERS_BY_EMAIL,
  USERS_BY_ID,
  USERS_BY_ID_OPEN,
} from './statements/entities.ts';
import type { EntityRow } from './statements/entity-rows.ts';
import {
  type EntityView,
  type EnvironmentView,
  entityView,
  type OrganizationView,
  type PartnerView,
  type PermSetView,
  type UserView,
} from './views/entity-views.ts';
import { mayKnow, mayReadAtHome } from './visibility.ts';
import { ENVIRONMENTS_WITHHELD, HOME_WITHHELD } from './withheld.ts';

type TypeName = EntityView['__typename'];
type ViewOf<Type extends TypeName> = EntityView & { readonly __typename: Type };

/** The entity of that id, of any type; null when there is none or the viewer may not know of it. */
export async function entityById(read: Read, id: string): Promise<EntityView | null> {
  return knowable(read, await load(read, 'entity', id));
}

/** The same for anything but users, whoever asks: the caller sees to it that the viewer may know of it. */
export async function anyThing(read: Read, id: string): Promise<EntityView | undefined> {
  return load(read, 'thing', id);
}

/** The same for one type; null also when the id is that of something else. */
export async function entityOfType<Type extends TypeName>(
  read: Read,
  type: Type,
  id: string,
): Promise<ViewOf<Type> | null> {
  const entity = knowable(read, await load(read, type === 'User' ? 'user' : 'thing', id));
  return entity?.__typename === type ? (entity as ViewOf<Type>) : null;
}

/**
 * The entity of that id for whoever got hold of something that lies in it: a project's organization, an
 * environment's project. Nobody reaches the one without being allowed to know of the other.
 */
export async function containerOf<Type extends TypeName>(
  read: Read,
  type: Type,
  id: string,
): Promise<ViewOf<Type>> {
  const entity = await named(read, type, id);
  if (!entity) throw new Error(`${type} ${id} does not live at position ${read.position}`);
  return entity;
}

/**
 * The user whom a command of the viewer changed something about: its author knows of them by its events (rule T6),
 * also when nothing connects the two any more. What else the viewer may not read of them stays withheld.
 */
export function userChanged(read: Read, id: UserId): Promise<UserView | null> {
  return named(read, 'User', id);
}

/** The Permission Set that a command of the viewer created: its author knows what is in it. */
export function setCreated(read: Read, id: Id): Promise<PermSetView | null> {
  return named(read, 'PermSet', id);
}

/** The Partner that a user is at home with; withheld from whoever may not read it. */
export async function homePartnerOf(read: Read, user: UserView): Promise<PartnerView | null> {
  if (!mayReadAtHome(read.viewer, user)) return HOME_WITHHELD;
  return user.homeId === null ? null : named(read, 'Partner', user.homeId);
}

/** What an invitation is to, for whoever may read the invitation; null when it is gone. */
export async function targetOf<Type extends 'Organization' | 'Project'>(
  read: Read,
  type: Type,
  id: string,
): Promise<ViewOf<Type> | null> {
  return named(read, type, id);
}

/** The environment of a fact that the viewer sees; null when it is gone, withheld from whoever is not on its project. */
export async function environmentOfFact(read: Read, id: string): Promise<EnvironmentView | null> {
  const environment = await named(read, 'Environment', id);
  return environment && !mayKnow(read.viewer, environment) ? ENVIRONMENTS_WITHHELD : environment;
}

async function named<Type extends TypeName>(
  read: Read,
  type: Type,
  id: string,
): Promise<ViewOf<Type> | null> {
  const entity = await load(read, type === 'User' ? 'user' : 'thing', id);
  return entity?.__typename === type ? (entity as ViewOf<Type>) : null;
}

export async function userByEmail(read: Read, email: string): Promise<UserView | null> {
  const user = await read.load('user by email', [], foldKey(email), () => byText(read, USERS_BY_EMAIL));
  return user?.__typename === 'User' && mayKnow(read.viewer, user) ? user : null;
}

/** Whether anybody is registered with an email, whoever asks: for what a command tells whoever may run it. */
export async function isRegistered(read: Read, email: string): Promise<boolean> {
  const user = await read.load('user by email', [], foldKey(email), () => byText(read, USERS_BY_EMAIL));
  return user !== undefined;
}

/** The user whom a text names by id or by email. */
export function userBy(read: Read, reference: string): Promise<UserView | null> {
  return isId(reference) ? entityOfType(read, 'User', reference.toLowerCase()) : userByEmail(read, reference);
}

export async function organizationByName(read: Read, name: string): Promise<OrganizationView | null> {
  const found = await read.load('organization by name', [], foldKey(name), () =>
    byText(read, ORGANIZATIONS_BY_NAME),
  );
  return found?.__typename === 'Organization' && mayKnow(read.viewer, found) ? found : null;
}

/** The organization that a text names by id or by name. */
export function organizationBy(read: Read, reference: string): Promise<OrganizationView | null> {
  return isId(reference)
    ? entityOfType(read, 'Organization', reference.toLowerCase())
    : organizationByName(read, reference);
}

function knowable(read: Read, entity: EntityView | undefined): EntityView | null {
  return entity && mayKnow(read.viewer, entity) ? entity : null;
}

/** What is looked for is told, since to find users and what may be seen of them costs most. */
type Sought = 'entity' | 'user' | 'thing';

function load(read: Read, sought: Sought, id: string): Promise<EntityView | undefined> {
  // Who asks came with the first statement.
  if (read.self?.id === id) return Promise.resolve(read.self);
  return read.load(sought, [], id, () => ({
    key: (key) => key,
    async load(ids) {
      const rows = await read.query<EntityRow>(statementFor(read, sought, ids), { ids });
      const views = new Map(rows.map((row) => [row.id, entityView(row)]));
      return ids.map((key) => views.get(key));
    },
  }));
}

function statementFor({ viewer }: Read, sought: Sought, ids: readonly string[]): Composed {
  if (sought === 'entity') return ENTITIES_BY_ID;
  if (sought === 'thing') return THINGS_BY_ID;
  const open = viewer.sight.lists || ids.every((id) => id === viewer.userId);
  return open ? USERS_BY_ID_OPEN : USERS_BY_ID;
}

function byText(read: Read, statement: Composed): Batch<string, EntityView | undefined> {
  return {
    key: (text) => text,
    async load(texts) {
      const possible = texts.filter(isStorable);
      const rows = await read.query<EntityRow & { text: string }>(statement, { texts: possible });
      const views = new Map(rows.map((row) => [row.text, entityView(row)]));
      return texts.map((text) => views.get(text));
    },
  };
}
