// A clock that tests turn; until then it stands still.
import type { Clock, Time } from '../../src/kernel/time.ts';
import { toTime } from '../../src/kernel/time.ts';

export class TestClock implements Clock {
  #now: number;

  constructor(now = '2026-01-01T00:00:00.000Z') {
    this.#now = Date.parse(now);
  }

  now(): Time {
    return toTime(new Date(this.#now));
  }

  /** Moves it on by so many milliseconds. */
  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }

  /** Sets it, forwards or backwards. */
  set(time: string): void {
    this.#now = Date.parse(time);
  }
}
