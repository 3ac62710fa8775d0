/** DECIDE: how the input of a command names what exists already, and gives identities to what it creates. */
import { z } from 'zod';
import { type Id, isId, PORTAL } from './ids.ts';
import { invalid } from './refusal.ts';
import type { Entity, State } from './state.ts';
import { EMAIL_SHAPE, foldKey, line } from './text.ts';

const lowerIfId = (text: string): string => (isId(text) ? text.toLowerCase() : text);

/** The id of something that exists. */
export function idInput<Name extends string>() {
  return z
    .string()
    .refine(isId, 'must be an id (a UUID)')
    .transform((text) => text.toLowerCase() as Id<Name>)
    .meta({ format: 'id' });
}

/** The id of something that the command creates: chosen by the caller, so that repeating creates nothing twice. */
export function newIdInput<Name extends string>() {
  return idInput<Name>()
    .refine((id) => (id as string) !== PORTAL, 'must not be the nil UUID')
    .meta({ format: 'newId' });
}

/** The hash of the secret of a token that the command issues; whoever makes the secret keeps it. */
export const tokenHashInput = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be the SHA-256 of the secret in lower-case hex')
  .describe('The SHA-256 of the secret, in lower-case hex.')
  .meta({ format: 'tokenHash' });

/** A user, by id or by email. */
export const userReference = line(320)
  .refine((text) => isId(text) || EMAIL_SHAPE.test(text), 'must be the id or the email of a user')
  .transform(lowerIfId);

/** An organization, by id or by name. */
export const organizationReference = line(100).transform(lowerIfId);

/** The living user that a reference names. An email is found however it is spelt. */
export function findUser(state: State, reference: string): Entity | undefined {
  return isId(reference) ? state.entity('User', reference as Id) : state.userByEmail(reference);
}

/** The living organization that a reference names. No name looks like an id, so there is no doubt. */
export function findOrganization(state: State, reference: string): Entity | undefined {
  return isId(reference)
    ? state.entity('Organization', reference as Id)
    : state.entityByKey('Organization', foldKey(reference));
}

/** Refuses an id that anything in the log bears or has borne: an identity is never given twice. */
export function requireFreshId(state: State, id: Id, field: string): void {
  if (state.lastEventAbout(id) === 0) return;
  throw invalid(field, `The id ${id} is in use, or was.`, 'Choose a new id, or leave it out.');
}
