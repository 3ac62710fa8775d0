// What the lane answers is played here: what it cannot easily be made to answer.
import { describe, expect, it } from 'vitest';
import { BadLine } from '../../src/imports/bad-line.ts';
import { NO_LINES } from '../../src/imports/digest.ts';
import { LineFeed, type Progress } from '../../src/imports/line-feed.ts';
import { Refusal, type RefusalCode } from '../../src/kernel/refusal.ts';
import type { Time } from '../../src/kernel/time.ts';
import type { Outcome, Submission } from '../../src/log/submission.ts';
import { OPERATOR } from '../support/installation.ts';
import { idOf } from './lines.ts';

const start = {
  id: idOf('import'),
  startedBy: OPERATOR,
  state: 'OPEN',
  lines: 0,
  events: 0,
  digest: NO_LINES,
} as const;
const LINE = { occurredAt: '2020-01-01T00:00:00.000Z' as Time, actor: '', reason: undefined, commands: [] };

const accepted = (number: number): Outcome => ({
  accepted: true,
  replayed: false,
  changed: true,
  first: number,
  last: number,
  position: number,
  events: [],
  commandId: idOf('command') as never,
});
const refused = (code: RefusalCode): Outcome => ({
  accepted: false,
  refusal: new Refusal(code, code),
  position: 0,
});

/** A lane that keeps the order of lines as the real one does; `answer` may answer otherwise. */
class PlayedLane {
  readonly applied: number[] = [];
  waiting = 0;
  mostWaiting = 0;
  readonly #answer: (number: number) => Outcome | Error | undefined;

  constructor(answer: (number: number) => Outcome | Error | undefined = () => undefined) {
    this.#answer = answer;
  }

  async submit({ line }: Submission): Promise<Outcome> {
    const number = line?.number ?? 0;
    this.waiting += 1;
    this.mostWaiting = Math.max(this.mostWaiting, this.waiting);
    await new Promise((resolve) => setImmediate(resolve));
    this.waiting -= 1;
    if (number !== this.applied.length + 1) return refused('VALIDATION');
    const answer = this.#answer(number);
    if (answer instanceof Error) throw answer;
    if (answer) return answer;
    this.applied.push(number);
    return accepted(number);
  }
}

async function feed(
  lane: PlayedLane,
  count: number,
  size = 10,
): Promise<{ progress: Progress[]; error: unknown }> {
  const progress: Progress[] = [];
  const lines = new LineFeed({
    submit: (submission) => lane.submit(submission),
    start,
    importedBy: OPERATOR,
    applied: (each) => progress.push(each),
  });
  try {
    for (let number = 1; number <= count; number += 1) {
      await lines.push({ number, bytes: Buffer.alloc(size) }, LINE, OPERATOR);
    }
    await lines.drain();
    return { progress, error: undefined };
  } catch (error) {
    return { progress, error };
  }
}

describe('feeding lines to the lane', () => {
  it('keeps many in flight, never too many, and reports them in order', async () => {
    const lane = new PlayedLane();
    const { progress, error } = await feed(lane, 3000);
    expect(error).toBeUndefined();
    expect(lane.mostWaiting).toBeGreaterThan(100);
    expect(lane.mostWaiting).toBeLessThanOrEqual(512);
    expect(progress.map(({ line }) => line)).toEqual(Array.from({ length: 3000 }, (_, index) => index + 1));
    expect(progress.at(-1)).toEqual({ line: 3000, events: 3000, position: 3000 });
  });

  it('keeps little in flight when lines are large', async () => {
    const lane = new PlayedLane();
    await feed(lane, 50, 4 * 1024 * 1024);
    expect(lane.mostWaiting).toBeLessThanOrEqual(3);
  });

  it('stops at the first line that is refused, whatever was in flight behind it', async () => {
    const lane = new PlayedLane((number) => (number === 100 ? refused('NOT_FOUND') : undefined));
    const { progress, error } = await feed(lane, 1000);
    expect(error).toBeInstanceOf(BadLine);
    expect(error).toMatchObject({ line: 100, refusal: { code: 'NOT_FOUND' } });
    expect(progress).toHaveLength(99);
    expect(lane.applied).toHaveLength(99);
  });

  it('calls an unexpected failure by its line, and tells no more', async () => {
    const lane = new PlayedLane((number) => (number === 5 ? new Error('secret') : undefined));
    const { error } = await feed(lane, 10);
    expect(error).toMatchObject({ line: 5, refusal: { code: 'INTERNAL' } });
    expect(JSON.stringify(error)).not.toContain('secret');
  });

  it('offers lines again, in order, to a lane that has too much to do', async () => {
    let full = 3;
    const lane = new PlayedLane((number) => {
      if (number !== 20 || full === 0) return undefined;
      full -= 1;
      return refused('OVERLOADED');
    });
    const { progress, error } = await feed(lane, 40);
    expect(error).toBeUndefined();
    expect(progress.map(({ line }) => line)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  });
});
