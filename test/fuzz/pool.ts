// What a hostile client knows: whatever it was ever answered, by kind, and texts that have broken other servers.

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const TYPED = new RegExp(`"__typename":"(\\w+)","id":"(${UUID.source})"`, 'g');
/** How much it remembers of a kind. */
const MOST = 300;

const NIL = '00000000-0000-0000-0000-000000000000';
const cursor = (text: string) => Buffer.from(text).toString('base64url');

/** Texts that are hostile whatever they are taken for. */
export const HOSTILE_TEXTS: readonly string[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'x\udfff@x.io',
  '\u202eab\u200b',
  'e\u0301\ufb01\u00c5',
  'İıẞ@x.io',
  '\n\r\t',
  '__proto__',
  'constructor',
  'null',
  '-1',
  '1e400',
  '99999999999999999999',
  '9007199254740993',
  "'; drop table event; --",
  '$1 %s %n \\ \\u0000',
  '{"a":1}',
  '@',
  'a@b',
  `${'a'.repeat(330)}@x.io`,
  'x'.repeat(101),
  'x'.repeat(20_000),
  '𝔘'.repeat(2_000),
  NIL,
  NIL.toUpperCase().replace('0', 'F'),
  `{${NIL}}`,
  NIL.replaceAll('-', ''),
  cursor(`user ${NIL}`),
  cursor(`user ${NIL.replaceAll('0', 'A')}`),
  cursor('user '),
  cursor('event 99999999999999999999'),
  cursor('event -1'),
  cursor('event 9007199254740992'),
  cursor('event 1 2'),
  cursor('permSet \u0000'),
  cursor('permSet \u{10FFFF}'),
  cursor(`permSet ${'ä'.repeat(400)}`),
  cursor(`permSet ${'a'.repeat(20_000)}`),
  cursor('\u0000'),
  cursor('GPC:S:nothing'),
  cursor('GPC:N:1e400'),
  cursor('GPC:J:[{}]'),
  'not base64 at all',
];

/** Moments that are some, and texts that only look like it. */
export const MOMENTS = {
  sound: [
    '2020-02-15T00:00:00Z',
    '2026-01-01T12:00:00.000Z',
    '2026-01-02T00:00:00+01:00',
    '1969-12-31T23:59:59.999Z',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999Z',
    '2020-01-01T00:00:00.123456789012Z',
  ],
  unsound: [
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00+01:00',
    '9999-12-31T23:59:59.999-23:59',
    '2020-02-30T00:00:00Z',
    '2020-06-30T23:59:60Z',
    '+020000-01-01T00:00:00Z',
    '-000001-01-01T00:00:00Z',
    '2020-01-01',
    'yesterday',
    '',
  ],
} as const;

/** The same of positions. */
export const POSITIONS = {
  sound: ['0', '1', '12', '40', '69', 0, 1, 25, '9007199254740991', 2147483648],
  unsound: ['9007199254740992', '9223372036854775808', '-1', '+1', '1.5', '', -1, 1.5, 1e21],
} as const;

export class Pool {
  readonly #ids: string[] = [];
  readonly #byType = new Map<string, string[]>();
  readonly #texts: string[];
  readonly #cursors: string[] = [];

  /** `texts`: emails and names that mean something. */
  constructor(texts: readonly string[]) {
    this.#texts = [...texts];
  }

  get ids(): readonly string[] {
    return this.#ids;
  }

  /** The ids of things of a type; of anything, where it knows of none. */
  idsOf(type: string): readonly string[] {
    return this.#byType.get(type) ?? this.#ids;
  }

  /** Names and emails, ids, and cursors of any list. */
  get texts(): readonly string[] {
    return [...this.#texts, ...this.#cursors.slice(-10), ...this.#ids.slice(-10)];
  }

  get cursors(): readonly string[] {
    return this.#cursors;
  }

  /** Remembers the ids and cursors of an answer. */
  learn(answer: string): void {
    remember(this.#ids, answer.match(UUID) ?? []);
    for (const [, type = '', id = ''] of answer.matchAll(TYPED)) {
      const known = this.#byType.get(type) ?? [];
      this.#byType.set(type, known);
      remember(known, [id]);
    }
    const cursors = [...answer.matchAll(/[cC]ursor":"([\w-]+)"/g)].map(([, found]) => found ?? '');
    remember(this.#cursors, cursors);
  }
}

/** Keeps what came first, which the world was made of, and what came last. */
function remember(known: string[], found: readonly string[]): void {
  for (const each of new Set(found.slice(0, 20))) if (!known.includes(each)) known.push(each);
  if (known.length > MOST) known.splice(MOST / 2, known.length - MOST);
}
