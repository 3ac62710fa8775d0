/** READ: Prisma's client, for the administrative lists; on the same database, under the same role, reading only. */
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '../generated/prisma/client.ts';
import type { Engine } from './engine.ts';
import { sessionSetup } from './session.ts';

/**
 * Its connections are few and are made when first used. `$disconnect` ends them.
 *
 * @param restricted whether the sessions take the role of the server (see Database.restricted).
 */
export function prismaClient(engine: Engine, restricted: boolean): PrismaClient {
  const setup = sessionSetup('read', { restricted, shared: engine.oneSession });
  const pool = new pg.Pool({
    ...engine.connection(),
    max: engine.oneSession ? 1 : 2,
    allowExitOnIdle: true,
    onConnect: async (client) => {
      await client.query(setup);
    },
  });
  pool.on('error', () => {}); // An idle connection that dies is replaced when next needed.
  return new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: true }) });
}
