/** READ: a user on a project as the API shows it: the role, where it comes from, and the roles on environment types. */
import {
  ENVIRONMENT_TYPE_ROLE,
  ENVIRONMENT_TYPES,
  type EnvironmentType,
} from '../../grants/kinds/environment-type-role/kind.ts';
import { PROJECT_ROLE } from '../../grants/kinds/project-role/kind.ts';
import type { Position, Time } from '../../kernel/time.ts';
import {
  type Access,
  type AccessSource,
  type EnvironmentTypeRole,
  type ProjectRole,
  projectAccess,
  typeAccess,
} from '../standing.ts';
import { NOT_LOADED, ROLE_WITHHELD } from '../withheld.ts';
import type { ProjectView, UserView } from './entity-views.ts';
import { GrantView } from './grant-view.ts';

/** What a grant is, beside between whom. */
export interface Held {
  readonly value: string;
  readonly since: Position;
  readonly expiresAt: Time | null;
}

/** The same of a role on an environment type. */
export interface HeldOnType extends Held {
  readonly type: EnvironmentType;
}

export interface EnvironmentTypeAccess {
  readonly type: EnvironmentType;
  readonly role: EnvironmentTypeRole;
  readonly source: AccessSource;
  readonly grant: GrantView | null;
  readonly project: ProjectView;
}

/** Properties are worked out when they are asked for, once. */
export class ProjectAccess {
  readonly user: UserView;
  readonly project: ProjectView;
  readonly #role: Access<ProjectRole, Held> | undefined;
  /** Undefined when they were not asked for. */
  readonly #held: readonly HeldOnType[] | undefined;
  /** Whether the viewer may see which roles they are. */
  readonly #open: boolean;
  #grant: GrantView | null | undefined;
  #types: readonly EnvironmentTypeAccess[] | undefined;

  /** `role` undefined: the user is on the project as the owner of its organization. */
  constructor(
    user: UserView,
    project: ProjectView,
    role: Held | undefined,
    held: readonly HeldOnType[] | undefined,
    open: boolean,
  ) {
    this.user = user;
    this.project = project;
    this.#role = projectAccess(role === undefined, role);
    this.#held = held;
    this.#open = open;
  }

  get role(): ProjectRole | null {
    return this.#open ? (this.#role?.value ?? null) : ROLE_WITHHELD;
  }

  get source(): AccessSource | null {
    return this.#open ? (this.#role?.source ?? null) : ROLE_WITHHELD;
  }

  get grant(): GrantView | null {
    if (!this.#open) return ROLE_WITHHELD;
    if (this.#grant === undefined) {
      const { user: subject, project: target } = this;
      const grant = this.#role?.grant;
      this.#grant = grant ? new GrantView({ kind: PROJECT_ROLE.name, ...grant, subject, target }) : null;
    }
    return this.#grant;
  }

  get environmentTypes(): readonly EnvironmentTypeAccess[] | null {
    if (!this.#open) return ROLE_WITHHELD;
    const held = this.#held;
    if (!held) return NOT_LOADED;
    this.#types ??= ENVIRONMENT_TYPES.flatMap((type) => this.#onType(type, held) ?? []);
    return this.#types;
  }

  #onType(type: EnvironmentType, all: readonly HeldOnType[]): EnvironmentTypeAccess | undefined {
    const held = all.find((grant) => grant.type === type);
    const access = typeAccess(this.#role?.source === 'OWNER_PROJECT_ADMIN', this.#role?.value, held);
    if (!access) return undefined;
    const { user: subject, project } = this;
    const kind = ENVIRONMENT_TYPE_ROLE.name;
    const grant = access.grant
      ? new GrantView({ kind, ...access.grant, environmentType: type, subject, target: project })
      : null;
    return { type, role: access.value, source: access.source, grant, project };
  }
}
