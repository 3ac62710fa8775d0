/**
 * A history that grows by churn alone: one organization whose members keep changing roles, so that the answer to
 * "who holds what" keeps its size while the log grows. Some grants change all the time, some hardly ever.
 */
import type { RecordedEvent } from '../../../src/kernel/event.ts';
import { idOf, type Organization, TYPE_ROLES, type TypeRole } from '../dataset/dataset.ts';

interface Held {
  readonly project: string;
  readonly user: string;
  readonly environmentType: string;
  value: TypeRole;
}

/** How often a change is a revocation and a new grant, instead of another value. */
const REGRANTED = 0.1;
/** How often a change is one of the second half of all grants, which so live a hundred thousand positions and more. */
const SELDOM = 0.002;

/** Makes the events from one position until another, a second apart, ending at a moment. */
export function* churn(
  organization: Organization,
  { from, until, end }: { from: number; until: number; end: Date },
): Generator<RecordedEvent> {
  const random = generator(from);
  const grants = organization.projectUsers.flatMap(({ project, user, types }) =>
    types.map(
      ({ type, role }): Held => ({ project: project.id, user: user.id, environmentType: type, value: role }),
    ),
  );
  for (let position = from; position <= until; position += 1) {
    // The cube makes the first grants of the list change most often.
    const place = random() < SELDOM ? (1 + random()) / 2 : random() ** 3 / 2;
    const held = grants[Math.floor(place * grants.length)];
    if (held === undefined) throw new Error('nothing to change');
    const to = TYPE_ROLES[(TYPE_ROLES.indexOf(held.value) + 1) % TYPE_ROLES.length] ?? 'VIEWER';
    const at = new Date(end.getTime() - (until - position) * 1000);
    const { value, environmentType } = held;
    const kind = 'ENVIRONMENT_TYPE_ROLE';
    if (random() < REGRANTED && position < until) {
      yield event(organization, held, position, at, 'PermissionRevoked', { kind, value, environmentType });
      position += 1;
      yield event(organization, held, position, at, 'PermissionGranted', {
        kind,
        value: to,
        expiresAt: null,
        environmentType,
      });
    } else {
      yield event(organization, held, position, at, 'PermissionChanged', {
        kind,
        from: value,
        to,
        expiresAt: null,
        environmentType,
      });
    }
    held.value = to;
  }
}

function event(
  organization: Organization,
  { project, user }: Held,
  position: number,
  at: Date,
  type: string,
  data: Record<string, string | null>,
): RecordedEvent {
  const plain = {
    position,
    id: idOf('event', position),
    type,
    schemaVersion: 1,
    occurredAt: at.toISOString(),
    recordedAt: at.toISOString(),
    actor: organization.owner.id,
    commandId: idOf('command', position),
    cause: 'DIRECT',
    subject: user,
    target: { type: 'Project', id: project },
    scope: { organization: organization.id, project },
    data,
  };
  // The brands of the product's ids and times say where a text came from; here they come from the generator.
  return plain as unknown as RecordedEvent;
}

/** Numbers from 0 to 1 that are the same at every run (mulberry32). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
