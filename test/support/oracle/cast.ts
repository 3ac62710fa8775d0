/** ORACLE: the small world that random commands are about: fixed ids and names, so that they meet each other. */

/** A UUID (version 7 by its form) that tells at a glance what it names: `kind` is four hex digits. */
function idOf(kind: string, n: number): string {
  return `0190${kind}-0000-7000-8000-${String(n).padStart(12, '0')}`;
}

const several = (kind: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => idOf(kind, n + 1));

/** Stands for the user that the installation's genesis made; a harness puts the id in its place. */
export const OPERATOR = '$operator';

export const USERS = several('aaaa', 5);
export const ORGANIZATIONS = several('bbbb', 4);
export const PROJECTS = several('cccc', 4);
export const ENVIRONMENTS = several('dddd', 10);
export const TOKENS = several('eeee', 3);
export const IDENTITIES = several('eeea', 4);
export const INVITATIONS = several('abba', 12);
export const PARTNERS = several('babe', 4);
export const INSTANCES = several('face', 6);
export const PERM_SETS = several('beef', 9);
/** Those of sets that no random command is about. */
export const STEADY_SETS = several('bee5', 2);
/** Ids that never name anything. */
export const NOBODY = idOf('ffff', 1);

/** Each value is a canary: it is nowhere else in any text, so finding it means that this value was shown. */
export const EMAILS = USERS.map((_, n) => `mail-${n + 1}-canary@example.test`);
export const SPARE_EMAILS = ['spare-1-canary@example.test', 'spare-2-canary@example.test'];
export const NAMES = ['Ana-canary', 'Bob-canary', 'Zoë-canary', 'Ö-canary', '李-canary'];
export const REASONS = ['because-1-canary', 'because-2-canary'];

/** Organization names: the first is the same as the second to whoever ignores case, the third is no NFC. */
export const ORGANIZATION_NAMES = [
  'acme-handle',
  'ACME-handle',
  'cafe\u0301-handle',
  'beta-handle',
  'gamma-handle',
  'delta-handle',
];
export const LABELS = ['Acme-label', 'Beta-label', 'Gamma "quoted" \\label'];
export const TITLES = ['Alpha-title', 'Shop-title', 'Ünïcode-title', 'Delta-title'];
export const BRANCHES = ['main', 'next', 'fix/42'];
export const PARTNER_NAMES = ['North-partner', 'South-partner', 'Höhe "&" Tiefe-partner'];
export const INSTANCE_NAMES = ['live-instance', 'Probe-instance', 'dépôt-instance', 'live\\2-instance'];
/**
 * Names of sets: one is another to whoever ignores case, two are hard to quote, the last is borne by none at first. By the
 * units of UTF-16 the key would come before the wide G; by the bytes of UTF-8 it comes after it.
 */
export const SET_NAMES = [
  'Admins-set',
  'Runners-set',
  'RUNNERS-set',
  'Helpers-set',
  '\u{1F511}Editors-set',
  "O'Brien-set",
  'back\\slash-set',
  '\uFF27host-set',
];
export const DESCRIPTIONS = ['about-1-canary', 'about-2-canary'];

/** How an identity provider names people: found in no event, be it as a part. */
export const ISSUER = 'https://login-canary.example';
export const SUBJECTS = ['subject-1-canary', 'subject-2-canary', 'subject-3-canary'];

/** Where the clock stands when the first command comes. */
export const START = Date.parse('2024-03-01T00:00:00.000Z');
export const MINUTE = 60_000;

/** A moment so many minutes after the start. */
export function minutes(count: number): string {
  return new Date(START + count * MINUTE).toISOString();
}
