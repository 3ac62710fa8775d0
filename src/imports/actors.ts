/** COMMAND: who acts in the lines of an import: an id or an email, perhaps of somebody whom a line before registers. */
import type { Reader, Statement } from '../database/sql.ts';
import { type Id, isId, type UserId } from '../kernel/ids.ts';
import { Refusal } from '../kernel/refusal.ts';
import { foldKey } from '../kernel/text.ts';
import { OPEN_END } from '../kernel/time.ts';
import type { ParsedLine } from './parse-line.ts';

/** The command that makes somebody known, and those after which an email may be somebody else's or nobody's. */
const REGISTERS = 'registerUser';
const UNSETTLES = ['updateProfile', 'deleteUser'];

const BY_EMAIL: Statement = {
  name: 'import-actors-by-email',
  text: `select p.lookup as reference, v.entity_id as id from unnest($1::text[]) as k(lookup)
    join personal p on p.lookup = k.lookup
    join projection.entity_version v on v.type = 'User' and v.key = p.commitment and v.valid_until = ${OPEN_END}`,
};
const BY_ID: Statement = {
  name: 'import-actors-by-id',
  text: `select v.entity_id::text as reference, v.entity_id as id from unnest($1::uuid[]) as k(id)
    join projection.entity_version v on v.entity_id = k.id and v.type = 'User' and v.valid_until = ${OPEN_END}`,
};

/** Whether what was known of users before a line may be wrong after it. */
export function unsettlesActors(line: ParsedLine): boolean {
  return line.commands.some(({ name }) => UNSETTLES.includes(name));
}

export class Actors {
  readonly #reader: Reader;
  /** By folded email or id. Holds also whom lines register that are not applied yet. */
  readonly #known = new Map<string, UserId>();

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** Forgets everybody; to be called when all lines so far are applied. */
  forget(): void {
    this.#known.clear();
  }

  /** Looks up the actors of some lines together, as far as they are registered already. */
  async lookUp(lines: readonly ParsedLine[]): Promise<void> {
    const unknown = [...new Set(lines.map(({ actor }) => keyOf(actor)))].filter(
      (key) => !this.#known.has(key),
    );
    const ids = unknown.filter(isId);
    const emails = unknown.filter((key) => !isId(key));
    const found = await Promise.all([
      emails.length > 0 ? this.#reader.query(BY_EMAIL, [emails]) : [],
      ids.length > 0 ? this.#reader.query(BY_ID, [ids]) : [],
    ]);
    for (const row of found.flat()) this.#known.set(row.reference as string, row.id as UserId);
  }

  /** Learns whom a line registers, and says who acts in it. To be called line by line. Throws a {@link Refusal}. */
  admit({ actor, commands }: ParsedLine): UserId {
    this.#learnRegistered(commands);
    const id = this.#known.get(keyOf(actor));
    if (id !== undefined) return id;
    const remedy = 'Register the user in this line or in one before it';
    if (isId(actor)) throw new Refusal('NOT_FOUND', `There is no user ${actor}`, { field: 'actor', remedy });
    throw new Refusal('USER_NOT_REGISTERED', `Nobody is registered as ${actor}`, { field: 'actor', remedy });
  }

  #learnRegistered(commands: ParsedLine['commands']): void {
    for (const { name, input } of commands) {
      if (name !== REGISTERS) continue;
      const { id, email } = input as { readonly id: Id<'User'>; readonly email: string };
      this.#known.set(id, id);
      this.#known.set(keyOf(email), id);
    }
  }
}

function keyOf(reference: string): string {
  return isId(reference) ? reference.toLowerCase() : foldKey(reference);
}
