/** DECIDE: the environment that a command names, how one is created, and what its events have in common. */
import { actorPlatform } from '../access/authority.ts';
import { DEFAULT_SSH_MIN_ROLE } from '../access/ssh.ts';
import type { EnvironmentTypeRole } from '../access/standing.ts';
import {
  ENVIRONMENT_TYPE_ROLE,
  ENVIRONMENT_TYPES,
  type EnvironmentType,
} from '../grants/kinds/environment-type-role/kind.ts';
import type { Why } from '../grants/lifecycle.ts';
import type { Right } from '../grants/rights.ts';
import type { DecisionContext } from '../kernel/command.ts';
import type { NewEvent, Scope, Target } from '../kernel/event.ts';
import type { Id, ProjectId, UserId } from '../kernel/ids.ts';
import { idInput } from '../kernel/reference.ts';
import { forbidden, notFound, Refusal } from '../kernel/refusal.ts';
import type { Entity, State } from '../kernel/state.ts';
import { foldKey, line } from '../kernel/text.ts';
import { type KnownProject, knownProject } from './project.ts';

export const environmentInput = idInput<'Environment'>().describe('The id of the environment.');
export const branchInput = line(255);

export type KnownEnvironment = KnownProject & { readonly environment: Entity };

/** The environment that the input names; NOT_FOUND for those who may not know of it. */
export function knownEnvironment(
  context: DecisionContext,
  id: Id<'Environment'>,
  field = 'environment',
): KnownEnvironment {
  const unknown = () => notFound(field, 'environment', id);
  const environment = context.state.entity('Environment', id);
  if (!environment) throw unknown();
  const known = knownProjectOf(context, environment, unknown);
  const { auditor } = actorPlatform(context);
  context.demand(known.standing.mayKnowEnvironments(known.project.id) || auditor, unknown);
  return { ...known, environment };
}

/** Whoever may not know of the project is refused for the environment that they named. */
function knownProjectOf(context: DecisionContext, environment: Entity, unknown: () => Refusal): KnownProject {
  const demand = (condition: boolean) => context.demand(condition, unknown);
  return knownProject({ ...context, demand }, environment.parent as ProjectId);
}

/** Refuses whoever lacks a right on an environment. `what` completes "may". */
export function demandRight(
  context: DecisionContext,
  { project, standing, environment }: KnownEnvironment,
  right: Right,
  what: string,
): void {
  const type = typeOf(environment);
  context.demand(standing.rights({ project: project.id, type }).has(right), () =>
    forbidden(
      `You may not ${what}: it needs ${right} on ${type} environments.`,
      'Ask an admin of the project.',
    ),
  );
}

/** An environment's type. */
export function typeOf(environment: Entity): EnvironmentType {
  const type = ENVIRONMENT_TYPES.find((each) => each === environment.attributes.type);
  if (!type) throw new Error(`The environment ${environment.id} has no type`);
  return type;
}

/** The least role that has SSH on an environment, once it is redeployed. */
export function sshMinRoleOf(environment: Entity): EnvironmentTypeRole {
  const role = ENVIRONMENT_TYPE_ROLE.values.find((each) => each === environment.attributes.sshMinRole);
  if (!role) throw new Error(`The environment ${environment.id} has no least role for SSH`);
  return role;
}

/** The environment of that name in a project; names are compared without regard to case. */
export function environmentNamed(state: State, project: Id, name: string): Entity | undefined {
  const key = foldKey(name);
  return state
    .children(project, 'Environment')
    .find(({ attributes }) => foldKey(String(attributes.name)) === key);
}

/** The environment of the default branch, if there is one. */
export function productionOf(state: State, project: Id): Entity | undefined {
  return state.children(project, 'Environment').find((environment) => typeOf(environment) === 'PRODUCTION');
}

/** Refuses the name of another environment of the project. */
export function requireFreeBranch(state: State, project: Id, name: string): void {
  if (!environmentNamed(state, project, name)) return;
  throw new Refusal('NAME_TAKEN', `The project has an environment called ${name} already.`, {
    field: 'name',
    remedy: 'Choose another name.',
    facts: { name },
  });
}

/** What an environment is created as. */
interface NewEnvironment {
  readonly id: Id;
  readonly name: string;
  readonly type: EnvironmentType;
  readonly parentId: Id | null;
  /** Who has SSH from the start: a new environment starts applied (decision A25). */
  readonly sshUsers: readonly UserId[];
}

/** An environment is created in a project. */
export function creatingEnvironment(
  organization: Id,
  project: Id,
  { id, name, type, parentId, sshUsers }: NewEnvironment,
  why: Why,
): NewEvent {
  const data = { name, type, parentId, minRole: DEFAULT_SSH_MIN_ROLE, sshUserIds: sshUsers };
  return { type: 'EnvironmentCreated', ...envelope(organization, project, id), ...why, data };
}

/** An environment gets another type. */
export function retyping(environment: Entity, to: EnvironmentType, why: Why): NewEvent {
  const data = { from: typeOf(environment), to };
  return { type: 'EnvironmentTypeChanged', ...inEnvironment({ environment }), ...why, data };
}

/** The part of the envelope that every event about an environment shares. */
export function inEnvironment({ environment }: { readonly environment: Entity }): Place {
  const { id, scope, parent } = environment;
  if (parent === null) throw new Error(`The environment ${id} lies in no project`);
  return envelope(scope, parent, id);
}

type Place = { readonly target: Target; readonly scope: Scope };

function envelope(organization: Id, project: Id, id: Id): Place {
  return { target: { type: 'Environment', id }, scope: { organization, project } };
}
