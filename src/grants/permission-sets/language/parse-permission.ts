/** Reads a permission from its text, by the grammar of docs/permission-language.md. */
import { MalformedPermission } from './malformed-permission.ts';
import { ANY, EVERYTHING, type Permission, valueList } from './permission.ts';

/** Throws a {@link MalformedPermission}, whatever the text, and nothing else. */
export function parsePermission(text: string): Permission {
  const scanner = new Scanner(text);
  const feature = scanner.nameOrAny('the name of a feature');
  scanner.take('=', `expected "=" and an action after the feature "${feature}"`);
  const permission = feature === ANY ? everyAction(scanner) : actionOn(feature, scanner);
  scanner.end();
  return permission;
}

function everyAction(scanner: Scanner): Permission {
  scanner.take(ANY, 'expected "*": all features together take no single action');
  return EVERYTHING;
}

function actionOn(feature: string, scanner: Scanner): Permission {
  const action = scanner.nameOrAny('the name of an action');
  const values = action !== ANY && scanner.taken('(') ? scanner.values() : null;
  return { feature, action, values };
}

const NAME = /[A-Za-z][A-Za-z0-9_.-]*/y;
const BLANKS = / */y;
/** What stands between quotes as it is: all but the quote, the backslash, control characters and lone surrogates. */
const PLAIN = /[^'\\\p{Cc}\p{Cs}]+/uy;

/** A place in a text, which moves on with everything that is read. */
class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  nameOrAny(what: string): string {
    if (this.taken(ANY)) return ANY;
    const name = this.#match(NAME);
    if (name === '')
      throw this.#expected(`expected ${what}: a letter, then letters, digits, "_", "." and "-"`);
    return name;
  }

  /** The values of a list whose opening bracket has been read. */
  values(): readonly string[] {
    const values: string[] = [];
    do {
      this.#match(BLANKS);
      values.push(this.#value());
      this.#match(BLANKS);
    } while (this.taken(','));
    this.take(')', 'expected a comma or a closing bracket');
    return valueList(values);
  }

  end(): void {
    if (this.#at < this.#text.length) throw this.#expected('expected the end of the permission');
  }

  take(token: string, otherwise: string): void {
    if (!this.taken(token)) throw this.#expected(otherwise);
  }

  taken(token: string): boolean {
    const found = this.#text.startsWith(token, this.#at);
    if (found) this.#at += token.length;
    return found;
  }

  #value(): string {
    this.take("'", 'expected a value in single quotes');
    let value = '';
    while (!this.taken("'")) {
      if (this.taken('\\')) {
        value += this.#escaped();
        continue;
      }
      const plain = this.#match(PLAIN);
      if (plain === '') throw this.#notInAValue();
      value += plain;
    }
    return value;
  }

  #escaped(): string {
    const next = this.#text[this.#at];
    if (next !== "'" && next !== '\\') throw this.#expected(`expected ' or \\ after a backslash`);
    this.#at += 1;
    return next;
  }

  #notInAValue(): MalformedPermission {
    return this.#expected(
      this.#at === this.#text.length
        ? 'expected a closing quote'
        : 'a value holds no control characters and no lone surrogates',
    );
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found = ''] = pattern.exec(this.#text) ?? [];
    this.#at += found.length;
    return found;
  }

  #expected(what: string): MalformedPermission {
    return new MalformedPermission(this.#at + 1, what);
  }
}
