/** `npm run bench`: measures the parts asked for, one after the other, and writes docs/benchmarks.md. */
import { fileURLToPath } from 'node:url';
import { commandsPart } from './commands/part.ts';
import { FULL_SIZE, QUICK_SIZE } from './dataset/dataset.ts';
import { seedTenure } from './dataset/seed.ts';
import { footprintPart } from './footprint/part.ts';
import { describeMachine, versionOf } from './harness/machine.ts';
import { startPostgres } from './harness/postgres.ts';
import { buildProduct } from './harness/product.ts';
import { asOfPart } from './history/as-of-part.ts';
import { growHistory } from './history/grow.ts';
import { rebuildPart } from './history/rebuild-part.ts';
import { importPart } from './import/part.ts';
import { type Options, type PartName, readOptions } from './options.ts';
import type { Bench, Grown, Part } from './part.ts';
import { printStatements } from './profile/statements.ts';
import { printProfiles } from './profile/summarise.ts';
import { readsPart } from './reads/part.ts';
import { keepResult, type Surroundings, writeDocument } from './report/document.ts';
import { setsPart } from './sets/part.ts';
import { sharingPart } from './sharing/part.ts';

const parts: Record<PartName, Part> = {
  commands: commandsPart,
  sharing: sharingPart,
  sets: setsPart,
  reads: readsPart,
  'as-of': asOfPart,
  rebuild: rebuildPart,
  import: importPart,
  footprint: footprintPart,
};
const PROFILES = fileURLToPath(new URL('../results/profiles/', import.meta.url));

const options = readOptions(process.argv.slice(2));
if (options !== undefined) await bench(options);

async function bench({ parts: names, quick, profile }: Options): Promise<void> {
  buildProduct();
  const postgres = await startPostgres({ statements: profile });
  const size = quick ? QUICK_SIZE : FULL_SIZE;
  const histories = new Map<number, Promise<Grown>>();
  let seeded: Promise<string> | undefined;
  const context: Bench = {
    quick,
    profiles: profile ? PROFILES : undefined,
    postgres,
    size,
    runs: quick || profile ? 1 : 5,
    seconds: profile ? 10 : quick ? 1 : 4,
    histories: quick || profile ? [5_000, 50_000] : [10_000, 100_000, 1_000_000],
    history(events) {
      const grown = histories.get(events) ?? growHistory(context, events);
      histories.set(events, grown);
      return grown;
    },
    seeded() {
      seeded ??= seedTenure(context).finally(() => postgres.forgetStatements());
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
      await postgres.forgetStatements();
      const result = await parts[name](context);
      console.log(`\n${result.markdown}\n`);
      if (profile) printStatements(await postgres.statements());
      if (quick || profile) continue;
      keepResult(name, result, surroundings);
      writeDocument(surroundings);
    }
  } finally {
    await postgres.stop();
  }
  if (profile) printProfiles(PROFILES);
}
