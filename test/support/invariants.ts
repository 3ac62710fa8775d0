/** What must hold at the end of every command (model, section 4), checked on a plain state. */
import { PORTAL } from '../../src/kernel/ids.ts';
import type { MapState } from './map-state.ts';

/** Throws, naming the invariant, unless I1, I2, I4 to I6, I8, I9 and T5 hold and nothing is held on what does not exist. */
export function checkInvariants(state: MapState): void {
  const grants = [...state.grants.values()];
  const entities = [...state.entities.values()];
  const has = (kind: string, subject: string, target: string, value?: string) =>
    grants.some(
      (grant) =>
        grant.kind === kind &&
        grant.subject === subject &&
        grant.target === target &&
        (value === undefined || grant.value === value),
    );

  for (const organization of entities.filter(({ type }) => type === 'Organization')) {
    const owner = String(organization.attributes.ownerId);
    check('I1', has('ORGANIZATION_MEMBERSHIP', owner, organization.id));
  }
  for (const grant of grants) {
    check('grants of the living', state.entities.has(grant.subject));
    const isMention = grant.kind === 'PERMSET_MENTION';
    check('grants on the living', isMention || grant.target === PORTAL || state.entities.has(grant.target));
    if (grant.kind === 'PERMISSION_SET')
      check('I6', state.entities.get(grant.target)?.attributes.enabled === true);
    if (grant.kind === 'PROJECT_ROLE') {
      check('I2', has('ORGANIZATION_MEMBERSHIP', grant.subject, grant.scope));
      check('A33', state.entities.get(grant.scope)?.attributes.ownerId !== grant.subject);
    }
    if (grant.kind === 'ORGANIZATION_PERMISSION') {
      check('permission => membership', has('ORGANIZATION_MEMBERSHIP', grant.subject, grant.target));
    }
    if (grant.kind === 'ENVIRONMENT_TYPE_ROLE') {
      const role = grants.find(
        (each) =>
          each.kind === 'PROJECT_ROLE' && each.subject === grant.subject && each.target === grant.target,
      );
      check('I4', role !== undefined && role.value !== 'ADMIN');
      const end = role?.expiresAt ?? '~';
      check('T5', (grant.expiresAt ?? '~') <= end);
    }
  }
  for (const project of entities.filter(({ type }) => type === 'Project')) {
    const environments = state.children(project.id, 'Environment');
    const production = environments.filter(({ attributes }) => attributes.type === 'PRODUCTION');
    const names = production.map(({ attributes }) => attributes.name);
    const { defaultBranch } = project.attributes;
    check('I5', JSON.stringify(names) === JSON.stringify(defaultBranch === null ? [] : [defaultBranch]));
  }
  for (const set of entities.filter(({ type }) => type === 'PermSet')) {
    const permissions = set.attributes.permissions as readonly string[];
    check('I8', entities.filter(({ type, key }) => type === 'PermSet' && key === set.key).length === 1);
    check('I9', permissions.length > 0);
    const mentioned = grants.filter(({ kind, subject }) => kind === 'PERMSET_MENTION' && subject === set.id);
    const unmentioned = mentioned.filter(({ value }) => {
      const quoted = `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
      return !permissions.some((text) => text.startsWith('permset=') && text.includes(quoted));
    });
    check('what is mentioned', unmentioned.length === 0);
    const naming = permissions.filter((text) => text.startsWith('permset=') && text.includes('('));
    check('what names is mentioned', naming.length === 0 || mentioned.length > 0);
  }
  for (const environment of entities.filter(({ type }) => type === 'Environment')) {
    check('environment => project', state.entities.has(environment.parent as string as never));
  }
}

function check(invariant: string, holds: boolean): void {
  if (!holds) throw new Error(`The invariant ${invariant} does not hold`);
}
