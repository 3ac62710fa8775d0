import type { IncomingMessage } from 'node:http';
import { beforeEach, describe, expect, it } from 'vitest';
import { addressOf, Buckets } from '../../../src/graphql/rate-limit.ts';

let now: number;
beforeEach(() => {
  now = 0;
});
const buckets = (perMinute: number) => new Buckets(perMinute, () => now);

describe('a bucket', () => {
  it('gives what a minute brings at once, and then evenly', () => {
    const bucket = buckets(60);
    for (let time = 0; time < 60; time += 1) expect(bucket.take('ann', 1)).toBe(0);
    expect(bucket.take('ann', 1)).toBe(1);
    now = 500;
    expect(bucket.take('ann', 1)).toBe(1);
    now = 1_000;
    expect(bucket.take('ann', 1)).toBe(0);
    expect(bucket.take('ann', 30)).toBe(30);
    now = 31_000;
    expect(bucket.take('ann', 30)).toBe(0);
  });

  it('belongs to one key, and never holds more than a minute brings', () => {
    const bucket = buckets(2);
    expect(bucket.take('ann', 2)).toBe(0);
    expect(bucket.take('bob', 2)).toBe(0);
    now = 3_600_000;
    expect(bucket.take('ann', 2)).toBe(0);
    expect(bucket.take('ann', 1)).toBe(30);
  });

  it('lets through when full what costs more than it holds', () => {
    const bucket = buckets(10);
    expect(bucket.take('ann', 250)).toBe(0);
    expect(bucket.take('ann', 250)).toBe(60);
  });

  it('takes nothing where there is no limit', () => {
    const bucket = buckets(0);
    for (let time = 0; time < 1_000; time += 1) expect(bucket.take('ann', 250)).toBe(0);
    expect(bucket.known).toBe(0);
  });

  it('is forgotten once it is full again', () => {
    const bucket = buckets(60);
    for (let key = 0; key < 20_000; key += 1) {
      now += 10;
      bucket.take(String(key), 1);
    }
    // Each is full again after a second, so a hundred of them are not.
    expect(bucket.known).toBeLessThanOrEqual(2_000);
  });
});

describe('the address of a request', () => {
  const address = (peer: string, forwarded: string | undefined, trusted: number) =>
    addressOf(
      {
        socket: { remoteAddress: peer },
        headers: { 'x-forwarded-for': forwarded },
      } as unknown as IncomingMessage,
      trusted,
    );

  it.each<[string, string | undefined, number, string]>([
    ['1.2.3.4', undefined, 0, '1.2.3.4'],
    ['1.2.3.4', '9.9.9.9', 0, '1.2.3.4'],
    ['1.2.3.4', '8.8.8.8, 9.9.9.9', 1, '9.9.9.9'],
    ['1.2.3.4', '8.8.8.8, 9.9.9.9', 2, '8.8.8.8'],
    ['1.2.3.4', '9.9.9.9', 3, '9.9.9.9'],
    ['1.2.3.4', undefined, 1, '1.2.3.4'],
    ['::ffff:1.2.3.4', undefined, 0, '::ffff:1.2.3.4'],
    ['2001:db8:0:1::5', undefined, 0, '2001:db8:0:1'],
    ['2001:0DB8:0000:0001:ffff::6', undefined, 0, '2001:db8:0:1'],
    ['::1', undefined, 0, '0:0:0:0'],
  ])('of %s, forwarded for %s, behind %i proxies is %s', (peer, forwarded, trusted, expected) => {
    expect(address(peer, forwarded, trusted)).toBe(expected);
  });

  it('without a port is nobody in particular', () => {
    expect(addressOf(undefined, 0)).toBe('');
  });
});
