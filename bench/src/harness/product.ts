/** The product as it is shipped: compiled, never through a loader that would add to its cost. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const ROOT = new URL('../../../', import.meta.url);

/** Compiles what is out of date. */
export function buildProduct(): void {
  const script = fileURLToPath(new URL('scripts/build.mjs', ROOT));
  const { status } = spawnSync(process.execPath, [script], { stdio: 'inherit' });
  if (status !== 0) throw new Error('the product does not build');
}

/** A compiled module, named as its source is: `load<typeof import('../src/log/lane.ts')>('log/lane.ts')`. */
export function load<Module>(source: string): Promise<Module> {
  return import(new URL(`dist/${source.replace(/\.ts$/, '.js')}`, ROOT).href);
}
