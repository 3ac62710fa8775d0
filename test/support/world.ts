// A Tenure with people in it: commands by name, and each person asks with a token of their own.
import { createHash, randomBytes } from 'node:crypto';
import type { Config } from '../../src/config.ts';
import type { Engine } from '../../src/database/engine.ts';
import { COMMANDS } from '../../src/features.ts';
import { derivedId, type Id, isId, newId, type UserId } from '../../src/kernel/ids.ts';
import type { Position } from '../../src/kernel/time.ts';
import type { Accepted, Submission } from '../../src/log/submission.ts';
import { TestClock } from './clock.ts';
import { type Answer, startTestTenure, type TestTenure } from './tenure.ts';

/** The id of somebody or something, from its test name. */
export function idOf<Name extends string>(name: string): Id<Name> {
  return derivedId<Name>('world', name);
}

/** Who vouches for the identities that {@link World.link} makes. */
export const ISSUER = 'https://login.example';

export class World {
  readonly test: TestTenure;
  readonly clock: TestClock;
  readonly #tokens = new Map<string, string>();
  readonly #names = new Map<string, string>();
  /** The id of the operator of the genesis, who is AUDITOR, too. */
  operator = '' as UserId;

  private constructor(test: TestTenure, clock: TestClock) {
    this.test = test;
    this.clock = clock;
  }

  static async start(
    database: { readonly engine: Engine },
    clock = new TestClock(),
    config: Partial<Config> = {},
  ): Promise<World> {
    const test = await startTestTenure(database, { clock, config });
    const world = new World(test, clock);
    world.#tokens.set('genesis', test.token);
    const { data } = await test.ask<{ viewer: { id: UserId } }>('{ viewer { id } }');
    world.operator = data?.viewer.id as UserId;
    return world;
  }

  /** Runs a command as somebody (`genesis` is the operator); throws when it is refused. */
  async run(actor: string, name: string, input: Record<string, unknown>, reason?: string): Promise<Accepted> {
    const definition = COMMANDS.find((command) => command.name === name);
    if (!definition) throw new Error(`There is no command ${name}`);
    const call = {
      commandId: newId<'Command'>(),
      name,
      input: definition.input.parse(input),
      seed: randomBytes(32),
    };
    const by = actor === 'genesis' ? this.operator : userNamed(actor);
    const submission: Submission = { actor: by, commands: [call], ...(reason !== undefined && { reason }) };
    const outcome = await this.test.tenure.lane.submit(submission);
    if (!outcome.accepted)
      throw new Error(`${name} by ${actor}: ${outcome.refusal.code} ${outcome.refusal.message}`);
    return outcome;
  }

  /** Registers people; each is `<name>@x.io`. */
  async people(...names: readonly string[]): Promise<void> {
    for (const name of names) {
      const input = { id: idOf(name), email: `${name}@x.io`, name: nameOf(name) };
      await this.run('genesis', 'createUser', input);
    }
  }

  /** Links an identity to somebody, as if its token had been proved; its id goes by the test name `<who> as <subject>`. */
  async link(who: string, subject: string): Promise<void> {
    const standIn = idOf<'User'>(`stand-in of ${who}`);
    const email = `${who}@x.io`;
    const identity = { issuer: ISSUER, subject, email, emailVerified: true, name: null, standIn };
    const ids = { id: idOf(`new ${who}`), identityId: idOf(`${who} as ${subject}`) };
    await this.run(who, 'register', { ...ids, identity });
  }

  /** Asks as somebody, with a token that they get the first time. */
  async ask<Data = Record<string, unknown>>(
    who: string,
    query: string,
    variables: Record<string, unknown> = {},
  ): Promise<Answer<Data>> {
    return this.test.ask<Data>(query, variables, { token: await this.tokenOf(who) });
  }

  /** The same where nothing may go wrong: only the data. */
  async data<Data = Record<string, unknown>>(
    who: string,
    query: string,
    variables: Record<string, unknown> = {},
  ): Promise<Data> {
    const { data, errors } = await this.ask<Data>(who, query, variables);
    if (errors || !data) throw new Error(`As ${who}: ${JSON.stringify(errors)}\n${query}`);
    return data;
  }

  async tokenOf(who: string): Promise<string> {
    const known = this.#tokens.get(who);
    if (known !== undefined) return known;
    const secret = `tnr_${randomBytes(32).toString('base64url')}`;
    const tokenHash = createHash('sha256').update(secret).digest('hex');
    await this.run(who, 'issueApiToken', { id: newId(), user: userNamed(who), tokenHash });
    this.#tokens.set(who, secret);
    return secret;
  }

  /** The end of the log. */
  async head(): Promise<Position> {
    const { log } = await this.data<{ log: { position: string } }>('genesis', '{ log { position } }');
    return Number(log.position);
  }

  /** An answer in which ids stand as the test names that were given to {@link idOf} for them. */
  named<Value>(value: Value, ...names: readonly string[]): Value {
    for (const name of names) this.#names.set(idOf(name), name);
    const text = JSON.stringify(value).replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => {
      return this.#names.get(id) ?? id;
    });
    return JSON.parse(text) as Value;
  }

  close(): Promise<void> {
    return this.test.close();
  }
}

/** Whoever acts may be given by id, too: that of a world that is told elsewhere. */
function userNamed(who: string): UserId {
  return isId(who) ? (who as UserId) : idOf<'User'>(who);
}

/** `ana` is called Ana. */
export function nameOf(person: string): string {
  return person.charAt(0).toUpperCase() + person.slice(1);
}
