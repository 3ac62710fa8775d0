/** Who an identity provider says that somebody is (rule U4). */
import type { UserId } from './ids.ts';
import type { State } from './state.ts';

/** What a token of an identity provider has proved. Nothing here is trusted before its signature was checked. */
export interface ProvenIdentity {
  /** The provider, and how it names the person; the two together never mean somebody else. */
  readonly issuer: string;
  readonly subject: string;
  /** As the provider has them; null where it says nothing that could be used. */
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly name: string | null;
  /** Whom requests come from as long as no user is linked: an id that no user ever bears, the same each time. */
  readonly standIn: UserId;
}

/** The one text of an identity, by which it is found. An issuer holds no blank. */
export function identityText({ issuer, subject }: Pick<ProvenIdentity, 'issuer' | 'subject'>): string {
  return `${issuer} ${subject}`;
}

/** Whether somebody signs in with an identity provider: then no OPERATOR may come to act as them (decision 010). */
export function hasIdentity(state: State, user: UserId): boolean {
  return state.children(user, 'Identity').length > 0;
}
