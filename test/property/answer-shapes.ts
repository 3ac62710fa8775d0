/** What the answers of the nested views are brought into the oracle's shape by. */
import { sortedBy } from '../support/oracle/views.ts';

export type Json = Readonly<Record<string, unknown>>;

/** The nodes of a connection, by id of what they are about. */
export function nodes<T>(connection: unknown, id: (node: Json) => unknown, view: (node: Json) => T): T[] {
  const { edges } = connection as { edges: readonly { node: Json }[] };
  return sortedBy(
    edges.map(({ node }) => node),
    (node) => String(id(node)),
  ).map(view);
}

/** The nodes of a connection in the order in which they were given, which is owed. */
export function inOrder<T>(connection: unknown, view: (node: Json) => T): T[] {
  const { edges } = connection as { edges: readonly { node: Json }[] };
  return edges.map(({ node }) => view(node));
}

/** Texts in a fixed order. */
export const sorted = (texts: unknown): string[] => [...(texts as readonly string[])].sort();

/** A grant, for whoever sees everything. */
export function grant(value: unknown): Json | null {
  if (value === null) return null;
  const { since, expiresAt, openedBy } = value as Json;
  // Whoever sees everything sees the event, too.
  return { since: Number(since), expiresAt, ...(openedBy === null && { openedBy }) };
}
