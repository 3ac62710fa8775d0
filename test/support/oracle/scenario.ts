/** ORACLE: what a random run is made of: commands as a client would send them, and turns of the clock between them. */

/** A command as it is sent, with the name of its actor and its raw input. */
export interface Command {
  readonly actor: string;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly reason?: string;
  /** An idempotency key; the same key with other content is refused. */
  readonly key?: string;
  /** The position that the caller claims to have seen last: none, the empty log, or the head. */
  readonly seen?: 'nothing' | 'head';
}

export type Step =
  | { readonly do: 'send'; readonly command: Command }
  /** Sends an earlier command again, with the same ids and key: the n-th before, counted round. */
  | { readonly do: 'repeat'; readonly back: number }
  /** Turns the clock on by so many milliseconds. */
  | { readonly do: 'wait'; readonly ms: number };

/** The commands of a run with the repetitions written out, in groups between two turns of the clock. */
export interface Epoch {
  readonly wait: number;
  readonly commands: readonly Command[];
}

/** Writes the repetitions out and cuts the run where the clock turns. */
export function epochs(steps: readonly Step[]): Epoch[] {
  const sent: Command[] = [];
  const result: { wait: number; commands: Command[] }[] = [{ wait: 0, commands: [] }];
  for (const step of steps) {
    if (step.do === 'wait') {
      result.push({ wait: step.ms, commands: [] });
      continue;
    }
    const command =
      step.do === 'send' ? step.command : sent[sent.length - 1 - (step.back % Math.max(sent.length, 1))];
    if (!command) continue;
    sent.push(command);
    result.at(-1)?.commands.push(command);
  }
  return result;
}
