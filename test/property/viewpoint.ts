/** Gives everybody of a finished run a token to ask with, whatever the run has done to them. */
import { sceneOf } from '../support/oracle/access.ts';
import { EVERYWHERE, living } from '../support/oracle/world.ts';
import type { Chronicle } from './chronicle.ts';
import type { Installation } from './installation.ts';

const tokenOf = (n: number): string => `0190eeee-0000-7000-8000-9${String(n).padStart(11, '0')}`;

/** Who asks: a user and the id of their token. */
export interface Viewpoint {
  readonly user: string;
  readonly token: string;
}

/**
 * Issues a token to every living user, and makes one operator AUDITOR, who sees everything and comes first. These
 * are commands like others, so the log ends with their events.
 */
export async function viewpoints(installation: Installation, chronicle: Chronicle): Promise<Viewpoint[]> {
  const { world } = chronicle;
  const scene = sceneOf(world, installation.clock.now());
  const operator = scene.grants.find((grant) => grant.target === EVERYWHERE && grant.value === 'OPERATOR');
  if (!operator) throw new Error('no operator is left');
  const actor = operator.subject;
  const auditor = {
    actor,
    name: 'grantPlatformRole',
    input: { user: actor, role: 'AUDITOR', expiresAt: null },
  };
  await sendFor(installation, auditor, 'auditor');
  const users = living(world.users).map((user) => user.id);
  const result = [actor, ...users.filter((user) => user !== actor)].map((user, n) => ({
    user,
    token: tokenOf(n),
  }));
  for (const { user, token } of result) {
    const input = { id: token, user, tokenHash: 'SECRET' };
    await sendFor(installation, { actor: user, name: 'issueApiToken', input }, token);
  }
  await chronicle.look();
  return result;
}

async function sendFor(
  installation: Installation,
  command: Parameters<Installation['send']>[0],
  commandId: string,
): Promise<void> {
  const outcome = await installation.send(command, commandId, 0);
  if (!outcome.accepted) throw new Error(`${command.name}: ${outcome.refusal.message}`);
}
