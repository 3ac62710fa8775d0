/** What the parser of permissions throws, and nothing else: where the text departs from the grammar, and what was due there. */
export class MalformedPermission extends Error {
  /** Where, in UTF-16 units, the first being column 1. */
  readonly column: number;

  constructor(column: number, expected: string) {
    super(`column ${column}: ${expected}`);
    this.name = 'MalformedPermission';
    this.column = column;
  }
}
