/** A refusal: why a command or a request was not carried out, as a value with a closed code and the facts. */

/** Every code that a caller can meet, with what it says (`spec`: the list of codes of the model, section 7). */
export const REFUSAL_CODES = {
  UNAUTHENTICATED: 'The request carries no credential that is valid now.',
  FORBIDDEN: 'The caller may know of the thing, but may not do this to it or read this of it.',
  NOT_FOUND: 'There is no such thing, or the caller may not know of it.',
  VALIDATION: 'The input is malformed; the message names the field and the remedy.',
  USER_NOT_REGISTERED: 'Nobody is registered with that email.',
  USER_NOT_FOUND: 'The user has no access there that could be changed or removed.',
  EMAIL_TAKEN: 'Another user is registered with that email.',
  EMAIL_NOT_VERIFIED: 'The caller has not proved that the email is theirs.',
  NAME_TAKEN: 'The name is in use; names are compared without regard to case.',
  ALREADY_MEMBER: 'The user is there already; the facts show what they hold.',
  INVITATION_PENDING: 'An invitation for that email is pending.',
  SELF_EDIT_FORBIDDEN: 'Nobody may do this to themself by that authority.',
  CANNOT_GRANT_UNHELD: 'The caller does not hold what they would give.',
  OWNER_IMMUTABLE: 'What an owner holds can be neither changed nor removed.',
  OWNER_NOT_REMOVABLE: 'An owner leaves only after a transfer of ownership.',
  LAST_OPERATOR: 'The last OPERATOR stays.',
  PRODUCTION_TYPE_IMMUTABLE: 'The production environment keeps its type.',
  PRODUCTION_RESERVED: 'The type PRODUCTION belongs to the default branch.',
  ADMIN_TYPE_ROLE_CONFLICT:
    'A project admin is admin of every environment type; type roles do not combine with it.',
  CONFLICTING_PROJECT_ROLES: 'Two different project roles were given at once.',
  INVALID_ROLE: 'There is no such role.',
  INVALID_PERMISSION: 'There is no such permission.',
  PERMSET_IN_USE: 'The permission set is assigned.',
  PERMSET_DISABLED: 'The permission set is disabled.',
  PERMSET_EMPTY: 'A permission set needs at least one permission.',
  VERSION_CONFLICT: 'Something changed after the position that the caller had seen.',
  IDEMPOTENCY_MISMATCH: 'The idempotency key was used for a command with other content.',
  AS_OF_OUT_OF_RANGE: 'The moment asked about lies after now, or the position after the head.',
  IMPORT_IN_PROGRESS: 'History is being imported; other commands wait until the import ends.',
  IMPORT_CLOSED:
    'History can be imported only before the first live event, and only while an import is open.',
  NOT_EMPTY: 'Something still depends on it.',
  RATE_LIMITED: 'Too many requests.',
  QUERY_TOO_COMPLEX: 'The query exceeds a limit.',
  OVERLOADED:
    'The server, or something that it needs, has too much to do or is down; nothing was done; try again.',
  INTERNAL: 'Something unexpected happened; the request id finds it in the log of the server.',
} as const;

export type RefusalCode = keyof typeof REFUSAL_CODES;

export type Facts = Readonly<Record<string, unknown>>;

/**
 * Thrown by decisions and reads, caught at exactly one place in the lane and one in the API, and from there on a
 * value. Not an Error: it carries no stack, and nothing about it is unexpected.
 *
 * `field` is the path of the argument at fault, `remedy` what the caller can do; the message never holds
 * anything that the caller may not know.
 */
export class Refusal {
  readonly code: RefusalCode;
  readonly message: string;
  readonly field: string | undefined;
  readonly remedy: string | undefined;
  readonly facts: Facts;

  constructor(
    code: RefusalCode,
    message: string,
    more: { field?: string; remedy?: string; facts?: Facts } = {},
  ) {
    this.code = code;
    this.message = message;
    this.field = more.field;
    this.remedy = more.remedy;
    this.facts = more.facts ?? {};
  }
}

/** The refusal for malformed input: which field, what is wrong with it, what would be right. */
export function invalid(field: string, message: string, remedy?: string, facts?: Facts): Refusal {
  return new Refusal('VALIDATION', message, { field, remedy, facts });
}

/** The refusal for what is absent and for what the caller may not know of: the two must not be told apart. */
export function notFound(field: string, thing: string, reference: string): Refusal {
  const message = `There is no ${thing} "${reference}", or you may not know of it.`;
  return new Refusal('NOT_FOUND', message, { field, remedy: 'Check the spelling, or ask whoever runs it.' });
}

/** The refusal for lacking authority; `remedy` says who has it. */
export function forbidden(message: string, remedy: string): Refusal {
  return new Refusal('FORBIDDEN', message, { remedy });
}
