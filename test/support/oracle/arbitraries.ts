/** ORACLE: what random commands are made of: references of every sort, moments, actors, and the envelope of a command. */
import fc from 'fast-check';
import { EMAILS, minutes, NOBODY, OPERATOR, REASONS, SPARE_EMAILS, USERS } from './cast.ts';
import type { Command } from './scenario.ts';
import { shouted } from './threads.ts';

export type Arb = fc.Arbitrary<unknown>;
export type Fields = Readonly<Record<string, Arb>>;
export const pick = fc.constantFrom;

/** A command that chance may choose, and how often it does among others. */
export interface Choice {
  readonly weight: number;
  readonly arbitrary: fc.Arbitrary<Command>;
}

/** Picks one of the arbitraries, each as often as its weight says. */
export function weighted<T>(...choices: readonly (readonly [number, fc.Arbitrary<T>])[]): fc.Arbitrary<T> {
  return fc.oneof(...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })));
}

/** The arbitrary, or the field left out. */
export function maybe(arbitrary: Arb): Arb {
  return fc.option(arbitrary, { nil: undefined });
}

/** Mostly what fits, now and then anything else. */
export function mostly<T>(fitting: fc.Arbitrary<T>, other: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return weighted([12, fitting], [1, other]);
}

export const at = (list: readonly string[], ...places: readonly number[]) =>
  places.map((place) => list[place] ?? NOBODY);

export const anyUser = weighted<string>(
  [10, pick(...USERS)],
  [4, pick(...EMAILS)],
  [1, pick(...EMAILS.map(shouted), ...SPARE_EMAILS)],
  [1, pick(OPERATOR, NOBODY, 'nobody@example.test', 'no reference')],
);
/** Left out, null, or one of few moments, so that several end at the same instant; some lie in the past. */
export const expiresAt = weighted<unknown>(
  [8, fc.constant(undefined)],
  [2, fc.constant(null)],
  [8, fc.integer({ min: 2, max: 18 }).map((n) => minutes(n * 10))],
  [1, pick<unknown>('2024-02-30T00:00:00Z', minutes(0), '2024-03-01T02:00:00.0009+01:00')],
);
export const anyActor = weighted<string>(
  [6, pick(...USERS)],
  [2, fc.constant(OPERATOR)],
  [1, fc.constant(NOBODY)],
);

export const byOperator = mostly<string>(fc.constant(OPERATOR), anyActor);
/** Keys that come again with other content now and then. */
const key = weighted<string | undefined>([9, fc.constant(undefined)], [1, pick('k1', 'k2', 'k3')]);
const seen = weighted<Command['seen']>([16, fc.constant(undefined)], [1, pick('nothing', 'head', 'head')]);
const reason = weighted<string | undefined>([6, fc.constant(undefined)], [1, pick(...REASONS)]);

/** Drops what is undefined: JSON could not carry it. */
function given(input: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
}

export function command(name: string, actor: fc.Arbitrary<string>, fields: Fields): fc.Arbitrary<Command> {
  return fc
    .record({ actor, input: fc.record(fields).map(given), key, seen, reason })
    .map((parts) => ({ ...given(parts), name }) as Command);
}
