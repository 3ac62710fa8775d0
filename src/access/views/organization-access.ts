/** READ: a user in an organization as the API shows it: the membership, the permissions and where they come from. */
import { ORGANIZATION_MEMBERSHIP } from '../../grants/kinds/organization-membership/kind.ts';
import { ORGANIZATION_PERMISSION } from '../../grants/kinds/organization-permission/kind.ts';
import { inOrder, type Right } from '../../grants/rights.ts';
import type { Position } from '../../kernel/time.ts';
import { type AccessSource, permissionAccess, rightsOf } from '../standing.ts';
import { isWithheld, NOT_LOADED, PERMISSIONS_WITHHELD } from '../withheld.ts';
import type { OrganizationView, UserView } from './entity-views.ts';
import { GrantView } from './grant-view.ts';
import type { Held } from './project-access.ts';

export interface PermissionAccess {
  readonly permission: string;
  readonly source: AccessSource;
  readonly grant: GrantView | null;
  readonly rights: readonly Right[];
}

/** Properties are worked out when they are asked for, once. */
export class OrganizationAccess {
  readonly user: UserView;
  readonly organization: OrganizationView;
  /** The position of the event that made the user a member. */
  readonly since: Position;
  /** Undefined when they were not asked for. */
  readonly #held: readonly Held[] | undefined;
  /** Whether the viewer may see the permissions. */
  readonly #open: boolean;
  #membership: GrantView | undefined;
  #permissions: readonly PermissionAccess[] | undefined;

  constructor(
    user: UserView,
    organization: OrganizationView,
    since: Position,
    held: readonly Held[] | undefined,
    open: boolean,
  ) {
    this.user = user;
    this.organization = organization;
    this.since = since;
    this.#held = held;
    this.#open = open;
  }

  get owner(): boolean {
    return this.organization.ownerId === this.user.id;
  }

  get membership(): GrantView {
    const { name: kind, values } = ORGANIZATION_MEMBERSHIP;
    const { user: subject, organization: target, since } = this;
    this.#membership ??= new GrantView({ kind, value: values[0], expiresAt: null, since, subject, target });
    return this.#membership;
  }

  get permissions(): readonly PermissionAccess[] | null {
    if (!this.#open) return PERMISSIONS_WITHHELD;
    const all = this.#held;
    if (!all) return NOT_LOADED;
    this.#permissions ??= ORGANIZATION_PERMISSION.values.flatMap((permission) => {
      const { user: subject, organization: target } = this;
      const held = all.find((grant) => grant.value === permission);
      const access = permissionAccess(this.owner, permission, held);
      if (!access) return [];
      const kind = ORGANIZATION_PERMISSION.name;
      const grant = access.grant ? new GrantView({ kind, ...access.grant, subject, target }) : null;
      return [
        {
          permission,
          source: access.source,
          grant,
          get rights() {
            return inOrder(rightsOf([access]));
          },
        },
      ];
    });
    return this.#permissions;
  }

  /** The rights that the permissions give together. */
  get rights(): readonly Right[] | null {
    const { permissions } = this;
    if (isWithheld(permissions)) return permissions;
    return inOrder(new Set(permissions.flatMap(({ rights }) => rights)));
  }
}
