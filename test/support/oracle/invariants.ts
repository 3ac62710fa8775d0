/** ORACLE: what must hold at the end of every command (invariants I1 to I9 and I14, rule T5, and what goes without saying). */
import { type Personal, valueBehind } from './personal.ts';
import { portalBreaches } from './portal-invariants.ts';
import { folded } from './rows.ts';
import { EVERYWHERE, find, type Grant, living, type World } from './world.ts';

/** Every breach in this world, as text that names the invariant; none when all is well. */
export function breaches(world: World, personal: Personal): string[] {
  return [
    ...owners(world),
    ...grantsAreSingle(world),
    ...projectRoles(world),
    ...typeRoles(world),
    ...expiries(world),
    ...production(world),
    ...invitations(world, personal),
    ...nothingDangles(world),
    ...uniqueNames(world, personal),
    ...identities(world, personal),
    ...someOperator(world),
    ...portalBreaches(world),
  ];
}

const of = (world: World, kind: string): Grant[] =>
  living(world.grants).filter((grant) => grant.kind === kind);

const holds = (grants: readonly Grant[], subject: string, target: string): boolean =>
  grants.some((grant) => grant.subject === subject && grant.target === target);

/** I1: exactly one owner, always a member; and the owner stores neither permissions nor project roles there. */
function owners(world: World): string[] {
  const found: string[] = [];
  for (const { id, ownerId } of living(world.organizations)) {
    if (!holds(of(world, 'ORGANIZATION_MEMBERSHIP'), ownerId, id))
      found.push(`I1 owner ${ownerId} of ${id} is no member`);
    for (const grant of living(world.grants)) {
      if (grant.subject !== ownerId || grant.scope !== id || grant.kind === 'ORGANIZATION_MEMBERSHIP')
        continue;
      found.push(`I1 owner ${ownerId} of ${id} holds a stored ${grant.kind} ${grant.value}`);
    }
  }
  return found;
}

/** I3: at most one open grant of a kind for a user on a target in a slot. */
function grantsAreSingle(world: World): string[] {
  const seen = new Set<string>();
  const found: string[] = [];
  for (const { kind, subject, target, slot } of living(world.grants)) {
    const key = [kind, subject, target, slot].join('/');
    if (seen.has(key)) found.push(`I3 twice: ${key}`);
    seen.add(key);
  }
  return found;
}

/** I2: a project role needs membership of the project's organization; so does a permission. */
function projectRoles(world: World): string[] {
  const members = of(world, 'ORGANIZATION_MEMBERSHIP');
  return [...of(world, 'PROJECT_ROLE'), ...of(world, 'ORGANIZATION_PERMISSION')]
    .filter((grant) => !holds(members, grant.subject, grant.scope))
    .map(
      (grant) =>
        `I2 ${grant.subject} holds ${grant.kind} on ${grant.target} without being a member of ${grant.scope}`,
    );
}

/** I4: an admin stores no type roles; a type role needs a project role. */
function typeRoles(world: World): string[] {
  const found: string[] = [];
  for (const { subject, target, slot } of of(world, 'ENVIRONMENT_TYPE_ROLE')) {
    const role = of(world, 'PROJECT_ROLE').find(
      (grant) => grant.subject === subject && grant.target === target,
    );
    if (!role) found.push(`I4 ${subject} has a ${slot} role on ${target} and no project role`);
    if (role?.value === 'ADMIN') found.push(`I4 ${subject} has a ${slot} role on ${target} and is its admin`);
  }
  return found;
}

/** T5: no end for memberships and operators; a type role ends no later than its project role. */
function expiries(world: World): string[] {
  const found: string[] = [];
  const roles = of(world, 'PROJECT_ROLE');
  for (const { kind, subject, target, slot, value, expiresAt } of living(world.grants)) {
    const forever = kind === 'ORGANIZATION_MEMBERSHIP' || value === 'OPERATOR';
    if (forever && expiresAt !== null) found.push(`T5 the ${kind} of ${subject} on ${target} ends`);
    if (kind !== 'ENVIRONMENT_TYPE_ROLE') continue;
    const end = roles.find((role) => role.subject === subject && role.target === target)?.expiresAt ?? null;
    if (end !== null && (expiresAt === null || expiresAt > end))
      found.push(`T5 the ${slot} role of ${subject} on ${target} outlasts its project role`);
  }
  return found;
}

/** I5: exactly one production environment per project with a default branch, and it is that branch's; else none. */
function production(world: World): string[] {
  const found: string[] = [];
  for (const { id, defaultBranch } of living(world.projects)) {
    const all = living(world.environments).filter((one) => one.projectId === id && one.type === 'PRODUCTION');
    const names = all.map((one) => one.name);
    if (defaultBranch === null ? names.length > 0 : names.length !== 1 || names[0] !== defaultBranch) {
      found.push(
        `I5 project ${id} with default branch ${defaultBranch} has the production environments [${names}]`,
      );
    }
  }
  return found;
}

/** I14: at most one pending invitation for a target and an email; what it is to lives, and who sent it is a member (A28, U3). */
function invitations(world: World, personal: Personal): string[] {
  const pending = living(world.invitations).filter(({ state }) => state === 'PENDING');
  const keys = pending.map((one) => `${one.targetId}/${folded(valueBehind(personal, one.email) ?? one.id)}`);
  const twice = keys.filter((key, at) => keys.indexOf(key) !== at).map((key) => `I14 invited twice: ${key}`);
  const targets = [...living(world.organizations), ...living(world.projects)].map(({ id }) => id);
  const gone = pending.filter(({ targetId }) => !targets.includes(targetId));
  const members = of(world, 'ORGANIZATION_MEMBERSHIP');
  const unsent = pending.filter(
    (one) => !one.inHistory && !holds(members, one.invitedBy, one.organizationId),
  );
  return [
    ...twice,
    ...gone.map(({ id }) => `the target of invitation ${id} is gone`),
    ...unsent.map(({ id }) => `who sent the invitation ${id} is no member`),
  ];
}

/** Nothing open points at something gone. */
function nothingDangles(world: World): string[] {
  const found: string[] = [];
  const users = new Set(living(world.users).map((user) => user.id));
  const organizations = new Set(living(world.organizations).map((one) => one.id));
  const projects = new Set(living(world.projects).map((one) => one.id));
  const others = [...living(world.partners), ...living(world.instances), ...living(world.permSets)];
  const targets = new Set([EVERYWHERE, ...organizations, ...projects, ...others.map(({ id }) => id)]);
  for (const grant of living(world.grants)) {
    if (!targets.has(grant.target) || !users.has(grant.subject))
      found.push(`dangling ${grant.kind} of ${grant.subject} on ${grant.target}`);
  }
  for (const { id, ownerId } of living(world.organizations)) {
    if (!users.has(ownerId)) found.push(`the owner of organization ${id} is gone`);
  }
  for (const { id, organizationId } of living(world.projects)) {
    if (!organizations.has(organizationId)) found.push(`the organization of project ${id} is gone`);
  }
  for (const { id, projectId } of living(world.environments)) {
    if (!projects.has(projectId)) found.push(`the project of environment ${id} is gone`);
  }
  for (const { id, userId } of living(world.tokens)) {
    if (!find(world.users, userId)) found.push(`the user of token ${id} is gone`);
  }
  for (const { id, userId } of living(world.identities)) {
    if (!find(world.users, userId)) found.push(`the user of identity ${id} is gone`);
  }
  return found;
}

/** U4: an identity is one user; and whoever has one has no token that somebody else may know. */
function identities(world: World, personal: Personal): string[] {
  const linked = living(world.identities);
  const texts = linked.map(({ id, identity }) => valueBehind(personal, identity) ?? id);
  const twice = texts.filter((text, at, all) => all.indexOf(text) !== at);
  const known = living(world.tokens).filter(
    ({ provisional, userId }) => provisional && linked.some((identity) => identity.userId === userId),
  );
  return [
    ...twice.map((text) => `U4 the identity ${text} is two users`),
    ...known.map(({ id, userId }) => `U4 ${userId} has an identity, and the provisional token ${id}`),
  ];
}

/** Organization names and emails are unique among the living, whatever their case. */
function uniqueNames(world: World, personal: Personal): string[] {
  const names = living(world.organizations).map((one) => folded(one.name));
  const emails = living(world.users).map((user) => folded(valueBehind(personal, user.email) ?? user.id));
  const branches = living(world.environments).map((one) => `${one.projectId}/${one.name}`);
  return [...names, ...emails, ...branches]
    .filter((text, at, all) => all.indexOf(text) !== at)
    .map((text) => `the name ${text} is borne twice`);
}

/** Somebody is always an operator once somebody was. */
function someOperator(world: World): string[] {
  const ever = world.grants.some((grant) => grant.value === 'OPERATOR');
  return ever && !of(world, 'PLATFORM_ROLE').some((grant) => grant.value === 'OPERATOR')
    ? ['no operator is left']
    : [];
}
