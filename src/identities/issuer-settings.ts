/** Start: the identity providers whose tokens are accepted, as the settings name them. */
import { z } from 'zod';

/** One identity provider. */
export interface Issuer {
  /** What its tokens have as `iss`, to the letter. */
  readonly issuer: string;
  /** A token must be for one of these. */
  readonly audience: readonly string[];
  /** The types (`typ`) of tokens that are accepted, in lower case and without `application/`. */
  readonly types: readonly string[];
  readonly algorithms: readonly string[];
  /** Where its public keys are; undefined = where its OpenID configuration says. */
  readonly jwksUrl: string | undefined;
  /** For how many seconds a key that is not among the known ones is not asked for again. */
  readonly cooldownSeconds: number;
}

/** Signatures by a key pair only: with a shared secret, whoever can check a token can make one. */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
] as const;

const EXAMPLE = '[{"issuer": "https://login.example", "audience": "tenure"}]';

const safeUrl = z.string({ error: 'give an address like https://login.example' }).refine(isSafeUrl, {
  error: 'give an https address; http only for this machine itself',
});

const oneOrMore = <Item extends z.ZodType<string>>(item: Item, error: string) =>
  z
    .union([item.transform((only) => [only]), z.array(item).min(1, { error })], { error })
    .transform((list): readonly string[] => list);

const text = z.string().regex(/^[\x21-\x7e]+$/);

const issuer = z
  .strictObject(
    {
      issuer: safeUrl.refine((url) => !/[?#]/.test(url), { error: 'give it without query and fragment' }),
      audience: oneOrMore(text, 'give the audience that tokens for Tenure have, or a list of them'),
      types: oneOrMore(text, 'give a type of tokens such as "at+jwt", or a list of them')
        .transform((types): readonly string[] => types.map(tokenType))
        .default(['at+jwt', 'jwt']),
      algorithms: oneOrMore(z.enum(ALGORITHMS), `give one or more of ${ALGORITHMS.join(', ')}`).default([
        'RS256',
        'PS256',
        'ES256',
        'EdDSA',
      ]),
      jwksUrl: safeUrl.optional(),
      cooldownSeconds: z
        .number({ error: 'give a number of seconds from 0 to 3600' })
        .min(0, { error: 'give a number of seconds from 0 to 3600' })
        .max(3600, { error: 'give a number of seconds from 0 to 3600' })
        .default(30),
    },
    {
      error: (issue) =>
        issue.code === 'unrecognized_keys'
          ? `there is no ${issue.keys.join(', ')}; there are issuer, audience, types, algorithms, jwksUrl and cooldownSeconds`
          : `give an object, as in ${EXAMPLE}`,
    },
  )
  .transform((given): Issuer => ({ ...given, jwksUrl: given.jwksUrl }));

/** The setting: a JSON list. Each issuer may be named once. */
export const issuersSetting = z
  .string()
  .transform((json, context) => {
    try {
      return JSON.parse(json) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: `give a JSON list like ${EXAMPLE}` });
      return z.NEVER;
    }
  })
  .pipe(z.array(issuer, { error: `give a JSON list like ${EXAMPLE}` }))
  .refine((issuers) => new Set(issuers.map((each) => each.issuer)).size === issuers.length, {
    error: 'name each issuer once',
  });

/** The type of a token as it is compared (RFC 7515, section 4.1.9). */
export function tokenType(typ: string): string {
  return typ.toLowerCase().replace(/^application\//, '');
}

/** Whether nobody on the way can change what is answered there. */
export function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username } = new URL(text);
  if (username !== '') return false;
  return (
    protocol === 'https:' || (protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname))
  );
}
