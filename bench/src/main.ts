/** `npm run bench`: measures the parts asked for, one after the other, and writes docs/benchmarks.md. */
import { fileURLToPath } from 'node:url';
import { commandsPart } from './commands/part.ts';
import { FULL_SIZE, QUICK_SIZE } from './data/dataset.ts';
import { seedTenure } from './data/seed.ts';
import { describeMachine, versionOf } from './harness/machine.ts';
import { startPostgres } from './harness/postgres.ts';
import { buildProduct } from './harness/product.ts';
import { type Options, type PartName, readOptions } from './options.ts';
import type { Bench, Part } from './part.ts';
import { printProfiles } from './profile/summarise.ts';
import { readsPart } from './reads/part.ts';
import { keepResult, type Surroundings, writeDocument } from './report/document.ts';

const parts: Partial<Record<PartName, Part>> = { commands: commandsPart, reads: readsPart };
const PROFILES = fileURLToPath(new URL('../results/profiles/', import.meta.url));

const options = readOptions(process.argv.slice(2));
if (options !== undefined) await bench(options);

async function bench({ parts: names, quick, profile }: Options): Promise<void> {
  await buildProduct();
  const postgres = await startPostgres();
  const size = quick ? QUICK_SIZE : FULL_SIZE;
  let seeded: Promise<string> | undefined;
  const context: Bench = {
    quick,
    profiles: profile ? PROFILES : undefined,
    postgres,
    size,
    runs: quick || profile ? 1 : 5,
    seconds: profile ? 10 : quick ? 1 : 4,
    seeded() {
      seeded ??= seedTenure(context);
      return seeded;
    },
    say: (line) => console.error(`  ${line}`),
  };
  const surroundings: Surroundings = {
    machine: describeMachine(),
    postgres: postgres.version,
    peers: ['@event-driven-io/emmett-postgresql', 'postgraphile'].map((name) => `${name} ${versionOf(name)}`),
  };
  try {
    for (const name of names) {
      console.error(`${name} ...`);
      const result = await parts[name]?.(context);
      if (result === undefined) continue;
      console.log(`\n${result.markdown}\n`);
      if (quick || profile) continue;
      keepResult(name, result, surroundings);
      writeDocument(surroundings);
    }
  } finally {
    await postgres.stop();
  }
  if (profile) printProfiles(PROFILES);
}
