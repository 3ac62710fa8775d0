/** CONCURRENCY: starts server processes and carries commands to them. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Answer, FromProcess, Sending } from './lane-process.ts';

const ENTRY = fileURLToPath(new URL('./lane-process.ts', import.meta.url));

export interface ServerProcess {
  /** Resolves with the answer, whatever it is; rejects only if the process dies without one. */
  send(command: Omit<Sending, 'number'>): Promise<Answer>;
  /** Lets the process answer what it has and end; resolves with how often its lane had to warn. */
  end(): Promise<number>;
}

/** Starts a process on the database at an address. */
export async function startProcess(url: string): Promise<ServerProcess> {
  const child: ChildProcess = fork(ENTRY, [url], { execArgv: ['--import', 'tsx'] });
  const waiting = new Map<number, { resolve(answer: Answer): void; reject(error: Error): void }>();
  let sent = 0;
  let ended: ((warnings: number) => void) | undefined;
  const ready = new Promise<void>((resolve, reject) => {
    child.on('message', (message: FromProcess) => {
      if ('ready' in message) resolve();
      else if ('ended' in message) ended?.(message.warnings);
      else {
        waiting.get(message.number)?.resolve(message);
        waiting.delete(message.number);
      }
    });
    child.on('exit', (code) => {
      const error = new Error(`a server process ended with ${code}`);
      reject(error);
      for (const each of waiting.values()) each.reject(error);
    });
  });
  await ready;
  return {
    send: (command) =>
      new Promise((resolve, reject) => {
        sent += 1;
        waiting.set(sent, { resolve, reject });
        child.send({ ...command, number: sent } satisfies Sending);
      }),
    end: () =>
      new Promise((resolve) => {
        ended = resolve;
        child.send('end');
      }),
  };
}
