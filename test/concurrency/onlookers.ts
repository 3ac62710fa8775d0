/** CONCURRENCY: those who read while others write, and the one who kills their connections. All go round the proxy. */
import pg from 'pg';

export interface Onlooker {
  /** Stops, and says how often it looked. Rejects with what it saw that must not be. */
  stop(): Promise<number>;
}

/** Does something again and again until told to stop; the first error ends it, and `stop` rejects with it. */
function repeat(look: () => Promise<void>, pause: () => number): Onlooker {
  let stopped = false;
  let looks = 0;
  const running = (async () => {
    while (!stopped) {
      await look();
      looks += 1;
      await new Promise((resolve) => setTimeout(resolve, pause()));
    }
    await look();
  })();
  running.catch(() => {});
  return {
    async stop() {
      stopped = true;
      await running;
      return looks;
    },
  };
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'onlooker' });
  await client.connect();
  return client;
}

/** What a follower of the log sees: the leaf of every event, in the order in which it came. */
export async function follower(url: string): Promise<Onlooker & { readonly seen: readonly string[] }> {
  const client = await connect(url);
  const seen: string[] = [];
  let lastCommand: string | undefined;
  const onlooker = repeat(
    async () => {
      // It remembers the last position that it saw, and asks for what comes after.
      const { rows } = await client.query<{ position: string; leaf: string; command_id: string }>(
        'select position, leaf, command_id from event where position > $1 order by position',
        [seen.length],
      );
      const [first] = rows;
      if (first && first.command_id === lastCommand)
        throw new Error(`command ${lastCommand} was seen in two parts`);
      for (const row of rows) {
        if (Number(row.position) !== seen.length + 1) {
          throw new Error(`after position ${seen.length} came ${row.position}`);
        }
        seen.push(row.leaf);
      }
      lastCommand = rows.at(-1)?.command_id ?? lastCommand;
    },
    () => 5,
  );
  return {
    seen,
    async stop() {
      const polls = await onlooker.stop();
      await client.end();
      return polls;
    },
  };
}

const STRAYS = `select g.subject_id, g.target_id, g.kind from projection."grant" g
  where g.valid_until = 9223372036854775807 and g.kind in ('PROJECT_ROLE', 'ENVIRONMENT_TYPE_ROLE', 'ORGANIZATION_PERMISSION')
    and not exists (select 1 from projection."grant" m where m.valid_until = 9223372036854775807
      and m.kind = 'ORGANIZATION_MEMBERSHIP' and m.subject_id = g.subject_id and m.target_id = g.scope_id)`;

/** What a reader of the present sees: never a role without the membership that it needs. */
export async function presentReader(url: string): Promise<Onlooker> {
  const client = await connect(url);
  const onlooker = repeat(
    async () => {
      const { rows } = await client.query(STRAYS);
      if (rows.length > 0) throw new Error(`held without membership: ${JSON.stringify(rows)}`);
    },
    () => 2,
  );
  return {
    async stop() {
      const looks = await onlooker.stop();
      await client.end();
      return looks;
    },
  };
}

/** Kills backends of the servers, whatever they are doing. `stop` says how many. */
export async function killer(url: string, random: () => number): Promise<Onlooker> {
  const client = await connect(url);
  let killed = 0;
  const onlooker = repeat(
    async () => {
      const { rows } = await client.query<{ pid: number }>(
        `select pid from pg_stat_activity where datname = current_database() and application_name = 'tenure'`,
      );
      const victim = rows[Math.floor(random() * rows.length)];
      if (!victim) return;
      await client.query('select pg_terminate_backend($1)', [victim.pid]);
      killed += 1;
    },
    () => 50 + random() * 250,
  );
  return {
    async stop() {
      await onlooker.stop();
      await client.end();
      return killed;
    },
  };
}
