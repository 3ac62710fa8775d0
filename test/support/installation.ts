// An installation without its HTTP: the lane, the registries and the services, on a database of the test's own.
import { randomBytes } from 'node:crypto';
import type { Database } from '../../src/database/sql.ts';
import { DEMO_IMPORT } from '../../src/demo/load-demo.ts';
import { COMMANDS, EVENTS } from '../../src/features.ts';
import { expire } from '../../src/grants/lifecycle.ts';
import { Imports } from '../../src/imports/imports.ts';
import { derivedId, newId, PORTAL, type UserId } from '../../src/kernel/ids.ts';
import { type Clock, systemClock } from '../../src/kernel/time.ts';
import { Lane, type LaneOptions } from '../../src/log/lane.ts';
import { createCommandRegistry, createEventRegistry } from '../../src/log/registry.ts';
import { Operations } from '../../src/operations/operations.ts';

/** The user of the genesis, who holds OPERATOR. */
export const OPERATOR: UserId = derivedId('test installation', 'operator');

export interface Installation {
  readonly database: Database;
  readonly lane: Lane;
  readonly imports: Imports;
  readonly operations: Operations;
  close(): Promise<void>;
}

/** Makes an installation and writes its genesis, unless the log has one. */
export async function install(
  database: Database,
  options: { clock?: Clock } & Partial<Pick<LaneOptions, 'mostInBatch' | 'mostWaiting' | 'warn'>> = {},
): Promise<Installation> {
  const { clock = systemClock, ...rest } = options;
  const events = createEventRegistry(EVENTS);
  const commands = createCommandRegistry(COMMANDS);
  const lane = new Lane({ database, events, commands, clock, expire, ...rest });
  await lane.genesis(() => ({
    commandId: newId(),
    seed: randomBytes(32),
    events: [
      {
        type: 'UserRegistered',
        subject: OPERATOR,
        target: { type: 'User', id: OPERATOR },
        scope: {},
        cause: 'DIRECT',
        data: { homePartnerId: null },
        personal: { email: 'operator@tenure.example.org', name: 'Operator' },
      },
      {
        type: 'PermissionGranted',
        subject: OPERATOR,
        target: { type: 'Portal', id: PORTAL },
        scope: {},
        cause: 'DIRECT',
        data: { kind: 'PLATFORM_ROLE', value: 'OPERATOR', expiresAt: null },
      },
    ],
  }));
  const parts = { database, lane, commands, events, clock };
  const operations = new Operations(parts);
  return {
    database,
    lane,
    operations,
    imports: new Imports({ ...parts, demoImport: DEMO_IMPORT }),
    close: async () => {
      await operations.close();
      await lane.close();
    },
  };
}
