/** The peer of the commands part: Emmett on PostgreSQL, a stream for each project user, an inline projection in SQL. */

import { SQL } from '@event-driven-io/dumbo';
import { CommandHandler, type Event } from '@event-driven-io/emmett';
import { getPostgreSQLEventStore, postgreSQLRawSQLProjection } from '@event-driven-io/emmett-postgresql';
import pg from 'pg';
import type { Size, TypeRole } from '../dataset/dataset.ts';
import { answer } from '../harness/worker.ts';
import { type CommandResult, type CommandRun, type Seat, seats, Workload } from './workload.ts';

type RoleSet = Event<
  'RoleSet',
  {
    organization: string;
    project: string;
    user: string;
    type: string;
    from: TypeRole | null;
    to: TypeRole;
    actor: string;
  }
>;
interface State {
  readonly role: TypeRole | null;
}

/** Who holds what now. Tenure's projection also keeps what was before; this one is spared that. */
const currentRoles = postgreSQLRawSQLProjection<RoleSet>({
  name: 'current_roles',
  canHandle: ['RoleSet'],
  init: () => SQL`create table if not exists current_role_of (
    user_id uuid not null, project_id uuid not null, type text not null, role text not null,
    primary key (user_id, project_id, type))`,
  evolve: ({ data }) => SQL`insert into current_role_of (user_id, project_id, type, role)
    values (${data.user}, ${data.project}, ${data.type}, ${data.to})
    on conflict (user_id, project_id, type) do update set role = excluded.role`,
});

const handle = CommandHandler<State, RoleSet>({
  evolve: (_, { data }) => ({ role: data.to }),
  initialState: () => ({ role: null }),
});

let workload: Workload | undefined;
let close: () => Promise<void> = async () => undefined;

const handlers = {
  /** Connects, makes the store's tables, and gives every seat its first event. */
  async open({ url, size, connections }: { url: string; size: Size; connections: number }): Promise<void> {
    const pool = new pg.Pool({ connectionString: url, max: connections });
    const store = getPostgreSQLEventStore(url, {
      projections: [{ type: 'inline', projection: currentRoles }],
      connectionOptions: { pool },
    });
    await store.schema.migrate();
    close = async () => {
      await store.close();
      await pool.end();
    };
    const set = async (seat: Seat, role: TypeRole): Promise<number> => {
      const { newEvents } = await handle(store, `${seat.project}:${seat.user}`, (state) => {
        if (state.role === role) return [];
        return {
          type: 'RoleSet',
          data: {
            organization: seat.organization,
            project: seat.project,
            user: seat.user,
            type: 'DEVELOPMENT',
            from: state.role,
            to: role,
            actor: seat.owner,
          },
        };
      });
      return newEvents.length;
    };
    workload = new Workload(seats(size), set);
  },
  run: (run: CommandRun): Promise<CommandResult> => {
    if (workload === undefined) throw new Error('open first');
    return workload.run(run);
  },
  close: () => close(),
};
export type EmmettHandlers = typeof handlers;

answer(handlers);
