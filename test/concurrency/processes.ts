/** CONCURRENCY: starts processes and carries commands to them: whole servers over HTTP, or writer lanes alone. */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OPERATOR_ID } from '../property/installation.ts';
import { startServer } from '../support/server-process.ts';
import { secretFor } from './contested.ts';
import type { Answer, FromProcess, Sending } from './lane-process.ts';

const ENTRY = fileURLToPath(new URL('./lane-process.ts', import.meta.url));

export interface ServerProcess {
  /** Resolves with the answer, whatever it is; rejects only if the process dies without one. */
  send(command: Omit<Sending, 'number'>): Promise<Answer>;
  /** Lets the process answer what it has and end. */
  end(): Promise<void>;
}

/** What the server makes itself. */
const MADE = ['id', 'ids', 'environmentId', 'invitationId', 'tokenHash', 'tokenHashes'];

/**
 * Starts a whole server on the database at an address; each command comes with the token of its actor. Its id travels
 * as the idempotency key, since the server gives ids of its own.
 */
export async function startWholeServer(url: string): Promise<ServerProcess> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'tenure-storm-'));
  await writeFile(join(dataFolder, 'operator-token'), secretFor(OPERATOR_ID), { mode: 0o600 });
  const server = await startServer({ dataFolder, databaseUrl: url });
  return {
    async send({ commandId, actor, name, input: given }) {
      const input = Object.fromEntries(Object.entries(given).filter(([field]) => !MADE.includes(field)));
      const title = name.charAt(0).toUpperCase() + name.slice(1);
      const query = `mutation Send($input: ${title}Input!, $key: String) {
        answer: ${name}(input: $input, idempotencyKey: $key) {
          __typename ... on Refusal { code } ... on CommandPayload { changed position events(first: 500) { edges { node { position } } } }
        } }`;
      const { data, errors } = await server.ask<{ answer: PayloadJson }>(
        query,
        { input, key: commandId },
        secretFor(actor),
      );
      if (!data?.answer) return { number: 0, outcome: 'failed', text: JSON.stringify(errors) };
      const { __typename, code, changed, position, events } = data.answer;
      if (__typename === 'Refusal') return { number: 0, outcome: 'refused', text: code };
      if (!changed) return { number: 0, outcome: 'unchanged' };
      return {
        number: 0,
        outcome: 'changed',
        last: Number(position),
        shown: events?.edges.map(({ node }) => Number(node.position)) ?? [],
      };
    },
    async end() {
      const { code, stderr } = await server.end('SIGTERM');
      await rm(dataFolder, { recursive: true, force: true });
      if (code !== 0) throw new Error(`a server ended with ${code}: ${stderr.slice(-2_000)}`);
    },
  };
}

interface PayloadJson {
  readonly __typename: string;
  readonly code?: string;
  readonly changed?: boolean;
  readonly position?: string;
  readonly events?: { readonly edges: readonly { readonly node: { readonly position: string } }[] };
}

/** Starts a process with a writer lane and nothing else on the database at an address. */
export async function startLane(url: string): Promise<ServerProcess> {
  const child: ChildProcess = fork(ENTRY, [url], { execArgv: ['--import', 'tsx'] });
  const waiting = new Map<number, { resolve(answer: Answer): void; reject(error: Error): void }>();
  let sent = 0;
  let ended: (() => void) | undefined;
  const ready = new Promise<void>((resolve, reject) => {
    child.on('message', (message: FromProcess) => {
      if ('ready' in message) resolve();
      else if ('ended' in message) ended?.();
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
