/** PROJECT: a second set of projection tables, the same as those that serve down to the names of their indexes. */
import { createHash } from 'node:crypto';
import type { Call, Row, Statement, Transaction } from '../database/sql.ts';
import type { ProjectionSchema } from './write-rows.ts';

/** The schema of a copy that is being built. */
export type CopySchema = Exclude<ProjectionSchema, 'projection'>;

// What the tables are is asked of the database itself, so that a migration of theirs needs no word here.
const TABLES: Statement = {
  name: 'copy-tables',
  text: `select c.relname as name, quote_ident(c.relname) as quoted, array_to_string(c.reloptions, ', ') as options
    from pg_class c where c.relnamespace = 'projection'::regnamespace and c.relkind = 'r' order by c.relname`,
};
const CONSTRAINTS: Statement = {
  name: 'copy-constraints',
  text: `select quote_ident(c.relname) as table, quote_ident(k.conname) as name, pg_get_constraintdef(k.oid) as definition
    from pg_constraint k join pg_class c on c.oid = k.conrelid
    where c.relnamespace = 'projection'::regnamespace and k.contype in ('p', 'u') order by k.conname`,
};
// An open row is named by the unique index of open rows that leaves none out: none of its columns is ever null.
const INDEXES: Statement = {
  name: 'copy-indexes',
  text: `select pg_get_indexdef(i.indexrelid) as definition, i.indisunique and i.indpred is not null and not exists
        (select from pg_attribute a where a.attrelid = i.indrelid and a.attnum = any (i.indkey) and not a.attnotnull) as names
    from pg_index i join pg_class c on c.oid = i.indrelid
    where c.relnamespace = 'projection'::regnamespace
      and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
    order by i.indexrelid::regclass::text`,
};

/** A command without parameters. Its name is a digest of its text, so that no name ever stands for two texts. */
export function command(text: string): Call {
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 24);
  return { statement: { name: `command-${digest}`, text }, values: [] };
}

/** The steps that build a copy: what a fold needs first, what only readers need when the rows are there. */
export interface CopyPlan {
  readonly tables: readonly string[];
  /** The tables, and the indexes by which a fold finds open rows. */
  readonly begin: readonly Call[];
  /** The keys, the other indexes, the statistics that plans are made by; those of one step can be made at once. */
  readonly finish: readonly (readonly Call[])[];
}

/** Reads how the serving tables are made. `unlogged`: the copy need not survive a crash, only a comparison. */
export async function planCopy(
  transaction: Transaction,
  schema: CopySchema,
  unlogged: boolean,
): Promise<CopyPlan> {
  const [tables = [], constraints = [], indexes = []] = await transaction.send(
    [TABLES, CONSTRAINTS, INDEXES].map((statement) => ({ statement, values: [] })),
  );
  const create = ({ quoted, options }: Row): string =>
    `create ${unlogged ? 'unlogged ' : ''}table ${schema}.${quoted}
      (like projection.${quoted} including all excluding indexes excluding statistics)
      ${options === null ? '' : `with (${options})`}`;
  const index = ({ definition }: Row): string =>
    String(definition).replace(' ON projection.', ` ON ${schema}.`);
  const naming = indexes.filter((row) => row.names === true);
  const others = indexes.filter((row) => row.names !== true);
  return {
    tables: tables.map((row) => String(row.name)),
    begin: [
      dropSchema(schema),
      command(`create schema ${schema}`),
      ...tables.map(create).map(command),
      ...naming.map(index).map(command),
    ],
    finish: [
      constraints
        .map(
          ({ table, name, definition }) =>
            `alter table ${schema}.${table} add constraint ${name} ${definition}`,
        )
        .map(command),
      others.map(index).map(command),
      tables.map(({ quoted }) => command(`analyze ${schema}.${quoted}`)),
    ],
  };
}

export function dropSchema(schema: CopySchema | 'projection_old'): Call {
  return command(`drop schema if exists ${schema} cascade`);
}

/** Puts a finished copy in the place of the tables that serve; to be sent in the transaction that holds the log's lock. */
export function swap(schema: CopySchema): readonly Call[] {
  return [
    dropSchema('projection_old'),
    command('alter schema projection rename to projection_old'),
    command(`alter schema ${schema} rename to projection`),
    command('update head set builds = builds + 1'),
  ];
}
