/** Brings the dataset into Tenure, command by command through its lane, in a process of its own. */
import { OPERATOR, openLane } from '../harness/lane.ts';
import { answer } from '../harness/worker.ts';
import { idOf, organizations, type Size } from './dataset.ts';
import { seedOrganization } from './seed-organization.ts';

const handlers = {
  /** Answers the position of the last event, and how long it took in seconds. */
  async seed({ url, size }: { url: string; size: Size }): Promise<{ events: number; seconds: number }> {
    const lane = await openLane(url);
    const began = performance.now();
    try {
      let number = 0;
      for (const organization of organizations(size)) {
        await seedOrganization(lane, organization, number);
        number += 1;
      }
      const { position } = await lane.do(OPERATOR, 'createUser', {
        id: idOf('last', 0),
        email: 'last@example.org',
        name: 'Last',
      });
      return { events: position, seconds: (performance.now() - began) / 1000 };
    } finally {
      await lane.close();
    }
  },
};
export type SeederHandlers = typeof handlers;

answer(handlers);
