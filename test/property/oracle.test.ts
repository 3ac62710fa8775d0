/** PROPERTY: what judges is judged: the oracle's own canonical form, and that random runs reach what they should. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EVENTS } from '../../src/features.ts';
import { canonical } from '../support/oracle/canonical.ts';
import { hiddenAmong, toldOf } from '../support/oracle/hidden-texts.ts';
import { OPENING } from '../support/oracle/opening.ts';
import { randomSteps } from '../support/oracle/random-commands.ts';
import { readEvents } from '../support/oracle/read-log.ts';
import { epochs } from '../support/oracle/scenario.ts';
import { type Installation, openInstallation } from './installation.ts';

describe('the canonical form of the oracle', () => {
  const folder = fileURLToPath(new URL('../vectors/jcs', import.meta.url));
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.in.json')) : [];

  test('is that of the published vectors, but for numbers with fractions', () => {
    expect(names.length).toBeGreaterThan(3);
    for (const name of names) {
      const read = (file: string) => readFileSync(`${folder}/${file}`, 'utf8');
      const text = read(name);
      if (name === 'values.in.json') expect(() => canonical(JSON.parse(text))).toThrow('does not belong');
      else expect(canonical(JSON.parse(text)), name).toBe(read(name.replace('.in.', '.out.')));
    }
  });

  test('is that of the library for whatever an event may hold', () => {
    const text = fc.string({ unit: 'grapheme' });
    const value = fc.letrec((tie) => ({
      any: fc.oneof(text, fc.maxSafeInteger(), fc.boolean(), fc.constant(null), tie('list'), tie('object')),
      list: fc.array(tie('any'), { maxLength: 3 }),
      object: fc.dictionary(text, tie('any'), { maxKeys: 4 }),
    })).object;
    const integers = (one: unknown) => !Object.is(one, -0);
    fc.assert(
      fc.property(value.filter(integers), (one) => {
        expect(canonical(one)).toBe(canonicalize(one));
      }),
    );
  });
});

describe('a text that is hidden', () => {
  const hidden = hiddenAmong([
    { text: 'Runners-set', verdict: 'SHOWN' },
    { text: 'RUNNERS-set', verdict: 'HIDDEN' },
    { text: 'Helpers-set', verdict: 'HIDDEN' },
  ]);

  test('is told in whatever case, unless one that differs in case alone is shown', () => {
    expect(toldOf(hidden, ['helpers-SET is disabled'], {})).toEqual(['helpers-set']);
    expect(toldOf(hidden, ['Runners-set is disabled'], {})).toEqual([]);
    expect(toldOf(hidden, ['RUNNERS-set is disabled'], {})).toEqual(['RUNNERS-set']);
  });

  test('is not told to whoever sent it', () => {
    expect(toldOf(hidden, ['Helpers-set, RUNNERS-set'], { names: ['HELPERS-set', 'runners-set'] })).toEqual(
      [],
    );
  });
});

describe('random runs', () => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await openInstallation('pglite');
  });
  afterAll(() => installation.close());

  test('reach every type of event, every cause of today, and most refusals', async () => {
    const [types, causes, codes] = [new Set<string>(), new Set<string>(), new Set<string>()];
    let accepted = 0;
    let sent = 0;
    const missing = () => ({
      types: EVENTS.map(({ type }) => type).filter((type) => !types.has(type)),
      causes: CAUSES.filter((cause) => !causes.has(cause)),
      codes: CODES.filter((code) => !codes.has(code)),
    });
    const nothing = { types: [], causes: [], codes: [] };
    // Until all is reached; what a hundred runs do not reach, chance does not find.
    for (const steps of fc.sample(randomSteps(60), { numRuns: 100, seed: 42 })) {
      if (isDeepStrictEqual(missing(), nothing)) break;
      await installation.reset();
      const run = epochs(steps);
      for (const { wait, commands } of [{ wait: 0, commands: OPENING }, ...run]) {
        installation.clock.turn(wait);
        for (const command of commands) {
          const outcome = await installation.send(command, `${sent++}`, 0);
          if (!outcome.accepted) codes.add(outcome.refusal.code);
          else if (outcome.changed) accepted += 1;
        }
      }
      for (const { event } of await readEvents(installation.database)) {
        types.add(event.type);
        causes.add(event.cause);
      }
    }
    expect(missing()).toEqual(nothing);
    expect(accepted / sent).toBeGreaterThan(0.3);
  });
});

const CAUSES = [
  ...['DIRECT', 'BULK', 'PROJECT_ADD', 'ORG_REMOVAL', 'PROJECT_REMOVAL', 'ROLE_RAISED_TO_ADMIN'],
  ...['RESOURCE_CREATED', 'RESOURCE_DELETED', 'DEFAULT_BRANCH', 'EXPIRY'],
  ...['INVITATION_ACCEPTED', 'OWNERSHIP_TRANSFER'],
  ...['PERMSET_DISABLED', 'PERMSET_RENAMED', 'PERMSET_IMPORT', 'DUPLICATE'],
];
const CODES = [
  ...['FORBIDDEN', 'NOT_FOUND', 'VALIDATION', 'USER_NOT_REGISTERED', 'USER_NOT_FOUND', 'EMAIL_TAKEN'],
  ...['NAME_TAKEN', 'ALREADY_MEMBER', 'SELF_EDIT_FORBIDDEN', 'CANNOT_GRANT_UNHELD', 'OWNER_IMMUTABLE'],
  ...['OWNER_NOT_REMOVABLE', 'PRODUCTION_TYPE_IMMUTABLE', 'PRODUCTION_RESERVED', 'ADMIN_TYPE_ROLE_CONFLICT'],
  ...['INVALID_PERMISSION', 'VERSION_CONFLICT', 'IDEMPOTENCY_MISMATCH', 'NOT_EMPTY'],
  ...['INVITATION_PENDING', 'EMAIL_NOT_VERIFIED', 'LAST_OPERATOR'],
  ...['PERMSET_IN_USE', 'PERMSET_DISABLED', 'PERMSET_EMPTY'],
];
