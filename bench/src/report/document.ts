/** Keeps the last result of each part (git-ignored) and writes docs/benchmarks.md from them. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Machine } from '../harness/machine.ts';
import { SERVER_SETTINGS } from '../harness/postgres.ts';
import { PARTS, type PartName } from '../options.ts';
import type { PartResult } from '../part.ts';

const RESULTS = new URL('../../results/', import.meta.url);
const DOCUMENT = new URL('../../../docs/benchmarks.md', import.meta.url);
/** Written by people: what the figures mean and what would be tried next. */
const NOTES = new URL('../../notes.md', import.meta.url);

export interface Surroundings {
  readonly machine: Machine;
  readonly postgres: string;
  readonly peers: readonly string[];
}

interface Kept {
  readonly markdown: string;
  readonly surroundings: Surroundings;
}

export function keepResult(name: PartName, result: PartResult, surroundings: Surroundings): void {
  mkdirSync(RESULTS, { recursive: true });
  const kept: Kept & { raw: unknown } = { markdown: result.markdown, surroundings, raw: result.raw };
  writeFileSync(new URL(`${name}.json`, RESULTS), JSON.stringify(kept, undefined, 2));
}

/** Writes the document from the last result of every part that was measured on this machine. */
export function writeDocument(surroundings: Surroundings): void {
  const here = JSON.stringify(surroundings);
  const sections = PARTS.flatMap((name) => {
    const file = new URL(`${name}.json`, RESULTS);
    if (!existsSync(file)) return [];
    const kept = JSON.parse(readFileSync(file, 'utf8')) as Kept;
    return JSON.stringify(kept.surroundings) === here ? [kept.markdown] : [];
  });
  writeFileSync(
    DOCUMENT,
    `${[head(surroundings), ...sections, readFileSync(NOTES, 'utf8')].join('\n\n').trim()}\n`,
  );
}

function head({ machine, postgres, peers }: Surroundings): string {
  const settings = Object.entries(SERVER_SETTINGS).map(([name, value]) => `${name} = ${value}`);
  return `# Benchmarks

Written by \`npm run bench\`; do not edit (the last section comes from \`bench/notes.md\`). Figures are medians of several runs, the sides of a
comparison taking turns on the same PostgreSQL server, each in a process of its own; the load generator shares the cores. Absolute figures
belong to this machine; a ratio compares two sides within one run and is what carries over.

- Machine: ${machine.cores} cores (${machine.processor}), ${machine.memoryGiB} GiB, ${machine.system}; Node ${machine.node} for every side
- PostgreSQL ${postgres} on the same machine: ${settings.join(', ')}
- Peers: ${peers.join(', ')}`;
}
