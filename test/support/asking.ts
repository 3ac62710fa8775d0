// Asking a world twice: the first answer is interpreted, the second compiled, and they must be the same.
import { expect } from 'vitest';
import { EVERYBODY, THINGS } from './acme.ts';
import type { World } from './world.ts';

export type Json = Readonly<Record<string, unknown>>;
export type Edges = { readonly edges: readonly { readonly node: Json }[] } | null;

/** What was answered, ids as test names; what failed as `CODE path.to.the.field`, sorted. */
export interface Told {
  readonly data: Json;
  readonly failed: readonly string[];
}

type Variables = Readonly<Record<string, unknown>>;

export async function askTwice(
  world: World,
  who: string,
  query: string,
  variables: Variables = {},
): Promise<Told> {
  const first = await askOnce(world, who, query, variables);
  expect(await askOnce(world, who, query, variables), query).toEqual(first);
  return first;
}

export async function askOnce(
  world: World,
  who: string,
  query: string,
  variables: Variables = {},
): Promise<Told> {
  const { data, errors = [] } = await world.ask(who, query, variables);
  const failed = errors.map(({ path, extensions: { code } }) => `${code} ${path?.join('.')}`).sort();
  return world.named({ data: data as Json, failed }, ...EVERYBODY, ...THINGS);
}

/** The nodes of a connection; none of a withheld one. */
export function nodes(connection: unknown): Json[] {
  return ((connection as Edges | undefined)?.edges ?? []).map(({ node }) => node);
}

/** The answer of a mutation, its page of events as a plain list. */
export function listingEvents<Answer extends object>(answer: Answer): Answer {
  return 'events' in answer ? { ...answer, events: nodes(answer.events) } : answer;
}

/** The ids of the nodes of a connection, sorted. */
export function idsOf(connection: unknown): string[] {
  return nodes(connection)
    .map(({ id }) => id as string)
    .sort();
}

/** The id of something that was answered, if it was. */
export function idIn(thing: unknown): string | undefined {
  return (thing as Json | null)?.id as string | undefined;
}
