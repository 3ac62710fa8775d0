/** Says which statements took PostgreSQL's time in a part of the bench. */
import type { StatementTime } from '../harness/postgres.ts';

export function printStatements(statements: readonly StatementTime[]): void {
  console.log('  time in PostgreSQL by statement (total ms, calls, ms a call)');
  for (const { text, calls, milliseconds } of statements) {
    const figures = [
      milliseconds.toFixed(0).padStart(8),
      String(calls).padStart(8),
      (milliseconds / calls).toFixed(3),
    ];
    console.log(`  ${figures.join('  ')}  ${text.slice(0, 110)}`);
  }
}
