/** Tenure's side of the commands part: its lane in process, each command as the gateway hands it over. */
import type { Size } from '../dataset/dataset.ts';
import { openLane, submission } from '../harness/lane.ts';
import { answer } from '../harness/worker.ts';
import { type Command, type CommandResult, type CommandRun, seats, Workload } from './workload.ts';

let workload: Workload | undefined;
let close: () => Promise<void> = async () => undefined;

const handlers = {
  async open({ url, size }: { url: string; size: Size }): Promise<void> {
    const { lane, close: closeLane } = await openLane(url);
    close = closeLane;
    const set: Command = async (seat, role) => {
      const outcome = await lane.submit(
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
  close: () => close(),
};
export type TenureHandlers = typeof handlers;

answer(handlers);
