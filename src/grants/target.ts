/** Where grants hold: how the scope of an event and the scope by which a grant is found follow from its target. */
import type { Scope, TargetType } from '../kernel/event.ts';
import { type Id, PORTAL } from '../kernel/ids.ts';

interface TargetScope {
  /** The containers that an event about a grant on the target belongs to. */
  ofEvent(target: Id, scope: Id): Scope;
  /** The scope that the grant is found by, from such an event. */
  ofGrant(scope: Scope): Id | undefined;
}

const inOrganization = (scope: Scope): Id | undefined => scope.organization;

const TARGETS: Readonly<Partial<Record<TargetType, TargetScope>>> = {
  Portal: { ofEvent: () => ({}), ofGrant: () => PORTAL },
  Organization: { ofEvent: (target) => ({ organization: target }), ofGrant: inOrganization },
  Project: {
    ofEvent: (target, scope) => ({ organization: scope, project: target }),
    ofGrant: inOrganization,
  },
  // An Instance can move to another Partner, so it is no part of one.
  Instance: { ofEvent: (target) => ({ instance: target }), ofGrant: (scope) => scope.instance },
  Partner: { ofEvent: (target) => ({ partner: target }), ofGrant: (scope) => scope.partner },
  PermSet: { ofEvent: (_target, scope) => ({ instance: scope }), ofGrant: (scope) => scope.instance },
};

function targetScope(type: TargetType): TargetScope {
  const found = TARGETS[type];
  if (!found) throw new Error(`No grant is held on a target of type ${type}`);
  return found;
}

/** The containers of an event about a grant on that target; `scope` is the grant's. */
export function eventScope(type: TargetType, target: Id, scope: Id): Scope {
  return targetScope(type).ofEvent(target, scope);
}

/** The scope of a grant, from the scope of the event that opens it. */
export function grantScope(type: TargetType, scope: Scope): Id {
  const found = targetScope(type).ofGrant(scope);
  if (found === undefined) throw new Error(`An event about a grant on a ${type} lacks its scope`);
  return found;
}
