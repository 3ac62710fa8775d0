/** The direction of imports: stages never import features, decisions import almost nothing. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '../../src');
const FEATURES = [
  'directory',
  'platform',
  'organizations',
  'projects',
  'invitations',
  'partners',
  'instances',
  'sharing',
  'permission-sets',
];
/** What decisions ask about their actor. */
const AUTHORITY = [
  'access/standing.ts',
  'access/standing-on.ts',
  'access/authority.ts',
  'access/portal-authority.ts',
  'access/set-standing.ts',
  'access/held-sets.ts',
];
const STAGES = ['log', 'projecting', 'following'];

/** Folders (or single files) under src by what may be imported into them, beside packages and themselves. */
const ALLOWED: Record<string, readonly string[]> = {
  kernel: [],
  grants: ['kernel'],
  'access/standing.ts': ['kernel', 'grants'],
  'access/set-standing.ts': ['kernel', 'grants'],
  'access/held-sets.ts': ['kernel', 'grants', 'access/set-standing.ts'],
  'access/standing-on.ts': ['kernel', 'grants', 'access/standing.ts'],
  'access/ssh.ts': ['grants', 'access/standing.ts'],
  'access/authority.ts': [
    'kernel',
    'grants',
    'access/standing.ts',
    'access/standing-on.ts',
    'access/set-standing.ts',
    'access/held-sets.ts',
  ],
  'access/portal-authority.ts': ['kernel', 'grants', 'access/authority.ts', 'access/standing-on.ts'],
  ...Object.fromEntries(STAGES.map((stage) => [stage, [...STAGES, 'kernel', 'database', 'grants']])),
  ...Object.fromEntries(
    FEATURES.map((feature) => [feature, ['kernel', 'grants', ...AUTHORITY, 'access/ssh.ts']]),
  ),
  // What is accepted becomes what these two give.
  invitations: ['kernel', 'grants', ...AUTHORITY, 'organizations', 'projects'],
};

interface Import {
  readonly from: string;
  readonly to: string;
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts') && !file.startsWith('generated/'));
const textOf = (file: string) => readFileSync(join(SRC, file), 'utf8');
const imports: Import[] = files.flatMap((from) => importsOf(from).map((to) => ({ from, to })));

function importsOf(file: string): string[] {
  const specifiers = [...textOf(file).matchAll(/(?:from|import\(|import)\s*'(\.[^']+)'/g)];
  const paths = specifiers.map(([, specifier = '']) => join(SRC, dirname(file), specifier));
  return paths.map((path) => relative(SRC, path).replaceAll('\\', '/'));
}

function isIn(file: string, place: string): boolean {
  return file === place || file.startsWith(`${place}/`);
}

describe.each(Object.entries(ALLOWED))('%s', (place, allowed) => {
  it(`imports only ${allowed.join(', ') || 'itself'}`, () => {
    const strays = imports
      .filter(({ from, to }) => isIn(from, place) && !isIn(to, place))
      .filter(({ to }) => !allowed.some((each) => isIn(to, each)));
    expect(strays).toEqual([]);
  });

  it('has files', () => {
    expect(files.some((file) => isIn(file, place))).toBe(true);
  });
});

it('the features are handed over by what composes the server; only the API, which is made from them, imports them', () => {
  const importers = imports.filter(({ to }) => to === 'features.ts').map(({ from }) => from);
  expect(importers.filter((file) => file.includes('/') && !isIn(file, 'graphql'))).toEqual([]);
});

describe.each([...FEATURES, 'grants', ...AUTHORITY])('%s is pure', (place) => {
  it.each(files.filter((file) => isIn(file, place)))('%s: no I/O, no clock, no dice, no waiting', (file) => {
    const impure =
      /\bDate\b|Math\.random|\bprocess\.|\bnewId\(|'node:|\basync\b|\bawait\b|\bPromise\b|console\./;
    expect(textOf(file)).not.toMatch(impure);
  });
});

it('only config.ts reads the environment', () => {
  const readers = files.filter((file) => textOf(file).includes('process.env'));
  expect(readers.filter((file) => file !== 'config.ts')).toEqual([]);
});
