/**
 * What judges of answers have in common: a thing by its door, a field, a list, a grant with the event behind it. What they
 * find wrong is text; nothing when all is well.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Personal } from '../support/oracle/personal.ts';
import type { StoredEvent } from '../support/oracle/stored-event.ts';
import type { Verdict, Viewing } from '../support/oracle/viewing.ts';
import { userNames } from '../support/oracle/views.ts';
import { emailVerdict, eventShown, nameVerdict } from '../support/oracle/visibility.ts';
import { find } from '../support/oracle/world.ts';
import type { Json } from './answer-shapes.ts';

interface Granted {
  readonly since: number;
  readonly expiresAt: string | null;
}

export abstract class Judging {
  protected readonly viewing: Viewing;
  protected readonly personal: Personal;
  protected readonly events: readonly StoredEvent[];
  readonly found: string[] = [];

  /** `events` is the whole log. */
  constructor(viewing: Viewing, personal: Personal, events: readonly StoredEvent[]) {
    this.viewing = viewing;
    this.personal = personal;
    this.events = events;
  }

  /** A list of what is held, all of it or nothing: each with its source and, where it is granted, its grant. */
  protected held(
    path: string,
    verdict: Verdict,
    value: unknown,
    list: {
      readonly all: readonly {
        readonly name: string;
        readonly source?: string | undefined;
        readonly grant: Granted | null;
      }[];
      readonly name: (each: Json) => unknown;
      readonly grant: (each: Json) => unknown;
    },
  ): void {
    if (!this.withheld(path, verdict, value)) return;
    const given = value as readonly Json[];
    this.same(path, given.map(list.name).sort(), list.all.map(({ name }) => name).sort());
    for (const { name, source, grant } of list.all) {
      const each = given.find((one) => list.name(one) === name);
      if (!each) continue;
      if (source !== undefined) this.same(`${path}.${name}.source`, each.source, source);
      if (grant) this.grant(`${path}.${name}`, list.grant(each), grant);
    }
  }

  protected rights(path: string, verdict: Verdict, value: unknown, truth: readonly string[]): void {
    const given = Array.isArray(value) ? [...value].sort() : value;
    this.field(`${path}.rights`, verdict, given, truth);
  }

  /** A grant that is shown, and the event that opened it if the viewer may read that. */
  protected grant(path: string, value: unknown, truth: Granted): void {
    const { since, expiresAt, openedBy } = value as Json;
    this.same(path, [since, expiresAt], [String(truth.since), truth.expiresAt]);
    const event = this.events[truth.since - 1];
    const readable = event !== undefined && eventShown(this.viewing, event);
    this.same(`${path}.openedBy`, openedBy, readable ? { position: event.position } : null);
  }

  protected names(path: string, node: Json, id: string): void {
    const user = find(this.viewing.asked.world.users, id);
    if (!user) return;
    const { email, name } = userNames(user, this.personal);
    this.field(`${path}.email`, emailVerdict(this.viewing, id), node.email, email);
    this.field(`${path}.name`, nameVerdict(this.viewing, id), node.name, name);
  }

  /** A thing by its door: null when hidden, there when shown. */
  protected door(path: string, json: unknown, verdict: Verdict): Json | undefined {
    if (json !== null) this.visible(path, verdict);
    if (json === null && verdict === 'SHOWN') this.found.push(`${path} is missing`);
    return json === null ? undefined : (json as Json);
  }

  /** Whether a list or field is given, after judging that it may or must be. */
  protected withheld(path: string, verdict: Verdict, value: unknown): boolean {
    if (value === null && verdict === 'SHOWN') this.found.push(`${path} is withheld`);
    if (value !== null) this.visible(path, verdict);
    return value !== null && value !== undefined;
  }

  protected field(path: string, verdict: Verdict, value: unknown, truth: unknown): void {
    if (value === null || value === undefined) {
      if (verdict === 'SHOWN' && truth !== null) this.found.push(`${path} is withheld`);
      return;
    }
    this.visible(path, verdict);
    this.same(path, value, truth);
  }

  protected same(path: string, value: unknown, truth: unknown): void {
    if (!isDeepStrictEqual(value, truth))
      this.found.push(`${path} is ${JSON.stringify(value)}, not ${JSON.stringify(truth)}`);
  }

  protected visible(path: string, verdict: Verdict): void {
    if (verdict === 'HIDDEN') this.found.push(`${path} is shown`);
  }

  protected list(
    path: string,
    connection: unknown,
    list: {
      readonly all: readonly string[];
      /** Whether `all` is in the order that the list owes. */
      readonly inOrder?: boolean;
      readonly id: (node: Json) => string;
      readonly verdict: (id: string) => Verdict;
      readonly judge: (path: string, node: Json, id: string) => void;
    },
  ): void {
    const { edges } = connection as { edges: readonly { node: Json }[] };
    const given = new Map(edges.map(({ node }) => [list.id(node), node]));
    if (given.size !== edges.length) this.found.push(`${path} holds something twice`);
    for (const [id, node] of given) {
      const at = `${path}[${id.slice(-2)}]`;
      if (!list.all.includes(id)) this.found.push(`${at} should not be there at all`);
      else {
        this.visible(at, list.verdict(id));
        list.judge(at, node, id);
      }
    }
    if (list.inOrder) {
      const expected = list.all.filter((id) => given.has(id));
      this.same(
        `${path}, in order,`,
        [...given.keys()].filter((id) => list.all.includes(id)),
        expected,
      );
    }
    for (const id of list.all) {
      if (!given.has(id) && list.verdict(id) === 'SHOWN')
        this.found.push(`${path}[${id.slice(-2)}] is missing`);
    }
  }
}

/** A text of a part of an answer. */
export function text(value: unknown, field: string): string {
  return String((value as Json)[field]);
}
