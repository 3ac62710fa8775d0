/** The forms that share Instances and Partners: what is offered for them, and the commands that they send (rule C1). */

import { living } from '../support/oracle/world.ts';
import { type Form, holds } from './choosing-form.ts';

const queryOf = (field: string, level: string) =>
  `query ($user: String, $level: ${level}!) { offered: ${field}(user: $user, level: $level, first: 100) {
    edges { node { id } } } }`;

/** A form for whoever is named, by id or by email. */
function naming(query: string, name: string, list: string): Form {
  return {
    query,
    command: (_chronicle, actor, { user, level, selected }) => ({
      actor,
      name,
      input: { user, level, [list]: selected },
    }),
    isAmong: (offered, { selected }) => selected.every((id) => idsIn(offered).includes(id)),
  };
}

/** The same form before anybody is named: for the email of another who holds nothing there. */
function open(query: string, kind: string, list: string, levelField: string): Form {
  return {
    query: query.replace('user: $user, ', '').replace('$user: String, ', ''),
    command({ world, personal }, actor, { level, selected }) {
      const other = living(world.users).find(
        ({ id }) => id !== actor && selected.every((target) => !holds(world, kind, id, target)),
      );
      const email = other?.email && personal.get(other.email)?.value;
      return email
        ? { actor, name: 'shareByEmail', input: { email, [list]: selected, [levelField]: level } }
        : undefined;
    },
    isAmong: (offered, { selected }) => selected.every((id) => idsIn(offered).includes(id)),
  };
}

function idsIn(offered: unknown): string[] {
  const { edges } = offered as { edges: readonly { node: { id: string } }[] };
  return edges.map(({ node }) => node.id);
}

const INSTANCES = queryOf('shareableInstances', 'InstanceLevel');
const PARTNERS = queryOf('shareablePartners', 'PartnerLevel');

const SETS = `query ($user: String, $target: ID!) { offered: assignablePermSets(user: $user, instance: $target, first: 100) {
  edges { node { id } } } }`;

/** One of the sets of an Instance, for whoever is named, or for another who holds nothing there. */
function assigning(query: string, isNamed: boolean): Form {
  return {
    query,
    command({ world, personal }, actor, { target, user, pick }) {
      const sets = living(world.permSets).filter(({ instanceId }) => instanceId === target);
      const set = sets[pick % sets.length];
      const other = living(world.users).find(
        ({ id }) => id !== actor && sets.every((one) => !holds(world, 'PERMISSION_SET', id, one.id)),
      );
      const whom = isNamed ? user : personal.get(other?.email ?? '')?.value;
      if (!set || whom === undefined) return undefined;
      return { actor, name: 'assignPermSet', input: { set: set.id, users: [whom] } };
    },
    isAmong: (offered, _probe, { input }) => offered !== null && idsIn(offered).includes(String(input.set)),
  };
}

export const SHARING_FORMS: Readonly<Record<string, Form>> = {
  instances: naming(INSTANCES, 'setInstanceAccess', 'instances'),
  partners: naming(PARTNERS, 'setPartnerAccess', 'partners'),
  instancesByEmail: open(INSTANCES, 'INSTANCE_ACCESS', 'instances', 'instanceLevel'),
  sets: assigning(SETS, true),
  setsForAnother: assigning(SETS.replace('user: $user, ', '').replace('$user: String, ', ''), false),
  partnersByEmail: open(PARTNERS, 'PARTNER_ACCESS', 'partners', 'partnerLevel'),
};
