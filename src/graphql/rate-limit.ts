/** QUERY, COMMAND: how often one caller may ask: a bucket of tokens for each, in this process. */
import type { IncomingMessage } from 'node:http';
import { Refusal } from '../kernel/refusal.ts';
import type { Rates } from './transport.ts';

const MINUTE = 60_000;
/** How many buckets there are before the first look for those that can be forgotten. */
const FIRST_SWEEP = 1_000;
/** How many objects that an answer could hold count as one more request. */
const OBJECTS_PER_REQUEST = 1_000;

interface Bucket {
  /** What was left at that moment: more flows in all the time. */
  left: number;
  at: number;
}

/** A bucket for each key: holds as much as a minute brings, and fills evenly. */
export class Buckets {
  readonly #size: number;
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();
  #sweepAt = FIRST_SWEEP;

  /** `perMinute` 0 = no limit; `now` in milliseconds. */
  constructor(perMinute: number, now: () => number) {
    this.#size = perMinute;
    this.#now = now;
  }

  /** Takes `cost`, at most a full bucket, and answers 0; or takes nothing and answers in how many seconds it could. */
  take(key: string, cost: number): number {
    if (this.#size === 0) return 0;
    const wanted = Math.min(cost, this.#size);
    const left = this.#left(this.#buckets.get(key));
    if (left < wanted) return Math.ceil(((wanted - left) / this.#size) * (MINUTE / 1_000));
    this.#buckets.set(key, { left: left - wanted, at: this.#now() });
    this.#sweep();
    return 0;
  }

  /** How many keys it remembers. */
  get known(): number {
    return this.#buckets.size;
  }

  #left(bucket: Bucket | undefined): number {
    if (!bucket) return this.#size;
    return Math.min(this.#size, bucket.left + ((this.#now() - bucket.at) / MINUTE) * this.#size);
  }

  /** A full bucket is as good as none. */
  #sweep(): void {
    if (this.#buckets.size < this.#sweepAt) return;
    for (const [key, bucket] of this.#buckets) {
      if (this.#left(bucket) >= this.#size) this.#buckets.delete(key);
    }
    this.#sweepAt = Math.max(FIRST_SWEEP, 2 * this.#buckets.size);
  }
}

export class RateLimit {
  readonly #rates: Rates;
  readonly #callers: Buckets;
  readonly #addresses: Buckets;

  constructor(rates: Rates, now: () => number = () => performance.now()) {
    this.#rates = rates;
    this.#callers = new Buckets(rates.caller, now);
    this.#addresses = new Buckets(rates.address, now);
  }

  /** Counts a request of a user whose credential is valid: as one, and more when the answer could be large. */
  caller(userId: string, objects: number): void {
    const wait = this.#callers.take(userId, Math.max(1, Math.ceil(objects / OBJECTS_PER_REQUEST)));
    if (wait > 0) throw rateLimited('caller', this.#rates, wait);
  }

  /** Counts a request without a valid credential, by where it comes from. */
  stranger(address: string): void {
    const wait = this.#addresses.take(address, 1);
    if (wait > 0) throw rateLimited('address', this.#rates, wait);
  }
}

function rateLimited(limit: keyof Rates, rates: Rates, retryAfter: number): Refusal {
  const whose = limit === 'caller' ? 'one caller' : 'one address without a valid credential';
  return new Refusal('RATE_LIMITED', `More than ${rates[limit]} requests a minute from ${whose}.`, {
    remedy: `Try again in ${retryAfter} s.`,
    facts: { limit, allowed: rates[limit], retryAfter },
  });
}

/**
 * Where a request comes from: the peer, or what the outermost trusted proxy saw. Of IPv6 the network of 64 bits,
 * which is what one subscriber gets.
 */
export function addressOf(request: IncomingMessage | undefined, trustedProxies: number): string {
  const peer = request?.socket.remoteAddress ?? '';
  const forwarded = request?.headers['x-forwarded-for'] ?? '';
  const hops = [...String(forwarded).split(',').filter(Boolean), peer].map((hop) => hop.trim());
  const address = hops.at(-1 - Math.min(trustedProxies, hops.length - 1)) ?? peer;
  return address.includes(':') && !address.includes('.') ? networkOf(address) : address;
}

function networkOf(address: string): string {
  const [head = '', tail = ''] = address.toLowerCase().split('::');
  const [front, back] = [head, tail].map((part) => part.split(':').filter(Boolean)) as [string[], string[]];
  const zeros = Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0');
  const groups = address.includes('::') ? [...front, ...zeros, ...back] : front;
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}
