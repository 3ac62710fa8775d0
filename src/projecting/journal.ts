/** PROJECT: how to take back what was applied in memory and is not committed yet. */

export class Journal {
  #undo: (() => void)[] = [];
  /** How much of it is committed, and was let go of. */
  #committed = 0;

  /** A point to return to with {@link undo}; it stays the same point whatever before it is committed. */
  mark(): number {
    return this.#committed + this.#undo.length;
  }

  /** @param undo takes back what was just applied. */
  add(undo: () => void): void {
    this.#undo.push(undo);
  }

  /** Takes back all that came after a point, the latest first. */
  undo(mark: number): void {
    while (this.mark() > mark) this.#undo.pop()?.();
  }

  /** What came before a point can no longer be taken back. */
  committed(mark: number): void {
    this.#undo.splice(0, mark - this.#committed);
    this.#committed = mark;
  }
}
