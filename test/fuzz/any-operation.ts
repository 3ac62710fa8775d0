// Random operations made from the schema as it is printed: new fields, arguments and types come in by themselves.
import type { GeneratorValue } from 'fast-check';
import fc from 'fast-check';
import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { HOSTILE_TEXTS, MOMENTS, POSITIONS, type Pool } from './pool.ts';

export interface AnyOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The field at the root that it asks for. */
  readonly root: string;
}

/** How deep selections go. */
const DEPTH = 5;
const WHOLE = { sound: [0, 1, 2, 3, 20, 500], unsound: [501, -1, 2_147_483_647, -2_147_483_648] };
const OF_NO_TYPE = [true, 1.5, 1e300, 'text', [], {}, [[[]]], { a: { b: [1] } }, null];

/** Rare things that would leave little of the world to ask about. */
const ENDING = /^(delete|remove|revoke|cancel|leave)/;

/** One operation, valid by its types but for one in ten; its values may be anything. */
export function anyOperation(schema: GraphQLSchema, pool: Pool): fc.Arbitrary<AnyOperation> {
  return fc.gen().map((g) => new OperationMaker(schema, pool, g).make());
}

class OperationMaker {
  readonly #schema: GraphQLSchema;
  readonly #pool: Pool;
  readonly #g: GeneratorValue;
  readonly #declared: string[] = [];
  readonly #variables: Record<string, unknown> = {};

  constructor(schema: GraphQLSchema, pool: Pool, g: GeneratorValue) {
    this.#schema = schema;
    this.#pool = pool;
    this.#g = g;
  }

  make(): AnyOperation {
    const kind = this.#chance(55) ? 'query' : 'mutation';
    const type = kind === 'query' ? this.#schema.getQueryType() : this.#schema.getMutationType();
    if (!type) throw new Error(`There is no ${kind}`);
    const fields = Object.values(type.getFields());
    let field = this.#pick(fields);
    if (ENDING.test(field.name) && !this.#chance(25)) field = this.#pick(fields);
    const body = this.#field(field, DEPTH);
    const asOf = kind === 'query' && this.#chance(30) ? ` ${this.#asOf()}` : '';
    const declared = this.#declared.length > 0 ? `(${this.#declared.join(', ')})` : '';
    return {
      query: `${kind} Q${declared}${asOf} { ${body} }`,
      variables: this.#variables,
      root: field.name,
    };
  }

  #chance(percent: number): boolean {
    return this.#g(fc.integer, { min: 0, max: 99 }) < percent;
  }

  #pick<Value>(from: readonly Value[]): Value {
    return from[this.#g(fc.nat, { max: from.length - 1 })] as Value;
  }

  #asOf(): string {
    const time = () => `time: ${this.#argument('DateTime', this.#scalar('DateTime', ''))}`;
    const position = () => `position: ${this.#argument('Position', this.#scalar('Position', ''))}`;
    if (this.#chance(5)) return `@asOf(${time()}, ${position()})`;
    return `@asOf(${this.#chance(50) ? time() : position()})`;
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number, alias?: string): string {
    const given = field.args.filter(({ type }) => isNonNullType(type) || this.#chance(25));
    const args = given.map(({ name, type }) => `${name}: ${this.#value(type, name)}`);
    const type = getNamedType(field.type);
    const inside = isCompositeType(type) ? ` { ${this.#selection(type, depth - 1)} }` : '';
    const condition = this.#chance(4) ? ` @include(if: ${this.#argument('Boolean!', this.#chance(70))})` : '';
    const named = alias === undefined ? field.name : `${alias}: ${field.name}`;
    return `${named}${args.length > 0 ? `(${args.join(', ')})` : ''}${condition}${inside}`;
  }

  #selection(type: GraphQLNamedType, depth: number): string {
    const parts = ['__typename'];
    if (isObjectType(type) || isInterfaceType(type)) parts.push(...this.#fields(type, depth));
    if (isAbstractType(type)) {
      const types = this.#schema.getPossibleTypes(type);
      const some = type.name.endsWith('Result') ? types : [this.#pick(types), this.#pick(types)];
      for (const possible of new Set(some)) {
        const fields = this.#fields(possible, depth, `${possible.name}_`);
        if (fields.length > 0) parts.push(`... on ${possible.name} { ${fields.join(' ')} }`);
      }
    }
    return parts.join(' ');
  }

  #fields(
    type: Pick<GraphQLObjectType<unknown, unknown>, 'getFields'>,
    depth: number,
    prefix?: string,
  ): string[] {
    const possible = Object.values(type.getFields()).filter(
      (field) => depth > 0 || !isCompositeType(getNamedType(field.type)),
    );
    if (possible.length === 0) return [];
    const count = this.#g(fc.integer, { min: 1, max: 4 });
    // What is needed to get any further: the list itself, what its edges lead to, and what can be asked for again.
    const always = possible.filter(({ name }) => ['edges', 'node', 'id', 'cursor', 'code'].includes(name));
    const some = Array.from({ length: count }, () => this.#pick(possible));
    return [...new Set([...always, ...some])].map((field) =>
      this.#field(field, depth, prefix === undefined ? undefined : `${prefix}${field.name}`),
    );
  }

  /** A value as the text of a query has it: in place, or as a variable. */
  #value(type: GraphQLInputType, name: string): string {
    return this.#argument(String(type), this.#any(type, name), isEnumType(getNamedType(type)));
  }

  #argument(type: string, value: unknown, isEnum = false): string {
    if (!isEnum && typeof value !== 'object' && this.#chance(30)) return JSON.stringify(value);
    const name = `v${this.#declared.length}`;
    this.#declared.push(`$${name}: ${type}`);
    this.#variables[name] = value;
    return `$${name}`;
  }

  #any(type: GraphQLInputType, name: string): unknown {
    if (this.#chance(1)) return this.#pick(OF_NO_TYPE);
    if (!isNonNullType(type)) return this.#chance(8) ? null : this.#something(type, name);
    return this.#something(type.ofType, name);
  }

  #something(type: GraphQLInputType, name: string): unknown {
    if (isListType(type)) {
      const length = this.#pick([0, 1, 1, 2, 3, this.#chance(5) ? 600 : 1, this.#chance(5) ? 1_001 : 1]);
      if (length > 3) return Array.from({ length }, () => this.#pick(this.#pool.ids));
      return Array.from({ length }, () => this.#any(type.ofType, name));
    }
    if (isEnumType(type)) return this.#pick(type.getValues()).name;
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter(
        (field) => isNonNullType(field.type) || this.#chance(50),
      );
      return Object.fromEntries(fields.map((field) => [field.name, this.#any(field.type, field.name)]));
    }
    return this.#scalar(type.name, name);
  }

  #scalar(type: string, name: string): unknown {
    const { texts, cursors } = this.#pool;
    switch (type) {
      case 'Int':
        return this.#pick(WHOLE[this.#chance(90) ? 'sound' : 'unsound']);
      case 'Float':
        return this.#pick([0, -0.5, 1e300]);
      case 'Boolean':
        return this.#chance(50);
      case 'DateTime':
        return this.#pick(MOMENTS[this.#chance(93) ? 'sound' : 'unsound']);
      case 'Position':
        return this.#pick(POSITIONS[this.#chance(93) ? 'sound' : 'unsound']);
      case 'ID':
        return this.#pick(this.#chance(90) ? this.#ids(name) : HOSTILE_TEXTS);
      case 'JSON':
        return this.#pick(OF_NO_TYPE);
      default:
        if (this.#chance(12)) return this.#pick(HOSTILE_TEXTS);
        if (/^(after|before)$/.test(name)) return cursors.length > 0 ? this.#pick(cursors) : null;
        if (this.#typeNamed(name) !== undefined && this.#chance(50)) return this.#pick(this.#ids(name));
        return this.#chance(50) ? this.#pick(texts) : `${this.#pick(texts)}-${this.#g(fc.nat, { max: 99 })}`;
    }
  }

  /** Ids for what an argument of that name is likely to ask for, and at times of anything else. */
  #ids(name: string): readonly string[] {
    const type = this.#typeNamed(name);
    return type !== undefined && this.#chance(80) ? this.#pool.idsOf(type) : this.#pool.ids;
  }

  /** The type that an argument is named after: `users` and `user` take users. */
  #typeNamed(name: string): string | undefined {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1).replace(/s$/, '')}`;
    return this.#schema.getType(type) ? type : undefined;
  }
}
