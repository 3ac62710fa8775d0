/** COMMAND: what ends an import before its file does: the first line that was refused, and why. */
import type { Refusal } from '../kernel/refusal.ts';

export class BadLine {
  /** Counted from 1, as an editor counts. */
  readonly line: number;
  readonly refusal: Refusal;

  constructor(line: number, refusal: Refusal) {
    this.line = line;
    this.refusal = refusal;
  }
}
