/** What every part of the bench is given, and what it gives back. */
import type { Size } from './dataset/dataset.ts';
import type { Postgres } from './harness/postgres.ts';

export interface Bench {
  readonly quick: boolean;
  /** The folder for profiles when they are asked for. */
  readonly profiles: string | undefined;
  readonly postgres: Postgres;
  readonly size: Size;
  /** How often each measurement is repeated (the median counts), and for how long each lasts. */
  readonly runs: number;
  readonly seconds: number;
  /** The lengths of the histories that the as-of part compares, in events, shortest first. */
  readonly histories: readonly number[];
  /** A database whose log has so many events; made at the first call. */
  history(events: number): Promise<Grown>;
  /** The name of a database that holds the dataset as Tenure keeps it; made at the first call. */
  seeded(): Promise<string>;
  /** One line for the person who waits. */
  say(line: string): void;
}

/** A database with a history that has grown by churn. */
export interface Grown {
  readonly database: string;
  readonly events: number;
  /** The position after which there is nothing but churn. */
  readonly base: number;
}

export interface PartResult {
  /** The section of docs/benchmarks.md. */
  readonly markdown: string;
  /** Everything measured, for bench/results. */
  readonly raw: unknown;
}

export type Part = (bench: Bench) => Promise<PartResult>;
