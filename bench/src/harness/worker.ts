/** Runs a side of a comparison in a process of its own, and calls it: two peers never share a heap or a driver. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The functions that a worker answers: a name, one argument and a result that survive JSON. */
export type Handlers = Record<string, (argument: never) => unknown>;

type Question = { readonly id: number; readonly method: string; readonly argument: unknown };
type Answer = { readonly id: number; readonly result?: unknown; readonly error?: string };

export interface Worker<H extends Handlers> {
  readonly pid: number;
  call<M extends keyof H & string>(
    method: M,
    argument: Parameters<H[M]>[0],
  ): Promise<Awaited<ReturnType<H[M]>>>;
  stop(): Promise<void>;
}

export interface WorkerOptions {
  /** The node that runs it; by default the one that runs the bench. */
  readonly node?: string;
  /** Further options of that node, such as `--cpu-prof`. */
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a module that calls {@link answer}. */
export function startWorker<H extends Handlers>(module: URL, options: WorkerOptions = {}): Worker<H> {
  const child = fork(fileURLToPath(module), [], {
    execPath: options.node ?? process.execPath,
    execArgv: [...(options.flags ?? [])],
    env: { ...process.env, NODE_ENV: 'production', ...options.env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let last = 0;
  child.on('message', (message: Answer) => {
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error === undefined) call?.resolve(message.result);
    else call?.reject(new Error(message.error));
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.once('exit', (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`${module} ended (${code ?? signal})`));
    waiting.clear();
  });
  return {
    pid: child.pid ?? 0,
    call: (method, argument) =>
      new Promise((resolve, reject) => {
        if (child.exitCode !== null) throw new Error(`${module} has ended`);
        last += 1;
        waiting.set(last, { resolve: (value) => resolve(value as never), reject });
        child.send({ id: last, method, argument } satisfies Question);
      }),
    stop: () => stopChild(child, gone),
  };
}

async function stopChild(child: ChildProcess, gone: Promise<void>): Promise<void> {
  if (child.connected) child.disconnect();
  const late = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await gone;
  clearTimeout(late);
}

/** Answers the calls of the process that started this one, and ends with it. */
export function answer(handlers: Handlers): void {
  process.on('message', async (question: Question) => {
    const reply: Answer = await run(handlers, question);
    process.send?.(reply);
  });
  process.once('disconnect', async () => {
    await handlers.close?.(undefined as never);
    process.exit(0);
  });
}

async function run(handlers: Handlers, { id, method, argument }: Question): Promise<Answer> {
  try {
    const handler = handlers[method];
    if (handler === undefined) throw new Error(`no handler "${method}"`);
    return { id, result: await handler(argument as never) };
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
