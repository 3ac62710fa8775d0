import { describe, expect, it } from 'vitest';
import { loaderKey, type Vantage } from '../../../src/access/loader-key.ts';
import type { UserId } from '../../../src/kernel/ids.ts';
import type { Time } from '../../../src/kernel/time.ts';

const FROM: Vantage = {
  viewer: 'a' as UserId,
  judgedAt: 9,
  position: 7,
  moment: '2020-01-01T00:00:00.000Z' as Time,
};

describe('The key of a loader', () => {
  it('tells apart everything that decides an answer', () => {
    const others = [
      loaderKey('users', FROM, [{ first: 1 }]),
      loaderKey('projects', FROM, [{ first: 1 }]),
      loaderKey('users', FROM, [{ first: 2 }]),
      loaderKey('users', FROM, [{ first: 1 }, null]),
      loaderKey('users', { ...FROM, viewer: 'b' as UserId }, [{ first: 1 }]),
      loaderKey('users', { ...FROM, position: 8 }, [{ first: 1 }]),
      loaderKey('users', { ...FROM, judgedAt: 10 }, [{ first: 1 }]),
      loaderKey('users', { ...FROM, moment: null }, [{ first: 1 }]),
      loaderKey('users', { ...FROM, moment: '2020-01-01T00:00:00.001Z' as Time }, [{ first: 1 }]),
    ];
    expect(new Set(others).size).toBe(others.length);
  });

  it('is the same for the same', () => {
    expect(loaderKey('users', { ...FROM }, [{ first: 1 }])).toBe(loaderKey('users', FROM, [{ first: 1 }]));
  });
});
