/** Tenure's side of the commands part: its lane in process, each command as the gateway hands it over. */
import type { Size } from '../dataset/dataset.ts';
import { type OpenLane, openLane, submission } from '../harness/lane.ts';
import { answer } from '../harness/worker.ts';
import { type Command, type CommandResult, type CommandRun, seats, Workload } from './workload.ts';

let workload: Workload | undefined;
let opened: { readonly url: string; readonly tenure: OpenLane } | undefined;

async function open(url: string): Promise<void> {
  await opened?.tenure.close();
  opened = { url, tenure: await openLane(url) };
}

const handlers = {
  async open({ url, size }: { url: string; size: Size }): Promise<void> {
    await open(url);
    const set: Command = async (seat, role) => {
      if (opened === undefined) throw new Error('open first');
      const outcome = await opened.tenure.lane.submit(
        submission(seat.owner, 'updateProjectUser', {
          project: seat.project,
          user: seat.user,
          roles: { environmentTypes: [{ type: 'DEVELOPMENT', role }] },
        }),
      );
      if (!outcome.accepted) throw new Error(outcome.refusal.message);
      return outcome.events.length;
    };
    workload = new Workload(seats(size), set);
  },
  run: (run: CommandRun): Promise<CommandResult> => {
    if (workload === undefined) throw new Error('open first');
    return workload.run(run);
  },
  /** Begins with a lane that has nothing at hand, as after a start. */
  async startAfresh(): Promise<void> {
    if (opened !== undefined) await open(opened.url);
  },
  close: () => opened?.tenure.close(),
};
export type TenureHandlers = typeof handlers;

answer(handlers);
