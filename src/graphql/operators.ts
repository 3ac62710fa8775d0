/** COMMAND: what only operators may start; the services behind it leave the check to the API. */
import type { Viewer } from '../access/viewer.ts';
import { forbidden } from '../kernel/refusal.ts';

/** Refuses anybody but an OPERATOR (rule U1). `what` completes "may". */
export function demandOperator(viewer: Pick<Viewer, 'operator'>, what: string): void {
  if (!viewer.operator)
    throw forbidden(`Only an OPERATOR may ${what}.`, 'Ask an operator of this installation.');
}
