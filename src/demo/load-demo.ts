/** COMMAND: puts the demonstration set into an empty log, by the same door as any other history. */

import type { Imports } from '../imports/imports.ts';
import type { UserId } from '../kernel/ids.ts';
import { Refusal } from '../kernel/refusal.ts';
import { demoText } from './demo-lines.ts';
import { demoId } from './vocabulary.ts';

/** The import that brings the demonstration set, always the same. */
export const DEMO_IMPORT = demoId('import');

/**
 * Imports the demonstration set and ends the import. One that a crash interrupted goes on; one that is there
 * already is left alone.
 *
 * @param by the operator on whose authority it runs.
 * @returns whether the log holds the demonstration set now; false when it holds something else.
 */
export async function loadDemo(imports: Imports, by: UserId): Promise<boolean> {
  const already = await imports.find(DEMO_IMPORT);
  if (already?.state === 'ENDED') return true;
  if (await imports.holdsOtherThan(DEMO_IMPORT)) return false;
  try {
    await imports.begin(by, DEMO_IMPORT);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'IMPORT_CLOSED') return false;
    throw error;
  }
  const result = await imports.stream(by, once(demoText()), { end: true });
  if (!result.ok) {
    const { line, refusal } = result.badLine;
    throw new Error(`Line ${line} of the demonstration set is refused: ${refusal.code}: ${refusal.message}`);
  }
  return true;
}

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}
