/** APPEND: runs one transaction of the writer lane from BEGIN to COMMIT. */
import { CommitUnknown } from '../database/sql.ts';
import type { CommandId } from '../kernel/ids.ts';
import { Batch, type LaneParts, type Result } from './batch.ts';
import type { LaneState } from './lane-state.ts';
import type { Submission } from './submission.ts';

/** The COMMIT of a batch got no answer. Holds what is true if it stands, and by which commands to find out. */
export class BatchUnknown extends Error {
  override readonly name = 'BatchUnknown';
  readonly results: readonly Result[];
  readonly commandIds: readonly CommandId[];
  constructor(results: readonly Result[], commandIds: readonly CommandId[], options: ErrorOptions) {
    super('The commit of a batch got no answer', options);
    this.results = results;
    this.commandIds = commandIds;
  }
}

/** Runs a batch; none of it stands if this throws, but for {@link BatchUnknown}. Answers in the order given. */
export async function runBatch(
  parts: LaneParts,
  state: LaneState,
  submissions: readonly Submission[],
): Promise<Result[]> {
  const transaction = await parts.database.begin();
  try {
    const batch = await Batch.start(parts, state, transaction, submissions);
    const results = await batch.decideAll(submissions);
    const calls = batch.calls();
    if (calls.length === 0) {
      await transaction.rollback();
      state.committed(batch.head.position);
      return results;
    }
    await transaction.commit(calls).catch((error: unknown) => {
      if (!(error instanceof CommitUnknown)) throw error;
      throw new BatchUnknown(results, batch.remembered, { cause: error });
    });
    state.committed(batch.position);
    return results;
  } catch (error) {
    state.reset();
    await transaction.rollback().catch(() => undefined);
    throw error;
  }
}
