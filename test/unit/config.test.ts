import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../src/config.ts';

function messageFor(environment: Record<string, string>, args: string[] = []): string {
  try {
    readConfig(environment, args);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

describe('settings', () => {
  it('need not be given', () => {
    expect(readConfig({}, [])).toMatchObject({
      databaseUrl: undefined,
      dataFolder: resolve('data'),
      tokenFile: resolve('data/operator-token'),
      host: '127.0.0.1',
      port: 4000,
      logLevel: 'info',
      transport: { graphiql: true, introspection: 'public', corsOrigins: [], rates: { caller: 0 } },
      demo: false,
    });
  });

  it('that are empty count as not given', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: ' ', LOG_LEVEL: '' }, [])).toEqual(readConfig({}, []));
  });

  it('are read', () => {
    const config = readConfig(
      {
        DATABASE_URL: 'postgres://u:p@db.example:5433/tenure?sslmode=require',
        TENURE_DATA: '/var/lib/tenure',
        HOST: '::',
        PORT: '0',
        TENURE_GRAPHIQL: 'OFF',
        TENURE_MAX_DEPTH: '12',
        TENURE_TOKEN_FILE: '/run/secrets/token',
      },
      ['--demo'],
    );
    expect(config).toMatchObject({
      databaseUrl: 'postgres://u:p@db.example:5433/tenure?sslmode=require',
      dataFolder: '/var/lib/tenure',
      host: '::',
      port: 0,
      transport: { graphiql: false, limits: { depth: 12 } },
      tokenFile: '/run/secrets/token',
      demo: true,
    });
  });

  it('that are bad are all named at once, each with its remedy', () => {
    const message = messageFor(
      {
        DATABASE_URL: 'mysql://nowhere',
        PORT: '65536',
        LOG_LEVEL: 'loud',
        TENURE_OPERATOR_EMAIL: 'nobody',
        TENURE_INTROSPECTION: 'perhaps',
        TENURE_CORS_ORIGINS: 'https://a.example, b.example',
        TENURE_REQUIRED_HEADER: 'Accept',
        TENURE_MAX_TOKENS: '1e3',
      },
      ['--dmeo'],
    );
    expect(message).toMatchInlineSnapshot(`
      "Tenure cannot start with these settings:
        DATABASE_URL: give an address like postgresql://user:password@host:5432/database, or leave it out for the embedded database
        PORT: give a whole number from 0 to 65535
        LOG_LEVEL: give one of fatal, error, warn, info, debug, trace, silent
        TENURE_OPERATOR_EMAIL: must be an email address
        TENURE_INTROSPECTION: give one of public, callers, off
        TENURE_CORS_ORIGINS: give origins like https://app.example.org, separated by commas, or *
        TENURE_REQUIRED_HEADER: give the name of a header that a page cannot send unasked, such as x-tenure
        TENURE_MAX_TOKENS: give a whole number from 100 to 1000000
        --dmeo: there is no such argument; there is only --demo"
    `);
  });

  it.each(['4000x', '-1', '4e3', '0x10', '99999999999999999999'])('refuse %s as a port', (port) => {
    expect(messageFor({ PORT: port })).toContain('PORT: give a whole number');
  });

  it.each(['localhost', 'postgresql://host', 'postgresql://host/db?schema=other'])(
    'refuse %s as a database',
    (url) => {
      expect(messageFor({ DATABASE_URL: url })).toContain('DATABASE_URL: give an address');
    },
  );

  it('name identity providers', () => {
    const setting = JSON.stringify([
      { issuer: 'https://login.example', audience: 'tenure' },
      {
        issuer: 'http://localhost:8080/realms/x',
        audience: ['a', 'b'],
        types: 'application/AT+JWT',
        algorithms: ['ES256'],
        jwksUrl: 'https://keys.example/jwks',
        cooldownSeconds: 5,
      },
    ]);
    expect(readConfig({ TENURE_ISSUERS: setting }, []).issuers).toEqual([
      {
        issuer: 'https://login.example',
        audience: ['tenure'],
        types: ['at+jwt', 'jwt'],
        algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
        jwksUrl: undefined,
        cooldownSeconds: 30,
      },
      {
        issuer: 'http://localhost:8080/realms/x',
        audience: ['a', 'b'],
        types: ['at+jwt'],
        algorithms: ['ES256'],
        jwksUrl: 'https://keys.example/jwks',
        cooldownSeconds: 5,
      },
    ]);
  });

  it('of identity providers that are bad are all named', () => {
    const bad = [
      { issuer: 'http://login.example', audience: [], algorithms: ['none', 'HS256'], secret: 'x' },
      { issuer: 'https://login.example?tenant=1', jwksUrl: 'ftp://x', types: '', cooldownSeconds: -1 },
      'https://login.example',
    ];
    expect(messageFor({ TENURE_ISSUERS: JSON.stringify(bad) })).toMatchInlineSnapshot(`
      "Tenure cannot start with these settings:
        TENURE_ISSUERS.0.issuer: give an https address; http only for this machine itself
        TENURE_ISSUERS.0.audience: give the audience that tokens for Tenure have, or a list of them
        TENURE_ISSUERS.0.algorithms: give one or more of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA, Ed25519
        TENURE_ISSUERS.0: there is no secret; there are issuer, audience, types, algorithms, jwksUrl and cooldownSeconds
        TENURE_ISSUERS.1.issuer: give it without query and fragment
        TENURE_ISSUERS.1.audience: give the audience that tokens for Tenure have, or a list of them
        TENURE_ISSUERS.1.types: give a type of tokens such as "at+jwt", or a list of them
        TENURE_ISSUERS.1.jwksUrl: give an https address; http only for this machine itself
        TENURE_ISSUERS.1.cooldownSeconds: give a number of seconds from 0 to 3600
        TENURE_ISSUERS.2: give an object, as in [{"issuer": "https://login.example", "audience": "tenure"}]"
    `);
    const good = { issuer: 'https://login.example', audience: 'tenure' };
    expect(messageFor({ TENURE_ISSUERS: JSON.stringify([good, good]) })).toContain(
      'TENURE_ISSUERS: name each issuer once',
    );
    for (const setting of ['https://login.example', '{}', '[']) {
      expect(messageFor({ TENURE_ISSUERS: setting })).toContain('TENURE_ISSUERS: give a JSON list like [{');
    }
  });
});
