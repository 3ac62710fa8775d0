/** READ: statements are composed once, as constants, with parameters that are named instead of numbered. */
import type { Statement } from '../../database/sql.ts';
import {
  type LivingRowsOptions,
  livingRows,
  livingRowsAtHead,
  livingVersion,
  livingVersionAtHead,
  rowsEver,
  type TemporalTable,
} from '../../projecting/living-rows.ts';

/** Every parameter of the statements that read, and its type in the database. */
const TYPES = {
  // From where is read.
  position: 'bigint',
  moment: 'timestamptz',
  // Who reads, and what they may see (viewer.ts).
  viewer: 'uuid',
  all: 'boolean',
  lists: 'boolean',
  managed: 'uuid[]',
  memberOf: 'uuid[]',
  projects: 'uuid[]',
  adminOf: 'uuid[]',
  setInstances: 'uuid[]',
  setsRead: 'uuid[]',
  setsHeld: 'uuid[]',
  usersEdited: 'uuid[]',
  knownInstances: 'uuid[]',
  partners: 'uuid[]',
  overseen: 'uuid[]',
  deployed: 'uuid[]',
  // The page.
  after: 'uuid',
  before: 'uuid',
  afterText: 'text',
  beforeText: 'text',
  limit: 'bigint',
  // What is asked for: arrays of one length each, a key of the loader at each index.
  ids: 'uuid[]',
  users: 'uuid[]',
  organizations: 'uuid[]',
  instances: 'uuid[]',
  // Where invitations lie that became this.
  pending: 'uuid[]',
  accepted: 'uuid[]',
  cancelled: 'uuid[]',
  texts: 'text[]',
  types: 'text[]',
  whole: 'boolean[]',
  owner: 'boolean[]',
  open: 'boolean',
  since: 'bigint',
  // Authentication.
  tokenHash: 'text',
  identity: 'text',
  userId: 'uuid',
  now: 'timestamptz',
  askedTime: 'timestamptz',
  askedPosition: 'bigint',
  // The log.
  positions: 'bigint[]',
  from: 'timestamptz',
  until: 'timestamptz',
  afterPosition: 'bigint',
  beforePosition: 'bigint',
  subject: 'uuid',
  actor: 'text',
  target: 'uuid',
  scope: 'uuid',
  eventTypes: 'text[]',
} as const;

export type Parameter = keyof typeof TYPES;
export type Values = Readonly<Partial<Record<Parameter, unknown>>>;

/** A statement and the order of its parameters. */
export interface Composed extends Statement {
  /** The values in that order; throws when one is missing. */
  bind(values: Values): unknown[];
}

/** `$('position')` stands for that parameter, wherever and however often it is used. */
export interface Dollar {
  (parameter: Parameter): string;
  /** Whether the statement reads the head and nothing else. */
  readonly atHead: boolean;
  /** The rows that lived at the position that is read at (living-rows.ts). */
  living(table: TemporalTable, key: string, options?: LivingRowsOptions): string;
  /** All rows that had begun by then, with the positions through which they lived. */
  ever(table: TemporalTable, key: string): string;
  /** The version that an entity had there. */
  version(entity: string): string;
}

export interface ComposeOptions {
  /** Whether it reads the head and nothing else: it must then answer nothing where the head is not the position. */
  readonly atHead?: boolean;
}

export function compose(
  name: string,
  build: ($: Dollar) => string,
  { atHead = false }: ComposeOptions = {},
): Composed {
  const $ = (parameter: Parameter) => `$<${parameter}>`;
  $.atHead = atHead;
  $.living = (table: TemporalTable, key: string, options?: LivingRowsOptions) =>
    atHead ? livingRowsAtHead(table, key, options) : livingRows(table, key, $('position'), options);
  $.ever = (table: TemporalTable, key: string) => rowsEver(table, key, $('position'));
  $.version = (entity: string) =>
    atHead ? livingVersionAtHead(entity) : livingVersion(entity, $('position'));
  const order: Parameter[] = [];
  // The database copies the text at every execution: blanks are not worth it.
  const text = build($)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\$<(\w+)>/g, (_, used: string) => {
      const parameter = used as Parameter;
      if (!order.includes(parameter)) order.push(parameter);
      return `$${order.indexOf(parameter) + 1}::${TYPES[parameter]}`;
    });
  return {
    name,
    text,
    bind(values) {
      return order.map((parameter) => {
        const value = values[parameter];
        if (value === undefined) throw new Error(`Statement ${name} lacks the parameter ${parameter}`);
        return value;
      });
    },
  };
}
