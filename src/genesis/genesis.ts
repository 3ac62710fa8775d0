/** DECIDE: the first events of an installation: a user who is OPERATOR and AUDITOR, and a token to begin with. */
import { randomBytes } from 'node:crypto';
import { DIRECT, granting } from '../grants/lifecycle.ts';
import { makeToken } from '../graphql/credential.ts';
import type { NewEvent } from '../kernel/event.ts';
import { newId, PORTAL, type UserId } from '../kernel/ids.ts';
import type { Genesis } from '../log/lane.ts';
import { hashOf, readTokenFile, writeTokenFile } from './token-file.ts';

export interface GenesisOptions {
  readonly operatorEmail: string;
  readonly tokenFile: string;
}

/**
 * The events, and the token's file written before they are: whatever happens between the two, the token is not
 * lost. A file that is there already is used as it is: a start that died left it, or whoever starts the server
 * has put a token of their own there.
 */
export function makeGenesis({ operatorEmail, tokenFile }: GenesisOptions): Genesis {
  let token = readTokenFile(tokenFile);
  if (token === undefined) {
    token = makeToken().secret;
    writeTokenFile(tokenFile, token);
  }
  const tokenHash = hashOf(token);
  if (tokenHash === undefined) throw new Error('A token has no hash');
  return {
    commandId: newId(),
    seed: randomBytes(32),
    events: events(newId<'User'>(), operatorEmail, tokenHash),
  };
}

function events(operator: UserId, email: string, tokenHash: string): NewEvent[] {
  const role = (value: string) =>
    granting(
      { kind: 'PLATFORM_ROLE', subject: operator, target: PORTAL, slot: value, scope: PORTAL },
      value,
      null,
      DIRECT,
    );
  return [
    {
      type: 'UserRegistered',
      subject: operator,
      target: { type: 'User', id: operator },
      scope: {},
      cause: 'DIRECT',
      data: { homePartnerId: null },
      personal: { email, name: 'Operator' },
    },
    role('OPERATOR'),
    role('AUDITOR'),
    {
      type: 'ApiTokenIssued',
      subject: operator,
      target: { type: 'ApiToken', id: newId<'ApiToken'>() },
      scope: {},
      cause: 'DIRECT',
      data: { expiresAt: null, provisional: false },
      tokenHash,
    },
  ];
}
