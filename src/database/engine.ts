/** What a database has to offer so that the one adapter can run on it: connections of the PostgreSQL protocol. */
import type { ClientConfig } from 'pg';

export interface Engine {
  /** How to reach it; a new value for every connection, because an embedded one brings its own stream. */
  connection(): ClientConfig;
  /**
   * Whether all connections are one session: prepared statements and settings are shared, and while one is in a
   * transaction the others wait.
   */
  readonly oneSession: boolean;
  close(): Promise<void>;
}
