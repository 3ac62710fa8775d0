/** UNIT: what the lane holds of the present while some of it is on its way into the database. */
import { expect, it } from 'vitest';
import type { RecordedEvent } from '../../../src/kernel/event.ts';
import { newId, type UserId } from '../../../src/kernel/ids.ts';
import type { Grant } from '../../../src/kernel/state.ts';
import { LaneState } from '../../../src/log/lane-state.ts';
import { StateMiss } from '../../../src/log/state-key.ts';
import { Present } from '../../../src/projecting/present.ts';

const [subject, target] = [newId() as UserId, newId()];
const key = { kind: 'PROJECT_ROLE', subject, target, slot: '' };
const stale: Grant = { ...key, scope: target, value: 'ADMIN', expiresAt: null, from: 1 };

/** Two batches were decided on top of each other; the second has closed a grant, at position 3, before the first stood. */
function closedByTheSecond(): Present {
  const present = new Present();
  present.learnGrant(stale, 'subject');
  present.apply(2, { do: 'delete', id: newId() });
  const first = present.mark();
  present.apply(3, { do: 'close', grant: key });
  const second = present.mark();
  present.committed(first);
  present.committed(second);
  return present;
}

it('takes no row for open that was read before the batch that closed it stood, however late it comes', () => {
  const present = closedByTheSecond();
  present.readsFrom(2);
  present.learnGrant(stale, 'subject');
  expect(present.grant(key)).toBeUndefined();
});

it('believes what is read once it stands', () => {
  const present = closedByTheSecond();
  present.readsFrom(3);
  present.learnGrant({ ...stale, from: 4 }, 'subject');
  expect(present.grant(key)).toMatchObject({ from: 4 });
});

it('undoes what comes after a mark, though what comes before it was committed meanwhile', () => {
  const present = new Present();
  present.learnGrant(stale, 'subject');
  present.apply(2, { do: 'delete', id: newId() });
  const [first, before] = [present.mark(), present.mark()];
  present.apply(3, { do: 'close', grant: key });
  present.committed(first);
  present.undo(before);
  expect(present.grant(key)).toMatchObject({ from: 1 });
});

/** A state at position 1 in which two batches, each of one event about the target, were decided on top of each other. */
function aboutTheTarget(): LaneState {
  const state = new LaneState();
  state.startAt(1);
  for (const position of [2, 3]) {
    const event = { position, subject, target: { type: 'Project', id: target } } as Partial<RecordedEvent>;
    state.record(event as RecordedEvent, { personal: [], tokenHash: undefined }, []);
  }
  return state;
}

it('knows the last event about something for as long as the database may not have it', () => {
  const state = aboutTheTarget();
  state.committed(2);
  state.readsFromHere();
  expect(state.lastEventAbout(target)).toBe(3);
  expect(state.lastEventAbout(target, subject)).toBe(3);
});

it('asks the database for it again once reads see that event', () => {
  const state = aboutTheTarget();
  state.committed(3);
  state.readsFromHere();
  expect(() => state.lastEventAbout(target)).toThrow(StateMiss);
  state.learnLastEvent(target, undefined, 3);
  state.readsFromHere();
  expect(state.lastEventAbout(target)).toBe(3);
});
