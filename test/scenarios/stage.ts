// A running server on which scenarios play one after the other, each with people and things of its own.

import { TestClock } from '../support/clock.ts';
import type { TestDatabase } from '../support/databases.ts';
import { AUDIENCE, IdentityProvider } from '../support/identity-provider.ts';
import { startTestTenure, type TestTenure } from '../support/tenure.ts';
import { Given } from './given.ts';

export class Stage {
  readonly test: TestTenure;
  /** Whoever has no account signs in here and registers. */
  readonly provider: IdentityProvider;
  #scenes = 0;

  private constructor(test: TestTenure, provider: IdentityProvider) {
    this.test = test;
    this.provider = provider;
  }

  static async start(database: TestDatabase): Promise<Stage> {
    const clock = new TestClock();
    const provider = await IdentityProvider.start(() => clock.now());
    const issuer = {
      issuer: provider.issuer,
      audience: [AUDIENCE],
      types: ['at+jwt'],
      algorithms: ['ES256'],
      jwksUrl: provider.jwksUrl,
      cooldownSeconds: 0,
    };
    return new Stage(await startTestTenure(database, { clock, config: { issuers: [issuer] } }), provider);
  }

  /** A scenario begins: with these people, who have an account. */
  given(...people: readonly string[]): Given {
    this.#scenes += 1;
    return new Given(this, `s${this.#scenes}`).people(...people);
  }

  async close(): Promise<void> {
    await this.test.close();
    await this.provider.close();
  }
}
