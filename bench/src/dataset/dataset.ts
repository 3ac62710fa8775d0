/**
 * The data of the commands and reads parts, the same at every run: 200 organizations of 50 users and 10 projects,
 * each user on 5 projects. 150,200 grants in all: 10,000 memberships, 2,800 organization permissions, 49,000
 * project roles (one in ten ADMIN), 88,400 environment type roles (two for each VIEWER).
 */
import { createHash } from 'node:crypto';

export const ENVIRONMENT_TYPES = ['PRODUCTION', 'STAGING', 'DEVELOPMENT'] as const;
export type EnvironmentType = (typeof ENVIRONMENT_TYPES)[number];
export type TypeRole = 'VIEWER' | 'CONTRIBUTOR' | 'ADMIN';

export interface Size {
  readonly organizations: number;
  readonly usersEach: number;
  readonly projectsEach: number;
  readonly projectsPerUser: number;
}
export const FULL_SIZE: Size = { organizations: 200, usersEach: 50, projectsEach: 10, projectsPerUser: 5 };
export const QUICK_SIZE: Size = { organizations: 20, usersEach: 50, projectsEach: 10, projectsPerUser: 5 };

export interface User {
  readonly id: string;
  readonly email: string;
  readonly name: string;
}
export interface Environment {
  readonly id: string;
  readonly name: string;
  readonly type: EnvironmentType;
}
export interface Project {
  readonly id: string;
  readonly title: string;
  /** The production environment first. */
  readonly environments: readonly [Environment, Environment, Environment];
}
export interface ProjectUser {
  readonly user: User;
  readonly project: Project;
  readonly role: 'VIEWER' | 'ADMIN';
  /** Empty for an ADMIN, who is admin of every type. */
  readonly types: readonly { readonly type: EnvironmentType; readonly role: TypeRole }[];
}
export interface Member {
  readonly user: User;
  readonly permissions: readonly string[];
}
export interface Organization {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  /** The first member; holds no project role of their own. */
  readonly owner: User;
  readonly members: readonly Member[];
  readonly projects: readonly Project[];
  readonly projectUsers: readonly ProjectUser[];
}

/** The organizations, one at a time. */
export function* organizations(size: Size): Generator<Organization> {
  for (let number = 0; number < size.organizations; number += 1) yield organization(size, number);
}

export function organization(size: Size, number: number): Organization {
  const users = Array.from({ length: size.usersEach }, (_, index) => user(number * size.usersEach + index));
  const projects = Array.from({ length: size.projectsEach }, (_, index) =>
    project(number * size.projectsEach + index),
  );
  const [owner, ...others] = users;
  if (owner === undefined) throw new Error('an organization needs users');
  return {
    id: idOf('organization', number),
    name: `organization-${number}`,
    label: `Organization ${number}`,
    owner,
    members: users.map((member, index) => ({ user: member, permissions: permissionsOf(index) })),
    projects,
    projectUsers: others.flatMap((each, index) => projectsOf(each, index, projects, size)),
  };
}

/** Members 1 and 2 manage users, members 1 to 12 see the list of projects: 14 permissions an organization. */
function permissionsOf(index: number): string[] {
  if (index === 0 || index > 12) return [];
  return index <= 2 ? ['members', 'projects:list'] : ['projects:list'];
}

function projectsOf(who: User, index: number, projects: readonly Project[], size: Size): ProjectUser[] {
  return Array.from({ length: size.projectsPerUser }, (_, turn) => {
    const at = projects[(index + turn * 2 + (turn >> 2)) % projects.length];
    if (at === undefined) throw new Error('an organization needs projects');
    const admin = (index * size.projectsPerUser + turn) % 10 === 9;
    if (admin) return { user: who, project: at, role: 'ADMIN', types: [] };
    return {
      user: who,
      project: at,
      role: 'VIEWER',
      types: [
        { type: 'DEVELOPMENT', role: TYPE_ROLES[(index + turn) % 3] ?? 'VIEWER' },
        { type: turn % 2 === 0 ? 'STAGING' : 'PRODUCTION', role: TYPE_ROLES[turn % 3] ?? 'VIEWER' },
      ],
    };
  });
}

export const TYPE_ROLES: readonly TypeRole[] = ['VIEWER', 'CONTRIBUTOR', 'ADMIN'];

function user(number: number): User {
  return { id: idOf('user', number), email: `user-${number}@example.org`, name: `User Number ${number}` };
}

function project(number: number): Project {
  return {
    id: idOf('project', number),
    title: `Project ${number}`,
    environments: [
      { id: idOf('main', number), name: 'main', type: 'PRODUCTION' },
      { id: idOf('staging', number), name: 'staging', type: 'STAGING' },
      { id: idOf('feature', number), name: 'feature', type: 'DEVELOPMENT' },
    ],
  };
}

/** A UUIDv7 that is the same at every run: the number as its time, a hash as its random part. */
export function idOf(kind: string, number: number): string {
  const time = (0x0193_0000_0000 + number).toString(16).padStart(12, '0');
  const hash = createHash('sha256').update(`${kind} ${number}`).digest('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`;
}
