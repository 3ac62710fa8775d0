/** The part of the nested views that is about Partners and Instances: how it is asked for, and its answers in the oracle's shape. */
import { grant, type Json, nodes, sorted } from './answer-shapes.ts';

export const PORTAL_FRAGMENTS = `
  fragment OfPortal on User {
    homePartner { id name } createInstances { ...Granted }
    instanceAccesses { edges { node { instance { id name } level rights grant { ...Granted } } } }
    partnerAccesses { edges { node { partner { id name } level rights grant { ...Granted } } } }
  }
  fragment WholeInstance on Instance {
    id name partner { id name }
    accesses { edges { node { user { id email name } level rights grant { ...Granted } } } }
  }
  fragment WholePartner on Partner {
    id name instances { edges { node { id name } } } users { edges { node { id email name } } }
    accesses { edges { node { user { id email name } level rights grant { ...Granted } } } }
  }`;

const held = (node: Json): Json => ({
  level: node.level,
  rights: sorted(node.rights),
  grant: grant(node.grant),
});

const accessesOf = (connection: unknown, field: 'instance' | 'partner') =>
  nodes(
    connection,
    (node) => (node[field] as Json).id,
    (node) => ({ on: node[field], ...held(node) }),
  );

const accessesTo = (connection: unknown) =>
  nodes(
    connection,
    (node) => (node.user as Json).id,
    (node) => ({ user: node.user, ...held(node) }),
  );

const plain = (connection: unknown) =>
  nodes(
    connection,
    (node) => node.id,
    (node) => node,
  );

/** An answer with the fragment OfPortal, in the oracle's shape. */
export function portalAnswer(user: Json): Json {
  return {
    homePartner: user.homePartner,
    createInstances: grant(user.createInstances),
    instanceAccesses: accessesOf(user.instanceAccesses, 'instance'),
    partnerAccesses: accessesOf(user.partnerAccesses, 'partner'),
  };
}

/** An answer with the fragment WholeInstance, in the oracle's shape. */
export function instanceAnswer(instance: Json): Json {
  const { id, name, partner, accesses } = instance;
  return { id, name, partner, accesses: accessesTo(accesses) };
}

/** An answer with the fragment WholePartner, in the oracle's shape. */
export function partnerAnswer(partner: Json): Json {
  const { id, name, instances, users, accesses } = partner;
  return {
    id,
    name,
    instances: plain(instances),
    users: plain(users),
    accesses: accessesTo(accesses),
  };
}
