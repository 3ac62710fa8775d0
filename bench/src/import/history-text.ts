/** The real history as the lines of an import, made by the adapter that the tests use. */
import { importText } from '../../../test/history/adapter.ts';
import { historyIsThere, readMoments } from '../../../test/history/moments.ts';

/** The whole file; undefined where the history is not there. */
export async function historyText(): Promise<string | undefined> {
  if (!historyIsThere()) return undefined;
  const chunks: string[] = [];
  for await (const chunk of importText(readMoments())) chunks.push(String(chunk));
  return chunks.join('');
}
