/** Import rate: the real history through the door of a running server, on PostgreSQL and on the embedded database. */
import { memoryOf } from '../harness/process-facts.ts';
import { type ServerOptions, startServer } from '../harness/server.ts';
import { median } from '../harness/statistics.ts';
import type { Bench, PartResult } from '../part.ts';
import { figure, table } from '../report/table.ts';
import { historyText } from './history-text.ts';

interface Imported {
  readonly lines: number;
  readonly events: number;
  readonly seconds: number;
  /** Resident memory of the server right after, in MB. */
  readonly memory: number;
}

/** The last line that the door of imports answers. */
interface LastLine {
  readonly done: boolean;
  readonly lines: number;
  readonly events: number;
  readonly message?: string;
}

export async function importPart(bench: Bench): Promise<PartResult> {
  const text = await historyText();
  if (text === undefined) {
    return { markdown: '## Importing real history\n\nNot measured: the history was not there.', raw: [] };
  }
  const runs = Math.min(3, bench.runs);
  const onPostgres: Imported[] = [];
  const onPglite: Imported[] = [];
  for (let run = 0; run < runs; run += 1) {
    const databaseUrl = await bench.postgres.create('import');
    onPostgres.push(await importInto({ databaseUrl, profiles: bench.profiles }, text));
    await bench.postgres.drop('import');
    onPglite.push(await importInto({}, text));
    bench.say(
      `PostgreSQL ${figure(onPostgres.at(-1)?.seconds)} s, PGlite ${figure(onPglite.at(-1)?.seconds)} s`,
    );
  }
  const measured = { PostgreSQL: middleOf(onPostgres), PGlite: middleOf(onPglite) };
  const rows = Object.entries(measured).map(([name, { lines, events, seconds, memory }]) => [
    name,
    ...[lines, events, seconds, events / seconds, memory].map(figure),
  ]);
  const markdown = `## Importing real history

Eight years of the Kubernetes GitHub organizations through \`POST /import\` of the running server; each line is decided, logged and projected
durably. Memory is that of the server right after.

${table(['database', 'lines', 'events', 's', 'events/s', 'MB'], rows)}`;
  return { markdown, raw: measured };
}

async function importInto(options: ServerOptions, text: string): Promise<Imported> {
  const server = await startServer(options);
  try {
    const began = performance.now();
    const response = await fetch(`${server.origin}/import`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.operatorToken}`, 'content-type': 'application/x-ndjson' },
      body: text,
    });
    const answered = (await response.text()).trim();
    const seconds = (performance.now() - began) / 1000;
    const last = JSON.parse(answered.slice(answered.lastIndexOf('\n') + 1)) as LastLine;
    if (!last.done) throw new Error(`the import failed: ${answered.slice(-500)}`);
    return { lines: last.lines, events: last.events, seconds, memory: memoryOf(server.pid) };
  } finally {
    await server.stop();
  }
}

function middleOf(series: readonly Imported[]): Imported {
  return {
    lines: median(series.map((each) => each.lines)),
    events: median(series.map((each) => each.events)),
    seconds: median(series.map((each) => each.seconds)),
    memory: median(series.map((each) => each.memory)),
  };
}
