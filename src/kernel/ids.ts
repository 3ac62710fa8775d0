/** Identities. Every id is a UUID written as lower-case text, and the id is the identity: names may change. */
import { hash } from 'node:crypto';
import { v7, validate } from 'uuid';
import type { Brand } from './brand.ts';

export type Id<Name extends string = string> = Brand<string, Name>;
export type UserId = Id<'User'>;
export type OrganizationId = Id<'Organization'>;
export type ProjectId = Id<'Project'>;
export type PartnerId = Id<'Partner'>;
export type InstanceId = Id<'Instance'>;
export type PermSetId = Id<'PermSet'>;
export type CommandId = Id<'Command'>;
export type EventId = Id<'Event'>;

/** The target of grants that hold everywhere, such as PLATFORM_ROLE: the nil UUID. */
export const PORTAL = '00000000-0000-0000-0000-000000000000' as Id<'Portal'>;

/** The ends of the range of ids: no thing, and nobody, bears either. */
export const [BEFORE_IDS, AFTER_IDS] = [
  '00000000-0000-0000-0000-000000000000' as Id,
  'ffffffff-ffff-ffff-ffff-ffffffffffff' as Id,
];

/** A new UUIDv7, ordered by the time at which it was made (RFC 9562, section 5.7). */
export function newId<Name extends string>(): Id<Name> {
  return v7() as Id<Name>;
}

/** Whether a text is a UUID of any version in its canonical form (upper case is accepted). */
export function isId(text: string): boolean {
  return validate(text);
}

/**
 * An id that the same parts always give: a UUIDv8 (RFC 9562, section 5.8) of the SHA-256 of the parts, each
 * preceded by its length. Used where repeating a step must give the same identity: the events of a command,
 * the commands of an import's line, an expiry.
 */
export function derivedId<Name extends string>(...parts: readonly (string | number)[]): Id<Name> {
  let text = '';
  for (const part of parts) text += `${String(part).length}:${part}`;
  const hex = hash('sha256', text);
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}` as Id<Name>;
}
