/** ORACLE: the permission language a second time: what a canonical text says, and what several of them cover together. */

export interface Permission {
  readonly feature: string;
  readonly action: string;
  /** What it is limited to; null where it is not. */
  readonly values: readonly string[] | null;
}

const NAME = '[A-Za-z][A-Za-z0-9_.-]*';
const VALUE = String.raw` *'(?:[^'\\\p{Cc}\p{Cs}]|\\['\\])*' *`;
const GRAMMAR = new RegExp(
  String.raw`^(?:\*=\*|${NAME}=(?:\*|${NAME}(?:\(${VALUE}(?:,${VALUE})*\))?))$`,
  'u',
);

/** Whether a text is well-formed, canonical or not. */
export function isPermission(text: string): boolean {
  return GRAMMAR.test(text);
}

/** What a well-formed text says; its value list in the order of the text. */
export function permissionOf(text: string): Permission {
  const parts = /^([^=]+)=([^(]+)(?:\((.*)\))?$/s.exec(text);
  if (!parts || !isPermission(text)) throw new Error(`"${text}" is no permission`);
  const [, feature = '', action = '', list] = parts;
  if (list === undefined) return { feature, action, values: null };
  const quoted = [...list.matchAll(/'((?:[^'\\]|\\.)*)'/gs)];
  return { feature, action, values: quoted.map(([, value = '']) => value.replace(/\\(.)/gs, '$1')) };
}

/** The one text of a permission. */
export function printed({ feature, action, values }: Permission): string {
  if (values === null) return `${feature}=${action}`;
  const sorted = [...new Set(values)].sort();
  return `${feature}=${action}(${sorted.map((value) => `'${value.replace(/[\\']/g, '\\$&')}'`).join(',')})`;
}

/** The texts as they are stored: each in its one form, sorted, without duplicates. */
export function canonicalList(texts: readonly string[]): string[] {
  return [...new Set(texts.map((text) => printed(permissionOf(text))))].sort();
}

/** Everything that one may do, by one of these permissions or by several together. */
export function covers(held: readonly string[], asked: string): boolean {
  const { feature, action, values } = permissionOf(asked);
  const all = held.map(permissionOf);
  const whole = (on: string, does: string) =>
    all.some((one) => one.feature === on && one.action === does && one.values === null);
  if (whole('*', '*') || whole(feature, '*') || whole(feature, action)) return true;
  if (values === null) return false;
  const given = all.filter((one) => one.feature === feature && one.action === action);
  return values.every((value) => given.some((one) => one.values?.includes(value)));
}

/** The sets that permissions name: those in the value lists of `permset=read`. */
export function namesIn(texts: readonly string[]): string[] {
  const reading = texts
    .map(permissionOf)
    .filter(({ feature, action }) => feature === 'permset' && action === 'read');
  return [...new Set(reading.flatMap(({ values }) => values ?? []))];
}

/** The names in the value lists of `permset`, whatever the action. */
export function mentionedIn(texts: readonly string[]): string[] {
  const all = texts.map(permissionOf).filter(({ feature }) => feature === 'permset');
  return [...new Set(all.flatMap(({ values }) => values ?? []))];
}

/** The permission to do something with the one set of that name. */
export function onSet(action: string, name: string): string {
  return printed({ feature: 'permset', action, values: [name] });
}
