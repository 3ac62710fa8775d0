/** COMMAND: the one way from a mutation to the writer lane: makes what the caller need not, and checks the input. */
import { createHmac, randomBytes } from 'node:crypto';
import canonicalize from 'canonicalize';
import { z } from 'zod';
import type { AnyCommandDefinition } from '../kernel/command.ts';
import type { ProvenIdentity } from '../kernel/identity.ts';
import { type CommandId, newId, type UserId } from '../kernel/ids.ts';
import { invalid, type Refusal } from '../kernel/refusal.ts';
import { line } from '../kernel/text.ts';
import type { Position } from '../kernel/time.ts';
import type { Lane } from '../log/lane.ts';
import type { CommandRegistry } from '../log/registry.ts';
import type { Outcome } from '../log/submission.ts';
import { makeToken } from './credential.ts';
import { fieldsOf, withoutIdleNulls } from './input-schema.ts';

/** A command as a client sends it: the input is what was sent, not yet parsed. */
export interface CommandRequest {
  readonly actor: UserId;
  /** What the caller's token proves, if it is one of an identity provider. */
  readonly identity?: ProvenIdentity;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly idempotencyKey?: string | null;
  readonly ifUnchangedSince?: Position | null;
  /** Why, in the caller's words: personal data, kept beside the log. */
  readonly reason?: string | null;
}

interface Submitted {
  readonly outcome: Outcome;
  /** The secrets of the tokens that the command may issue, in the order of its input: known here only, and only now. */
  readonly secrets: readonly string[];
}

export interface Gateway {
  /** Throws a Refusal (VALIDATION) for malformed input; whatever else refuses is the lane's outcome. */
  submit(request: CommandRequest): Promise<Submitted>;
}

export interface GatewayParts {
  readonly lane: Pick<Lane, 'submit'>;
  readonly commands: CommandRegistry;
  /** The secret that keys content hashes, the same in every process. */
  readonly contentSecret: string;
}

const keyInput = z
  .string()
  .refine((key) => /^[\x20-\x7e]{1,200}$/.test(key), 'must be 1 to 200 printable ASCII characters')
  .optional();
const reasonInput = line(2000).optional();

export function createGateway({ lane, commands, contentSecret }: GatewayParts): Gateway {
  return {
    async submit({ actor, identity, name, ...given }) {
      const definition = commands.find(name);
      if (!definition) throw new Error(`There is no command ${name}`);
      const input = withoutIdleNulls(definition.input, given.input) as object;
      const key = parse(keyInput, given.idempotencyKey ?? undefined, 'idempotencyKey');
      const reason = parse(reasonInput, given.reason ?? undefined, 'reason');
      const ifUnchangedSince = given.ifUnchangedSince ?? undefined;
      const { made, secrets } = make(definition, given.input, identity);
      const outcome = await lane.submit({
        // Registering makes a user of an identity: its key is that of the identity, before and after.
        actor: made.identity ? made.identity.standIn : actor,
        commands: [
          {
            commandId: newId() as CommandId,
            name,
            input: parse(definition.input, { ...input, ...made }),
            seed: randomBytes(32),
          },
        ],
        reason,
        ifUnchangedSince,
        ...(key !== undefined && {
          idempotency: {
            key,
            contentHash: contentHash(contentSecret, { name, input, reason, ifUnchangedSince }),
          },
        }),
      });
      return { outcome, secrets };
    },
  };
}

interface Made {
  identity?: ProvenIdentity | undefined;
  [field: string]: unknown;
}

/** What the API does not ask its callers for: identities and the secrets of tokens, one each or one for each of a list. */
function make(
  { input }: AnyCommandDefinition,
  given: CommandRequest['input'],
  identity: ProvenIdentity | undefined,
): { made: Made; secrets: readonly string[] } {
  const made: Made = {};
  const secrets: string[] = [];
  const makers: Partial<Record<string, () => string>> = {
    newId,
    tokenHash() {
      const { secret, tokenHash } = makeToken();
      secrets.push(secret);
      return tokenHash;
    },
  };
  for (const { name, format, per } of fieldsOf(input)) {
    if (format === 'identity') made.identity = identity;
    const one = makers[format ?? ''];
    if (!one) continue;
    const list = per === undefined ? undefined : listAt(given, per);
    made[name] = per === undefined ? one() : Array.isArray(list) ? list.map(one) : [];
  }
  return { made, secrets };
}

/** What stands in an input at a path. */
function listAt(given: unknown, path: string): unknown {
  return path.split('.').reduce((at: unknown, field) => (isObject(at) ? at[field] : undefined), given);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** HMAC-SHA256 (hex) over the canonical JSON (RFC 8785) of what the client sent: hashes of emails alone would be personal data. */
function contentHash(secret: string, content: unknown): string {
  return createHmac('sha256', secret)
    .update(canonicalize(content) ?? '')
    .digest('hex');
}

function parse<T>(schema: z.ZodType<T>, value: unknown, field?: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw malformed(result.error, field);
}

/** The refusal for the first thing that is wrong with an input; the rest is among the facts. */
function malformed({ issues }: z.ZodError, prefix?: string): Refusal {
  const problems = issues.map(({ path, message }) => ({
    field: [...(prefix === undefined ? [] : [prefix]), ...path].join('.'),
    message,
  }));
  const { field, message } = problems[0] ?? { field: '', message: 'is malformed' };
  const facts = problems.length > 1 ? { problems } : undefined;
  return invalid(field, `${field}: ${message}.`, 'Correct it as the description of the field says.', facts);
}
