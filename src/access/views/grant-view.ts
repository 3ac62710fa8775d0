/** READ: a grant as the API shows it. */
import type { EnvironmentType } from '../../grants/kinds/environment-type-role/kind.ts';
import type { Position, Time } from '../../kernel/time.ts';
import type { EntityView, UserView } from './entity-views.ts';

export class GrantView {
  readonly kind: string;
  readonly value: string;
  /** For a role on an environment type: which. */
  readonly environmentType: EnvironmentType | null;
  readonly expiresAt: Time | null;
  /** The position of the event that opened it. */
  readonly since: Position;
  readonly subject: UserView;
  /** Null for what is held everywhere. */
  readonly target: EntityView | null;

  constructor(grant: Omit<GrantView, 'environmentType'> & { readonly environmentType?: EnvironmentType }) {
    this.kind = grant.kind;
    this.value = grant.value;
    this.environmentType = grant.environmentType ?? null;
    this.expiresAt = grant.expiresAt;
    this.since = grant.since;
    this.subject = grant.subject;
    this.target = grant.target;
  }
}
