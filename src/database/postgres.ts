/** An {@link Engine}: a PostgreSQL server, 15 or newer. */
import type { Engine } from './engine.ts';

/** @param url `postgresql://user:password@host:port/database`, with the driver's parameters (`sslmode` and others). */
export function postgres(url: string): Engine {
  return {
    connection: () => ({
      connectionString: url,
      application_name: 'tenure',
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
    }),
    oneSession: false,
    close: async () => {},
  };
}
