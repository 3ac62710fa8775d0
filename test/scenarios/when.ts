// WHEN and THEN: a mutation over HTTP, and what must come of it: its events in the log, or a refusal that left the log alone.
import { expect } from 'vitest';
import { type Json, nodes } from '../support/asking.ts';
import { EVENT_FIELDS, inWords, type LoggedEvent } from './events.ts';
import { parseRoles } from './roles.ts';
import type { Scene } from './scene.ts';

/** What is asked of a payload beside what all payloads have. */
const SHOWN: Readonly<Record<string, string>> = {
  issueApiToken: 'secret',
  inviteToOrganization: 'invitations { token invitation { id email } }',
  addProjectUser: 'invitationToken',
};
/** The fields of inputs that name people and things. */
const REFERENCES = [
  'user',
  'users',
  'email',
  'emails',
  'owner',
  'firstWriter',
  'organization',
  'project',
  'environment',
  'parent',
  'partner',
  'partners',
  'instance',
  'instances',
  'set',
];

export class When {
  readonly #scene: Scene;
  readonly #who: string;
  readonly #command: string;
  readonly #input: Json;
  #made: readonly string[] = [];

  constructor(scene: Scene, who: string, command: string, input: Json) {
    this.#scene = scene;
    this.#who = who;
    this.#command = command;
    this.#input = input;
  }

  /** What the scenario calls the things that it is about, in the order of its events. */
  making(...names: readonly string[]): this {
    this.#made = names;
    return this;
  }

  /** THEN exactly these events are in the log, in this order, all of one command. */
  async gives(...expected: readonly string[]): Promise<Json> {
    const before = await this.#scene.head();
    const payload = await this.done();
    const events = await this.#since(before);
    expect(events.map(inWords)).toEqual(expected);
    expect(new Set(events.map(({ commandId }) => commandId)).size).toBe(Math.min(expected.length, 1));
    expect(payload.changed).toBe(expected.length > 0);
    return payload;
  }

  /** THEN all is so already: accepted, and nothing is appended. */
  async changesNothing(): Promise<void> {
    await this.gives();
  }

  /** THEN it is refused with that code and field, and the log ends where it did. */
  async refuses(code: string, field: string | null, facts: Json = {}): Promise<void> {
    const before = await this.#scene.head();
    const refusal = await this.#send();
    expect(refusal).toMatchObject({ code, field, facts, position: String(before) });
    expect(await this.#scene.head()).toBe(before);
  }

  /** Accepted, as something given. */
  async done(): Promise<Json> {
    const answer = await this.#send();
    if (answer.code !== undefined) {
      throw new Error(`${this.#command} by ${this.#who}: ${answer.code} ${answer.message}`);
    }
    const targets = nodes(answer.events).map(({ targetId }) => String(targetId));
    for (const [index, id] of [...new Set(targets)].entries()) {
      const name = this.#made[index];
      if (name !== undefined) this.#scene.call(id, name);
    }
    return answer;
  }

  async #send(): Promise<Json> {
    const title = this.#command.charAt(0).toUpperCase() + this.#command.slice(1);
    const query = `mutation ($input: ${title}Input!) { answer: ${this.#command}(input: $input) {
      ... on ${title}Payload { changed events { edges { node { targetId } } } ${SHOWN[this.#command] ?? ''} }
      ... on Refusal { code message field facts position } } }`;
    const { answer } = await this.#scene.data(this.#who, query, { input: this.#meant() });
    return answer as Json;
  }

  /** The input with ids and emails for the names of the scenario, and roles as the API takes them. */
  #meant(): Json {
    const meant = Object.entries(this.#input).map(([key, value]) => {
      if (key === 'roles') return [key, parseRoles(String(value))];
      if (!REFERENCES.includes(key)) return [key, value];
      const each = (name: unknown) => this.#scene.reference(String(name));
      return [key, Array.isArray(value) ? value.map(each) : each(value)];
    });
    return Object.fromEntries(meant);
  }

  /** What was appended since, whoever may read it. */
  async #since(position: number): Promise<readonly LoggedEvent[]> {
    const count = (await this.#scene.head()) - position;
    if (count === 0) return [];
    const query = `query ($count: Int) { events(first: $count) { edges { node { ${EVENT_FIELDS} } } } }`;
    const { events } = await this.#scene.data('operator', query, { count });
    return (nodes(events) as unknown as LoggedEvent[]).reverse();
  }
}
