/** ORACLE: the nested views of the Partner Portal as somebody sees them who may see everything. */
import type { Scene } from './access.ts';
import type { Personal } from './personal.ts';
import { access, createsInstances, type Levelled, thing } from './portal.ts';
import { levelRights } from './rights.ts';
import { byId, grantView, userNames } from './views.ts';
import { find, living } from './world.ts';

/** What a user holds on an Instance or a Partner. */
export function levelOn(scene: Scene, kind: Levelled, user: string, target: string) {
  const grant = access(scene, kind, user, target);
  if (!grant) return null;
  const { value, from: since, expiresAt } = grant;
  return { level: value, rights: levelRights(kind, value), grant: grantView({ since, expiresAt }) };
}

const named = ({ id, name }: { readonly id: string; readonly name: string }) => ({ id, name });

/** Everything of a kind that a user has access to. */
function accessesOf(scene: Scene, kind: Levelled, user: string) {
  const held = scene.grants.filter((grant) => grant.kind === kind && grant.subject === user);
  const targets = held.flatMap(({ target }) => thing(scene.world, kind, target) ?? []);
  return byId(targets).map((target) => ({ on: named(target), ...levelOn(scene, kind, user, target.id) }));
}

/** Everybody who has access of a kind to something. */
function accessesTo(scene: Scene, personal: Personal, kind: Levelled, target: string) {
  const users = living(scene.world.users).filter(({ id }) => access(scene, kind, id, target));
  return byId(users).map((user) => ({
    user: userNames(user, personal),
    ...levelOn(scene, kind, user.id, target),
  }));
}

/** What the portal knows of a user: their home, whether they may create Instances, and what they have access to. */
export function portalView(scene: Scene, user: string) {
  const home = find(scene.world.partners, find(scene.world.users, user)?.homePartnerId ?? '');
  const creates = createsInstances(scene, user);
  return {
    homePartner: home ? named(home) : null,
    createInstances: creates ? grantView({ since: creates.from, expiresAt: creates.expiresAt }) : null,
    instanceAccesses: accessesOf(scene, 'INSTANCE_ACCESS', user),
    partnerAccesses: accessesOf(scene, 'PARTNER_ACCESS', user),
  };
}

/** An Instance with its Partner and who has access to it. */
export function instanceView(scene: Scene, personal: Personal, id: string) {
  const instance = find(scene.world.instances, id);
  const partner = instance && find(scene.world.partners, instance.partnerId);
  if (!instance) return null;
  return {
    ...named(instance),
    partner: partner ? named(partner) : null,
    accesses: accessesTo(scene, personal, 'INSTANCE_ACCESS', id),
  };
}

/** A Partner with its Instances, who is at home there, and who has access to it. */
export function partnerView(scene: Scene, personal: Personal, id: string) {
  const partner = find(scene.world.partners, id);
  if (!partner) return null;
  const { users, instances } = scene.world;
  return {
    ...named(partner),
    instances: byId(living(instances).filter(({ partnerId }) => partnerId === id)).map(named),
    users: byId(living(users).filter(({ homePartnerId }) => homePartnerId === id)).map((user) =>
      userNames(user, personal),
    ),
    accesses: accessesTo(scene, personal, 'PARTNER_ACCESS', id),
  };
}
