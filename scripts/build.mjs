// Compiles src/ to dist/ when dist/ is missing or older than what it is made of. `--force` compiles anyway.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { generate } from './generate.mjs';
import { newest } from './newest.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = ['src', 'prisma/schema', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];
const stamp = join(root, 'dist/.built');

/** Brings dist/ up to date; throws with the compiler's messages when it does not compile. */
export function build({ force = false } = {}) {
  // An installation without the development tools runs the dist/ it was shipped with.
  if (!force && !hasCompiler() && existsSync(stamp)) return;
  const changed = newest(sources.map((path) => join(root, path)));
  if (!force && existsSync(join(root, 'src/generated')) && newest([stamp]) > changed) return;
  generate();
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const started = new Date();
  compile();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, '');
  // A source that changed while the compiler ran is newer than this, and is compiled next time.
  utimesSync(stamp, started, started);
}

function hasCompiler() {
  return existsSync(join(root, 'node_modules/typescript'));
}

function compile() {
  const manifest = createRequire(import.meta.url).resolve('typescript/package.json');
  const { bin } = createRequire(import.meta.url)(manifest);
  const tsc = join(dirname(manifest), bin.tsc);
  const result = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (result.status !== 0) throw new Error(`tsc failed:\n${result.stdout}${result.stderr}`);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    build({ force: process.argv.includes('--force') });
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
