/** PROJECT: what a verification reports: the first place where something is not as the log says. */
export interface Difference {
  /** The table, or `event`, `head`, `personal`. */
  readonly table: string;
  /** What names the row within its table. */
  readonly key: Readonly<Record<string, string>>;
  /** What the log says; null where there should be no row. Never personal data. */
  readonly expected: Readonly<Record<string, unknown>> | null;
  /** What stands there; null where there is no row. */
  readonly found: Readonly<Record<string, unknown>> | null;
}
