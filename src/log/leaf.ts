/** APPEND: the stored form of an event, the bytes that are hashed. The format can never change: docs/leaf-format.md. */
import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { RecordedEvent } from '../kernel/event.ts';

/** The version of the envelope in the leaf. Another format would be another number beside this one, never instead. */
const FORMAT = 1;

/** The canonical text (RFC 8785) of an event; its UTF-8 bytes are the Merkle leaf's input. */
export function toLeaf(event: RecordedEvent): string {
  const { position, ...rest } = event;
  const text = canonicalize({ format: FORMAT, position: String(position), ...rest });
  if (text === undefined) throw new Error(`Event ${position} has no canonical form`);
  return text;
}

/** The hash of a leaf: SHA-256 of one zero byte and the bytes (RFC 9162, section 2.1.1), in lower-case hex. */
export function leafHash(leaf: string): string {
  return hash('sha256', `\0${leaf}`);
}

/** Reads a stored leaf back. The data are of the version that was stored; the registry brings them up to date. */
export function parseLeaf(leaf: string): RecordedEvent {
  const { format, ...event } = JSON.parse(leaf) as { format: number; position: string | number };
  if (format !== FORMAT) throw new Error(`Event ${event.position} has the unknown leaf format ${format}`);
  event.position = Number(event.position);
  return event as RecordedEvent;
}
