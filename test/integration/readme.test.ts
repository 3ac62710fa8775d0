// What the README tells a stranger to do, done: the server is started by its command, and its answers are the README's.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\\n\`\`\``, 'g'))].map(
    (match) => match[1] ?? '',
  );

interface Running {
  readonly url: string;
  readonly token: string;
  stop(): Promise<void>;
}

/** Runs `npm start` as the README has it, on a port and in a folder of its own. */
async function npmStart(folder: string, args: readonly string[]): Promise<Running> {
  const child = npm(['start', ...(args.length > 0 ? ['--', ...args] : [])], {
    TENURE_DATA: folder,
    PORT: '0',
    LOG_LEVEL: 'warn',
  });
  const exited = once(child, 'exit');
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (chunk) => {
      said += chunk;
      const ready = /ready at (http\S+)\/graphql/.exec(said);
      if (ready?.[1]) resolve(ready[1]);
    });
    child.stderr?.on('data', (chunk) => {
      said += chunk;
    });
    void exited.then(() => reject(new Error(`It ended: ${said}`)));
  });
  return {
    url,
    token: join(folder, 'operator-token'),
    stop: async () => {
      if (child.pid) process.kill(-child.pid, 'SIGTERM');
      await exited;
    },
  };
}

function npm(args: readonly string[], env: Record<string, string>): ChildProcess {
  return spawn('npm', args, {
    cwd: root,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function output(child: ChildProcess): Promise<{ code: number | null; text: string }> {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      text += chunk;
    });
  }
  const [code] = await once(child, 'close');
  return { code, text };
}

describe('the README', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenure-readme-'));
  let server: Running;
  beforeAll(async () => {
    server = await npmStart(join(folder, 'demo'), ['--demo']);
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('starts and tests with one command each, and continuous integration runs the same', () => {
    expect(blocks('sh')).toContain('npm ci && npm start -- --demo');
    expect(blocks('sh')).toContain('npm ci && npm test');
    expect(readFileSync(join(root, '.ci/run'), 'utf8')).toContain('npm ci && npm test');
  });

  it('shows a first query with its real answer', async () => {
    const command = blocks('sh').find((block) => block.startsWith('curl')) ?? '';
    const here = command
      .replace('http://127.0.0.1:4000', server.url)
      .replace('data/operator-token', server.token);
    const { text } = await output(spawn('bash', ['-c', here], { stdio: ['ignore', 'pipe', 'pipe'] }));
    const [answer = ''] = blocks('json');
    expect(JSON.parse(text)).toEqual(JSON.parse(answer));
  });

  it('says that other history needs a log without the demonstration set, and the refusal says so', async () => {
    const file = join(folder, 'history.ndjson');
    writeFileSync(file, `${blocks('json')[1]}\n`);
    const child = npm(['run', 'import', '--', '--url', server.url, '--token-file', server.token, file], {});
    const { code, text } = await output(child);
    expect(code).toBe(1);
    expect(text).toMatch(/without/i);
  });

  it('imports its example line into a log without one', async () => {
    const empty = await npmStart(join(folder, 'empty'), []);
    try {
      const file = join(folder, 'history.ndjson');
      writeFileSync(file, `${blocks('json')[1]}\n`);
      const child = npm(['run', 'import', '--', '--url', empty.url, '--token-file', empty.token, file], {});
      expect(await output(child)).toMatchObject({
        code: 0,
        text: expect.stringMatching(/Imported: 1 lines, 3 events/),
      });
    } finally {
      await empty.stop();
    }
  });

  it('links only to files that exist, as do the other documents', () => {
    const missing = ['README.md', 'CONTRIBUTING.md', 'docs/dependencies.md', 'docs/leaf-format.md'].flatMap(
      (document) => {
        const text = readFileSync(join(root, document), 'utf8');
        const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => match[1] ?? '');
        return links.filter((link) => !existsSync(join(root, document, '..', link)));
      },
    );
    expect(missing).toEqual([]);
  });
});
