import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { repeat } from '../../src/following/repeat.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('goes on after an error, and never does the work twice at once', async () => {
  const errors: unknown[] = [];
  let finish = () => {};
  let calls = 0;
  const work = () => {
    calls += 1;
    if (calls === 1) return Promise.reject(new Error('first'));
    return new Promise<void>((resolve) => {
      finish = resolve;
    });
  };
  const repeated = repeat(1_000, work, (error) => errors.push(error));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(errors).toEqual([new Error('first')]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(calls).toBe(2);
  finish();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(calls).toBe(3);
  let closed = false;
  const closing = repeated.close().then(() => {
    closed = true;
  });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(closed).toBe(false);
  finish();
  await closing;
  expect(calls).toBe(3);
});
