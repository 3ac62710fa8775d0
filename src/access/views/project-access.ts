/** READ: a user on a project as the API shows it: the role, where it comes from, and the roles on environment types. */
import {
  ENVIRONMENT_TYPE_ROLE,
  ENVIRONMENT_TYPES,
  type EnvironmentType,
} from '../../grants/kinds/environment-type-role/kind.ts';
import { PROJECT_ROLE } from '../../grants/kinds/project-role/kind.ts';
import { inOrder, type Right } from '../../grants/rights.ts';
import type { Position, Time } from '../../kernel/time.ts';
import {
  type Access,
  type AccessSource,
  type EnvironmentTypeRole,
  onEnvironment,
  onEveryEnvironment,
  type ProjectRole,
  projectAccess,
  rightsOf,
  typeAccess,
} from '../standing.ts';
import { NOT_LOADED, ROLE_WITHHELD } from '../withheld.ts';
import type { EnvironmentView, ProjectView, UserView } from './entity-views.ts';
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
  readonly rights: readonly Right[];
}

export interface EnvironmentAccess {
  readonly environment: EnvironmentView;
  readonly rights: readonly Right[] | null;
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

  /** The rights that the role on the project gives. */
  get rights(): readonly Right[] | null {
    return this.#open ? inOrder(rightsOf(this.#role ? [this.#role] : [])) : ROLE_WITHHELD;
  }

  get environmentTypes(): readonly EnvironmentTypeAccess[] | null {
    if (!this.#open) return ROLE_WITHHELD;
    const held = this.#held;
    if (!held) return NOT_LOADED;
    this.#types ??= ENVIRONMENT_TYPES.flatMap((type) => this.#onType(type, held) ?? []);
    return this.#types;
  }

  /** What the user may do on one environment of the project. */
  onEnvironment(environment: EnvironmentView): EnvironmentAccess {
    const rights = () => this.#rightsOn(environment);
    return {
      environment,
      get rights() {
        return rights();
      },
    };
  }

  #rightsOn({ type, sshUserIds }: EnvironmentView): readonly Right[] | null {
    if (!this.#open) return ROLE_WITHHELD;
    const held = this.#held;
    if (!held) return NOT_LOADED;
    return inOrder(onEnvironment(this.#worth(this.#typeRole(type, held)), sshUserIds.includes(this.user.id)));
  }

  #onType(type: EnvironmentType, all: readonly HeldOnType[]): EnvironmentTypeAccess | undefined {
    const access = this.#typeRole(type, all);
    if (!access) return undefined;
    const { user: subject, project } = this;
    const kind = ENVIRONMENT_TYPE_ROLE.name;
    const grant = access.grant
      ? new GrantView({ kind, ...access.grant, environmentType: type, subject, target: project })
      : null;
    const rights = () => inOrder(onEveryEnvironment(this.#worth(access)));
    return {
      type,
      role: access.value,
      source: access.source,
      grant,
      project,
      get rights() {
        return rights();
      },
    };
  }

  #typeRole(
    type: EnvironmentType,
    all: readonly HeldOnType[],
  ): Access<EnvironmentTypeRole, Held> | undefined {
    return typeAccess<Held>(
      this.#role,
      all.find((grant) => grant.type === type),
    );
  }

  /** The rights that the role on the project and one on a type are worth together. */
  #worth(onType: Access<EnvironmentTypeRole, Held> | undefined): ReadonlySet<Right> {
    return rightsOf([this.#role, onType].filter((access) => access !== undefined));
  }
}
