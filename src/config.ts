/** The settings of the server: the only reader of the environment. One parse, one error that names every bad setting. */
import { resolve } from 'node:path';
import { z } from 'zod';
import { DEFAULT_LIMITS } from './graphql/limits.ts';
import { DEFAULT_TRANSPORT, INTROSPECTION, type Transport } from './graphql/transport.ts';
import { type Issuer, issuersSetting } from './identities/issuer-settings.ts';
import { email } from './kernel/text.ts';

export interface Config {
  /** The address of a PostgreSQL server; undefined = the embedded database in the data folder. */
  readonly databaseUrl: string | undefined;
  /** Absolute. */
  readonly dataFolder: string;
  readonly host: string;
  /** 0 = any that is free. */
  readonly port: number;
  readonly logLevel: string;
  /** Where genesis puts the operator's token. Absolute. */
  readonly tokenFile: string;
  /** The email of the user whom genesis makes. */
  readonly operatorEmail: string;
  /** The identity providers whose tokens are accepted. */
  readonly issuers: readonly Issuer[];
  readonly transport: Transport;
  /** How many commands may wait for the writer lane. */
  readonly mostWaiting: number;
  /** Whether to import the demonstration set into an empty log. */
  readonly demo: boolean;
}

/** Settings that cannot be used; the message is for the person who starts the server. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const SWITCH = {
  true: true,
  on: true,
  yes: true,
  '1': true,
  false: false,
  off: false,
  no: false,
  '0': false,
} as const;

/** Settings are texts; an empty one counts as not given. `remedy` completes "NAME: ...". */
const whole = (least: number, most: number, byDefault: number) =>
  z
    .string()
    .refine((text) => /^\d{1,15}$/.test(text) && Number(text) >= least && Number(text) <= most, {
      error: `give a whole number from ${least} to ${most}`,
    })
    .transform(Number)
    .default(byDefault);

const onOrOff = (byDefault: boolean) =>
  z
    .string()
    .toLowerCase()
    .refine((text) => text in SWITCH, { error: 'give "true" or "false"' })
    .transform((text) => SWITCH[text as keyof typeof SWITCH])
    .default(byDefault);

const postgresUrl = z.string().refine(isPostgresUrl, {
  error:
    'give an address like postgresql://user:password@host:5432/database, or leave it out for the embedded database',
});

/** Origins as browsers send them, separated by commas. */
const origins = z
  .string()
  .transform((text) => text.split(',').map((each) => each.trim()))
  .refine((list) => list.every((each) => each === '*' || isOrigin(each)), {
    error: 'give origins like https://app.example.org, separated by commas, or *',
  });

const headerName = z
  .string()
  .toLowerCase()
  .refine((text) => /^[a-z0-9-]+$/.test(text) && !SIMPLE_HEADERS.includes(text), {
    error: 'give the name of a header that a page cannot send unasked, such as x-tenure',
  });
/** What a page of another origin may send without the browser asking first (the Fetch standard). */
const SIMPLE_HEADERS = ['accept', 'accept-language', 'content-language', 'content-type', 'range'];

const settings = z.object({
  DATABASE_URL: postgresUrl.optional(),
  TENURE_DATA: z.string().default('data'),
  HOST: z
    .string()
    .refine((text) => /^[\w.:%-]+$/.test(text), { error: 'give a host name or an IP address' })
    .default('127.0.0.1'),
  PORT: whole(0, 65_535, 4000),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `give one of ${LOG_LEVELS.join(', ')}` }).default('info'),
  TENURE_TOKEN_FILE: z.string().optional(),
  TENURE_OPERATOR_EMAIL: email.default('operator@localhost.localdomain'),
  TENURE_ISSUERS: issuersSetting.optional(),
  TENURE_GRAPHIQL: onOrOff(DEFAULT_TRANSPORT.graphiql),
  TENURE_INTROSPECTION: z
    .enum(INTROSPECTION, { error: `give one of ${INTROSPECTION.join(', ')}` })
    .default(DEFAULT_TRANSPORT.introspection),
  TENURE_OPERATIONS: z.string().optional(),
  TENURE_CORS_ORIGINS: origins.default([]),
  TENURE_REQUIRED_HEADER: headerName.optional(),
  TENURE_TRUSTED_PROXIES: whole(0, 10, DEFAULT_TRANSPORT.trustedProxies),
  TENURE_RATE_CALLER: whole(0, 1_000_000, DEFAULT_TRANSPORT.rates.caller),
  TENURE_RATE_ADDRESS: whole(0, 1_000_000, DEFAULT_TRANSPORT.rates.address),
  TENURE_MAX_BODY_BYTES: whole(1_000, 1_000_000_000, DEFAULT_LIMITS.bodyBytes),
  TENURE_MAX_TOKENS: whole(100, 1_000_000, DEFAULT_LIMITS.tokens),
  TENURE_MAX_ALIASES: whole(0, 100_000, DEFAULT_LIMITS.aliases),
  TENURE_MAX_DIRECTIVES: whole(0, 100_000, DEFAULT_LIMITS.directives),
  TENURE_MAX_DEPTH: whole(5, 1_000, DEFAULT_LIMITS.depth),
  TENURE_MAX_LIST: whole(1, 1_000_000, DEFAULT_LIMITS.list),
  TENURE_MAX_OBJECTS: whole(500, 1_000_000_000, DEFAULT_LIMITS.objects),
  TENURE_MAX_WAITING: whole(1, 1_000_000, 10_000),
});

/**
 * Reads the settings.
 *
 * @throws ConfigError that names every setting and argument that cannot be used, with what to give instead.
 */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  args: readonly string[] = process.argv.slice(2),
): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const parsed = settings.safeParse(given);
  const problems = [
    ...(parsed.error?.issues ?? []).map(({ path, message }) => `  ${path.join('.')}: ${message}`),
    ...args
      .filter((arg) => arg !== '--demo')
      .map((arg) => `  ${arg}: there is no such argument; there is only --demo`),
  ];
  if (!parsed.success || problems.length > 0) {
    throw new ConfigError(`Tenure cannot start with these settings:\n${problems.join('\n')}`);
  }
  const { data } = parsed;
  const dataFolder = resolve(data.TENURE_DATA);
  return {
    databaseUrl: data.DATABASE_URL,
    dataFolder,
    host: data.HOST,
    port: data.PORT,
    logLevel: data.LOG_LEVEL,
    tokenFile: data.TENURE_TOKEN_FILE
      ? resolve(data.TENURE_TOKEN_FILE)
      : resolve(dataFolder, 'operator-token'),
    operatorEmail: data.TENURE_OPERATOR_EMAIL,
    issuers: data.TENURE_ISSUERS ?? [],
    transport: transportOf(data),
    mostWaiting: data.TENURE_MAX_WAITING,
    demo: args.includes('--demo'),
  };
}

function transportOf(data: z.infer<typeof settings>): Transport {
  return {
    introspection: data.TENURE_INTROSPECTION,
    graphiql: data.TENURE_GRAPHIQL && data.TENURE_OPERATIONS === undefined,
    limits: {
      bodyBytes: data.TENURE_MAX_BODY_BYTES,
      tokens: data.TENURE_MAX_TOKENS,
      aliases: data.TENURE_MAX_ALIASES,
      directives: data.TENURE_MAX_DIRECTIVES,
      depth: data.TENURE_MAX_DEPTH,
      list: data.TENURE_MAX_LIST,
      objects: data.TENURE_MAX_OBJECTS,
    },
    rates: { caller: data.TENURE_RATE_CALLER, address: data.TENURE_RATE_ADDRESS },
    trustedProxies: data.TENURE_TRUSTED_PROXIES,
    corsOrigins: data.TENURE_CORS_ORIGINS,
    requiredHeader: data.TENURE_REQUIRED_HEADER,
    operations: data.TENURE_OPERATIONS === undefined ? undefined : resolve(data.TENURE_OPERATIONS),
  };
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text;
}

function isPostgresUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const schema = url.searchParams.get('schema') ?? 'public';
  return /^postgres(ql)?:$/.test(url.protocol) && url.pathname.length > 1 && schema === 'public';
}
