/** The settings of the server: the only reader of the environment. One parse, one error that names every bad setting. */
import { resolve } from 'node:path';
import { z } from 'zod';
import type { Limits } from './graphql/limits.ts';
import { DEFAULT_LIMITS } from './graphql/limits.ts';
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
  readonly graphiql: boolean;
  readonly publicSchema: boolean;
  readonly limits: Limits;
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
  TENURE_GRAPHIQL: onOrOff(true),
  TENURE_PUBLIC_SCHEMA: onOrOff(true),
  TENURE_MAX_BODY_BYTES: whole(1_000, 1_000_000_000, DEFAULT_LIMITS.bodyBytes),
  TENURE_MAX_TOKENS: whole(100, 1_000_000, DEFAULT_LIMITS.tokens),
  TENURE_MAX_ALIASES: whole(0, 100_000, DEFAULT_LIMITS.aliases),
  TENURE_MAX_DEPTH: whole(5, 1_000, DEFAULT_LIMITS.depth),
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
    graphiql: data.TENURE_GRAPHIQL,
    publicSchema: data.TENURE_PUBLIC_SCHEMA,
    limits: {
      bodyBytes: data.TENURE_MAX_BODY_BYTES,
      tokens: data.TENURE_MAX_TOKENS,
      aliases: data.TENURE_MAX_ALIASES,
      depth: data.TENURE_MAX_DEPTH,
      objects: data.TENURE_MAX_OBJECTS,
    },
    mostWaiting: data.TENURE_MAX_WAITING,
    demo: args.includes('--demo'),
  };
}

function isPostgresUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const schema = url.searchParams.get('schema') ?? 'public';
  return /^postgres(ql)?:$/.test(url.protocol) && url.pathname.length > 1 && schema === 'public';
}
