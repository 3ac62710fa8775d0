// Writes what the code is generated from: the Prisma client and the Pothos types from prisma/schema, and the
// typed operations of the tests from schema.graphql. Skips whatever is newer than its sources; quiet on success.
// `--force` writes everything again.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { newest } from './newest.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamps = join(root, 'node_modules/.cache/tenure');

/** Generates what is out of date. Throws with the tool's own output when a tool fails. */
export function generate({ force = false } = {}) {
  step({
    name: 'prisma',
    sources: ['prisma/schema', 'prisma.config.ts', 'package-lock.json'],
    outputs: ['src/generated/prisma/client.ts', 'src/generated/pothos.ts'],
    force,
    run: generatePrisma,
  });
  if (existsSync(join(root, 'schema.graphql'))) {
    step({
      name: 'codegen',
      sources: ['schema.graphql', 'codegen.ts', 'test', 'package-lock.json'],
      outputs: ['test/generated/graphql.ts'],
      force,
      run: () =>
        mustSucceed(tool('@graphql-codegen/cli', 'graphql-codegen', ['--silent', '--config', 'codegen.ts'])),
    });
  }
}

/** A step is fresh when its outputs exist and its stamp is newer than every source. */
function step({ name, sources, outputs, force, run }) {
  const stamp = join(stamps, name);
  const made = outputs.every((path) => existsSync(join(root, path)));
  const paths = sources.map((path) => join(root, path));
  if (!force && made && newest([stamp]) > newest(paths, ['generated'])) return;
  for (const path of outputs) mkdirSync(dirname(join(root, path)), { recursive: true });
  const started = new Date();
  run();
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stamp, '');
  // A source that changed while its tool ran is newer than this, and is read again next time.
  utimesSync(stamp, started, started);
}

/**
 * `prisma generate` wants an engine that it would download and does not need for generating. Where the download
 * is not to be had, any existing file named as the engine lets it pass; that name is given to this one call only,
 * because other commands of Prisma would do nothing with such a stand-in and still report success.
 */
function generatePrisma() {
  rmSync(join(root, 'src/generated'), { recursive: true, force: true });
  const args = ['generate', '--no-hints'];
  const first = tool('prisma', 'prisma', args);
  if (first.status === 0) return;
  const downloadFailed =
    /ENOTFOUND|EAI_AGAIN|ECONN\w+|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|engine.*(sha256|checksum)|Failed to fetch/i;
  if (!downloadFailed.test(first.output)) mustSucceed(first);
  mustSucceed(tool('prisma', 'prisma', args, { PRISMA_SCHEMA_ENGINE_BINARY: join(root, 'package.json') }));
}

/** Runs a command line tool of a dependency with this Node, without a shell. */
function tool(packageName, bin, args, env = {}) {
  const manifest = createRequire(import.meta.url).resolve(`${packageName}/package.json`);
  const { bin: bins } = createRequire(import.meta.url)(manifest);
  const entry = join(dirname(manifest), typeof bins === 'string' ? bins : bins[bin]);
  const result = spawnSync(process.execPath, [entry, ...args], {
    cwd: root,
    encoding: 'utf8',
    timeout: 180_000,
    // Prisma finds its generators through PATH, which has this folder only under npm.
    env: {
      ...process.env,
      PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}`,
      ...env,
    },
  });
  const timedOut = result.error === undefined ? '' : String(result.error);
  return {
    status: result.status,
    output: `${result.stdout}${result.stderr}${timedOut}`,
    command: [bin, ...args].join(' '),
  };
}

function mustSucceed({ status, output, command }) {
  if (status !== 0) throw new Error(`${command} failed (exit ${status}):\n${output}`);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    generate({ force: process.argv.includes('--force') });
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
