import { describe, expect, it } from 'vitest';
import {
  type GrantFact,
  onEnvironment,
  onEveryEnvironment,
  platformStanding,
  standingIn,
} from '../../../src/access/standing.ts';
import type { EnvironmentType } from '../../../src/grants/kinds/environment-type-role/kind.ts';
import { PORTAL } from '../../../src/kernel/ids.ts';
import { idOf } from '../../support/given.ts';

const acme = idOf('acme');
const project = idOf('P1');
const somebody = idOf<'User'>('somebody');
const olga = idOf<'User'>('olga');

const member = fact('ORGANIZATION_MEMBERSHIP', acme, '', 'MEMBER');
const permission = (name: string) => fact('ORGANIZATION_PERMISSION', acme, name, name);
const role = (value: string) => fact('PROJECT_ROLE', project, '', value);
const typeRole = (type: string, value: string) => fact('ENVIRONMENT_TYPE_ROLE', project, type, value);

function fact(kind: string, target: typeof acme, slot: string, value: string): GrantFact {
  return { kind, target, slot, value, scope: acme };
}

const on = (type: EnvironmentType) => ({ project, type });
const standing = (...grants: GrantFact[]) => standingIn(acme, olga, somebody, grants);

describe('the standing of an owner', () => {
  const owner = standingIn(acme, olga, olga, [member]);

  it('holds every permission, and is admin of every project and type (OG-09, PJ-03)', () => {
    expect([...owner.permissions]).toEqual([
      'billing',
      'plans',
      'members',
      'projects:create',
      'projects:list',
    ]);
    expect(owner.permission('plans')).toMatchObject({ value: 'plans', source: 'OWNER_ALL' });
    expect(owner.projectRole(project)).toMatchObject({ value: 'ADMIN', source: 'OWNER_PROJECT_ADMIN' });
    expect(owner.typeRole(project, 'STAGING')).toMatchObject({
      value: 'ADMIN',
      source: 'OWNER_PROJECT_ADMIN',
    });
  });

  it('has every right of an organization, of a project and of its environments', () => {
    expect([...owner.rights({})].sort()).toEqual([
      'CREATE_PROJECTS',
      'EDIT_PLANS',
      'LIST_ALL_PROJECTS',
      'MANAGE_BILLING',
      'MANAGE_USERS',
      'RECEIVE_INVOICES',
      'VIEW_INVOICES',
      'VIEW_PLANS',
      'VIEW_VOUCHERS',
    ]);
    expect(owner.rights({ project }).size).toBe(5);
    expect(owner.rights({ project, type: 'STAGING' }).size).toBe(8);
  });
});

describe('the standing of a member', () => {
  it('is nothing by itself (OG-08)', () => {
    const bare = standing(member);
    expect(bare).toMatchObject({
      member: true,
      owner: false,
      mayManageUsers: false,
      mayCreateProjects: false,
      mayListProjects: false,
      mayReadLog: false,
    });
    expect(bare.mayKnowProject(project)).toBe(false);
    expect(bare.projectRole(project)).toBeUndefined();
    expect(bare.rights({}).size).toBe(0);
    expect(bare.rights({ project, type: 'STAGING' }).size).toBe(0);
  });

  it('is what was granted, with the grant', () => {
    expect(standing(member, permission('plans')).permission('plans')).toEqual({
      kind: 'ORGANIZATION_PERMISSION',
      value: 'plans',
      source: 'GRANTED',
      grant: permission('plans'),
    });
    const contributor = typeRole('STAGING', 'CONTRIBUTOR');
    const onProject = standing(member, role('VIEWER'), contributor);
    expect(onProject.projectRole(project)).toMatchObject({ value: 'VIEWER', source: 'GRANTED' });
    expect(onProject.typeRole(project, 'STAGING')).toEqual({
      kind: 'ENVIRONMENT_TYPE_ROLE',
      value: 'CONTRIBUTOR',
      source: 'GRANTED',
      grant: contributor,
    });
    expect(onProject.typeRole(project, 'PRODUCTION')).toBeUndefined();
  });

  it('does not count what is held in other organizations', () => {
    const elsewhere = { ...permission('members'), scope: idOf('beta') };
    expect(standing(member, elsewhere).mayManageUsers).toBe(false);
  });

  it.each([
    ['members', { manages: true, knows: true, reads: true }],
    ['projects:list', { manages: false, knows: true, reads: false }],
    ['projects:create', { manages: false, knows: false, reads: false }],
    ['billing', { manages: false, knows: false, reads: false }],
  ])('with `%s` knows of projects and their users accordingly', (name, { manages, knows, reads }) => {
    const holder = standing(member, permission(name));
    expect(holder.mayManageUsers).toBe(manages);
    expect(holder.mayKnowProject(project)).toBe(knows);
    expect(holder.mayReadProjectUsers(project)).toBe(reads);
    expect(holder.mayReadProjectLog(project)).toBe(reads);
    expect(holder.mayKnowEnvironments(project)).toBe(false);
  });
});

describe('the rights on the environments of a type (R3, R4)', () => {
  const R4 = {
    VIEWER: ['VIEW_ENVIRONMENT', 'BRANCH_ENVIRONMENT'],
    CONTRIBUTOR: ['VIEW_ENVIRONMENT', 'PUSH_CODE', 'BRANCH_ENVIRONMENT', 'SSH'],
    ADMIN: [
      'VIEW_ENVIRONMENT',
      'PUSH_CODE',
      'BRANCH_ENVIRONMENT',
      'SSH',
      'CHANGE_SETTINGS',
      'EXECUTE_ACTIONS',
    ],
  };

  it.each(Object.entries(R4))('of a type %s are those of the matrix, on that type alone', (value, rights) => {
    const holder = standing(member, role('VIEWER'), typeRole('STAGING', value));
    expect([...holder.rights(on('STAGING'))].sort()).toEqual([...rights].sort());
    expect([...holder.rights(on('PRODUCTION'))]).toEqual(['VIEW_ENVIRONMENT']);
  });

  it('of a bare viewer are to see every environment (A7)', () => {
    expect([...standing(member, role('VIEWER')).rights(on('PRODUCTION'))]).toEqual(['VIEW_ENVIRONMENT']);
    expect(standing(member, role('VIEWER')).mayKnowEnvironments(project)).toBe(true);
  });

  it('of a project admin are those of the project and of every type (A8)', () => {
    const admin = standing(member, role('ADMIN'));
    expect(admin.typeRole(project, 'STAGING')).toEqual({
      kind: 'ENVIRONMENT_TYPE_ROLE',
      value: 'ADMIN',
      source: 'ADMIN_ALL_TYPES',
      derivedFrom: role('ADMIN'),
    });
    expect([...admin.rights(on('STAGING'))]).toEqual(
      expect.arrayContaining([...R4.ADMIN, 'MANAGE_USER_ACCESS', 'EXECUTE_ACTIONS_ALL']),
    );
  });
});

describe('SSH (A25)', () => {
  const contributor = standing(member, role('VIEWER'), typeRole('STAGING', 'CONTRIBUTOR'));
  const worth = contributor.rights(on('STAGING'));

  it('is what a role is worth, but no right on every environment of a type', () => {
    expect(worth.has('SSH')).toBe(true);
    expect(onEveryEnvironment(worth)).toEqual(
      new Set(['VIEW_ENVIRONMENT', 'PUSH_CODE', 'BRANCH_ENVIRONMENT']),
    );
  });

  it('is held on an environment where it is applied, whatever the roles say', () => {
    expect(onEnvironment(worth, false).has('SSH')).toBe(false);
    expect(onEnvironment(worth, true)).toEqual(worth);
    expect(onEnvironment(new Set(), true)).toEqual(new Set(['SSH']));
  });
});

it('the platform standing is what is held of its two roles', () => {
  const holds = (value: string): GrantFact => ({
    kind: 'PLATFORM_ROLE',
    target: PORTAL,
    slot: value,
    value,
    scope: PORTAL,
  });
  expect(platformStanding([])).toEqual({ operator: false, auditor: false });
  expect(platformStanding([holds('AUDITOR')])).toEqual({ operator: false, auditor: true });
  expect(platformStanding([holds('OPERATOR')])).toEqual({ operator: true, auditor: false });
});
