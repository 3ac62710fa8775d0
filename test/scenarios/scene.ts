// A scenario as it plays: who does what, in the scenario's own names, and what is seen of it.
import { PORTAL } from '../../src/kernel/ids.ts';
import { type Json, nodes } from '../support/asking.ts';
import type { Answer } from '../support/tenure.ts';
import { nameOf } from '../support/world.ts';
import type { Stage } from './stage.ts';
import { When } from './when.ts';

/** What somebody is in an organization, in words: `VIEWER, CONTRIBUTOR on DEVELOPMENT`. */
export interface Belongs {
  readonly permissions: readonly string[];
  readonly projects: Readonly<Record<string, string>>;
}

const ROLES = 'projects { edges { node { project { title } role environmentTypes { type role source } } } }';

export class Scene {
  readonly #stage: Stage;
  readonly #name: string;
  readonly #ids = new Map<string, string>([['everywhere', PORTAL]]);
  readonly #tokens = new Map<string, string>();
  readonly #owners = new Map<string, string>();

  constructor(stage: Stage, name: string) {
    this.#stage = stage;
    this.#name = name;
  }

  /** An account for somebody, made by the operator of the genesis, who hands them a token. */
  async signUp(who: string): Promise<void> {
    const input = { email: this.email(who), name: nameOf(who) };
    await this.when('operator', 'createUser', input).making(who).done();
    const issued = await this.when('operator', 'issueApiToken', { user: who }).done();
    this.#tokens.set(who, String(issued.secret));
  }

  /** Somebody without an account signs in with an identity provider, which vouches for their email, and registers. */
  async register(who: string): Promise<void> {
    this.#tokens.set(who, await this.#stage.provider.token(who, { claims: { email: this.email(who) } }));
    await this.when(who, 'register', { name: nameOf(who) })
      .making(who)
      .done();
  }

  /** Somebody becomes a member with permissions: invited by the owner, and accepting. */
  async joins(
    who: string,
    organization: string,
    owner: string,
    permissions: readonly string[],
  ): Promise<void> {
    const input = { organization, emails: [who], permissions };
    const invited = await this.when(owner, 'inviteToOrganization', input).done();
    const [sent] = invited.invitations as readonly { token: string }[];
    await this.when(who, 'acceptInvitation', { token: sent?.token }).done();
  }

  owns(thing: string, owner: string): void {
    this.#owners.set(thing, owner);
  }

  ownerOf(thing: string): string {
    const owner = this.#owners.get(thing);
    if (owner === undefined) throw new Error(`Nobody is said to own ${thing}`);
    return owner;
  }

  /** Somebody runs a mutation: what comes of it is said next. */
  when(who: string, command: string, input: Json): When {
    return new When(this, who, command, input);
  }

  /** Asks as somebody; the answer is in the names of the scenario. */
  async ask(who: string, query: string, variables: Json = {}): Promise<Answer> {
    const token = who === 'operator' ? this.#stage.test.token : (this.#tokens.get(who) ?? null);
    return this.#named(await this.#stage.test.ask(query, variables, { token }));
  }

  /** The same where nothing may go wrong. */
  async data(who: string, query: string, variables: Json = {}): Promise<Json> {
    const { data, errors } = await this.ask(who, query, variables);
    if (errors || !data) throw new Error(`As ${who}: ${JSON.stringify(errors)}\n${query}`);
    return data;
  }

  /** The end of the log. */
  async head(): Promise<number> {
    const { log } = await this.data('operator', '{ log { position } }');
    return Number((log as Json).position);
  }

  /** The permissions and roles of somebody in an organization, as another reads them; undefined for no member. */
  async belongs(viewer: string, who: string, organization: string): Promise<Belongs | undefined> {
    const query = `query ($id: ID, $email: String) { organization(id: $id) {
      member(email: $email) { permissions { permission } ${ROLES} } } }`;
    const variables = { id: this.id(organization), email: this.email(who) };
    const { organization: found } = await this.data(viewer, query, variables);
    const member = (found as { member: Json | null }).member;
    if (!member) return undefined;
    const projects = nodes(member.projects).map((access) => [
      (access.project as { title: string }).title,
      inWords(access),
    ]);
    const permissions = (member.permissions as readonly { permission: string }[]).map(
      (each) => each.permission,
    );
    return { permissions, projects: Object.fromEntries(projects) };
  }

  /** By what somebody has a right: the sources, or nothing where they do not have it. */
  async sources(viewer: string, who: string, right: string, target: string): Promise<readonly string[]> {
    const query = `query ($user: String!, $right: Right!, $target: ID!) {
      can(user: $user, right: $right, target: $target) { allowed givenBy { source kind value } } }`;
    const { can } = await this.data(viewer, query, { user: this.email(who), right, target: this.id(target) });
    const { allowed, givenBy } = can as {
      allowed: boolean;
      givenBy: readonly { source: string; value: string | null }[];
    };
    if (allowed !== givenBy.length > 0) throw new Error('What is allowed must be given by something');
    return givenBy.map(({ source, value }) => (value === null ? source : `${source} ${value}`));
  }

  /** The scenario has a name for something. */
  call(id: string, name: string): void {
    this.#ids.set(name, id);
  }

  id(name: string): string {
    const id = this.#ids.get(name);
    if (id === undefined) throw new Error(`The scenario knows no ${name}`);
    return id;
  }

  email(who: string): string {
    return `${who}@${this.#name}.example`;
  }

  /** The name of an organization on a server that has those of other scenarios, too. */
  handle(name: string): string {
    return `${name}-${this.#name}`;
  }

  /** What an input means by a name: people by email, things by id. */
  reference(name: string): string {
    if (name.includes('@')) return name;
    return this.#tokens.has(name) || !this.#ids.has(name) ? this.email(name) : this.id(name);
  }

  /** Ids and emails as the names that the scenario has for them. */
  #named<Value>(value: Value): Value {
    let text = JSON.stringify(value);
    for (const [name, id] of this.#ids) text = text.replaceAll(id, name);
    return JSON.parse(text.replaceAll(`@${this.#name}.example`, '')) as Value;
  }
}

function inWords(access: Json): string {
  const types = access.environmentTypes as readonly { type: string; role: string; source: string }[];
  const granted = types.filter(({ source }) => source === 'GRANTED');
  return [access.role, ...granted.map(({ type, role }) => `${role} on ${type}`)].join(', ');
}
