/** Makes long histories, rebuilds their projections and reads them as of any position, through the product's code. */
import type { Read } from '../../../src/access/read.ts';
import { seedOrganization } from '../dataset/seed-organization.ts';
import { hashOf, openLane, tokenOf } from '../harness/lane.ts';
import { load } from '../harness/product.ts';
import { answer } from '../harness/worker.ts';
import { appendInBulk } from './append-in-bulk.ts';
import { churn } from './churn.ts';
import { SUBJECT, USER } from './subject.ts';

export interface Rebuilt {
  readonly events: number;
  readonly seconds: number;
  /** The largest resident memory of the process so far, in MB. */
  readonly memory: number;
}

/** A view of the organization or of the user, and how long it took in ms. */
export interface Timed {
  readonly milliseconds: number;
  readonly accesses: number;
}

let open: Awaited<ReturnType<typeof openReads>> | undefined;

const handlers = {
  /** Brings a fresh database to so many events; answers the position at which the churn began. */
  async grow({ url, events }: { url: string; events: number }): Promise<{ base: number; rebuilt: Rebuilt }> {
    const lane = await openLane(url);
    await seedOrganization(lane, SUBJECT, 0);
    const base = await lane.lane.exclusive(async (_, head) => head.position);
    await lane.close();
    await appendInBulk(url, churn(SUBJECT, { from: base + 1, until: events, end: new Date() }));
    return { base, rebuilt: await rebuildOnce(url) };
  },

  rebuild: ({ url }: { url: string }): Promise<Rebuilt> => rebuildOnce(url),

  async open({ url }: { url: string }): Promise<void> {
    await open?.close();
    open = await openReads(url);
  },

  /** Reads a view once, as of a position or now, with everything that a request does but HTTP and GraphQL. */
  read({ view, position }: { view: 'user' | 'organization'; position: number | null }): Promise<Timed> {
    if (open === undefined) throw new Error('open first');
    return open.read(view, position);
  },

  async close(): Promise<void> {
    await open?.close();
  },
};
export type HistorianHandlers = typeof handlers;

async function rebuildOnce(url: string): Promise<Rebuilt> {
  const { lane, database, events, close } = await openLane(url);
  try {
    const { rebuild } =
      await load<typeof import('../../../src/projecting/rebuild.ts')>('projecting/rebuild.ts');
    const began = performance.now();
    const { position } = await rebuild({ database, events, exclusive: lane.exclusive.bind(lane) });
    const seconds = (performance.now() - began) / 1000;
    return { events: position, seconds, memory: process.resourceUsage().maxRSS / 1024 };
  } finally {
    await close();
  }
}

async function openReads(url: string) {
  const { database, events, clock, close } = await openLane(url);
  const { openRead } = await load<typeof import('../../../src/access/pin.ts')>('access/pin.ts');
  const entities = await load<typeof import('../../../src/access/entities.ts')>('access/entities.ts');
  const { membersOf } = await load<typeof import('../../../src/access/organization-accesses.ts')>(
    'access/organization-accesses.ts',
  );
  const projects = await load<typeof import('../../../src/access/project-accesses.ts')>(
    'access/project-accesses.ts',
  );
  const source = { database, clock, events };
  const accessesOfUser = async (pinned: Read): Promise<number> => {
    const user = await entities.entityOfType(pinned, 'User', USER.id);
    if (user === null) throw new Error('the user is not visible');
    return (await projects.projectsOf(pinned, user, null, {})).edges.length;
  };
  const accessesOfMembers = async (pinned: Read): Promise<number> => {
    const found = await entities.entityOfType(pinned, 'Organization', SUBJECT.id);
    const members = found && (await membersOf(pinned, found, { first: 50 }));
    if (!members) throw new Error('the organization is not visible');
    const lists = members.edges.map(({ node }) => projects.projectsOfMember(pinned, node, {}));
    return (await Promise.all(lists)).reduce((sum, { edges }) => sum + edges.length, 0);
  };
  const read = async (view: 'user' | 'organization', position: number | null): Promise<Timed> => {
    const began = performance.now();
    const viewer = view === 'user' ? USER : SUBJECT.owner;
    const asOf = position === null ? undefined : { position };
    const pinned = await openRead(source, { tokenHash: hashOf(tokenOf(viewer.id)) }, asOf).read;
    const accesses = await (view === 'user' ? accessesOfUser(pinned) : accessesOfMembers(pinned));
    return { milliseconds: performance.now() - began, accesses };
  };
  return { read, close };
}

answer(handlers);
