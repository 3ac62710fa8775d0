/** CONCURRENCY: one of several server processes, reduced to its writer lane. It takes commands from its parent. */
import { createHash } from 'node:crypto';
import { openDatabase } from '../../src/database/pg-database.ts';
import { postgres } from '../../src/database/postgres.ts';
import { COMMANDS, EVENTS } from '../../src/features.ts';
import { expire } from '../../src/grants/lifecycle.ts';
import type { CommandId, UserId } from '../../src/kernel/ids.ts';
import { systemClock } from '../../src/kernel/time.ts';
import { Lane } from '../../src/log/lane.ts';
import { createCommandRegistry, createEventRegistry } from '../../src/log/registry.ts';

/** A command on its way to a process. */
export interface Sending {
  readonly number: number;
  readonly actor: string;
  readonly commandId: string;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What a process answers: `failed` when the lane rejected, which says that nothing of the command stands. */
export interface Answer {
  readonly number: number;
  readonly outcome: 'changed' | 'unchanged' | 'refused' | 'failed';
  /** The position of its last event. */
  readonly last?: number;
  /** The positions of its events, as far as the actor may read them. */
  readonly shown?: readonly number[];
  readonly text?: string;
}

export type FromProcess = { readonly ready: true } | { readonly ended: true } | Answer;

/** Runs until the parent says "end"; answers every command that it was given before. */
async function serve(url: string): Promise<void> {
  const database = await openDatabase(postgres(url));
  const commands = createCommandRegistry(COMMANDS);
  const lane = new Lane({
    database,
    events: createEventRegistry(EVENTS),
    commands,
    clock: systemClock,
    expire,
  });
  const say = (message: FromProcess): void => void process.send?.(message);

  process.on('message', (message: Sending | 'end') => {
    if (message === 'end') {
      void lane.close().then(async () => {
        await database.close();
        say({ ended: true });
        process.disconnect();
      });
      return;
    }
    const { number, actor, commandId, name, input } = message;
    const parsed = commands.find(name)?.input.safeParse(input);
    if (!parsed?.success) return say({ number, outcome: 'refused', text: 'VALIDATION' });
    const call = {
      commandId: commandId as CommandId,
      name,
      input: parsed.data,
      seed: createHash('sha256').update(commandId).digest(),
    };
    lane.submit({ actor: actor as UserId, commands: [call] }).then(
      (outcome) => {
        if (!outcome.accepted) say({ number, outcome: 'refused', text: outcome.refusal.code });
        else if (!outcome.changed) say({ number, outcome: 'unchanged' });
        else {
          const shown = outcome.events.map(({ position }) => position);
          say({ number, outcome: 'changed', last: outcome.last, shown });
        }
      },
      (error: unknown) => say({ number, outcome: 'failed', text: String(error) }),
    );
  });
  say({ ready: true });
}

const [url] = process.argv.slice(2);
if (process.send && url !== undefined) await serve(url);
