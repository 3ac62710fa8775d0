/** What a run of the bench is asked for on the command line. */
import { parseArgs } from 'node:util';

export const PARTS = [
  'commands',
  'sharing',
  'sets',
  'reads',
  'as-of',
  'rebuild',
  'import',
  'footprint',
] as const;
export type PartName = (typeof PARTS)[number];

export interface Options {
  readonly parts: readonly PartName[];
  /** Small data and short runs, to see that everything works; docs/benchmarks.md stays as it is. */
  readonly quick: boolean;
  /** Profiles Tenure's process and says where its time goes; docs/benchmarks.md stays as it is. */
  readonly profile: boolean;
}

const USAGE = `npm run bench -- [PART...] [--quick] [--profile]
  PART       one or more of: ${PARTS.join(', ')}; all of them by default
  --quick    small data and short runs, to see that everything works; writes no document
  --profile  profiles Tenure's processes and prints where their time goes; writes no document`;

/** Reads the command line; undefined when only help was asked for. Throws on what it does not know. */
export function readOptions(args: readonly string[]): Options | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean' },
      profile: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return undefined;
  }
  const unknown = positionals.filter((name) => !isPart(name));
  if (unknown.length > 0) throw new Error(`Unknown part: ${unknown.join(', ')}\n${USAGE}`);
  const chosen = PARTS.filter((name) => positionals.length === 0 || positionals.includes(name));
  return { parts: chosen, quick: values.quick ?? false, profile: values.profile ?? false };
}

function isPart(name: string): name is PartName {
  return PARTS.some((part) => part === name);
}
