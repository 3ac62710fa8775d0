/** Who and what the real history is about, by ids that the same history always gives. */
import { derivedId, type Id } from '../../src/kernel/ids.ts';

export const idOf = (...parts: readonly (string | number)[]): Id =>
  derivedId('kubernetes-org-history', ...parts);
export const userEmail = (user: string): string => `${user}@example.org`;
export const ownerEmail = (organization: string): string => `owner@${organization}.example.org`;
