// Lines of history for tests of imports: a small world in which anything can be said in one line.
import { derivedId, type Id } from '../../src/kernel/ids.ts';

export type Command = { readonly command: string } & Readonly<Record<string, unknown>>;

export const idOf = (name: string): Id => derivedId('import test', name);
export const emailOf = (name: string): string => `${name}@example.org`;

export function register(name: string): Command {
  return { command: 'registerUser', id: idOf(name), email: emailOf(name), name };
}

function found(name: string, owner: string): Command {
  return { command: 'createOrganization', id: idOf(name), name, owner: emailOf(owner) };
}

export function join(organization: string, user: string): Command {
  return { command: 'addMember', organization, user: emailOf(user), permissions: [] };
}

/** A line at a day of 2020 (1 = the first of January). */
export function moment(day: number, actor: string, ...commands: readonly Command[]): string {
  const occurredAt = new Date(Date.UTC(2020, 0, day)).toISOString();
  return JSON.stringify({ occurredAt, actor: actor.includes('@') ? actor : emailOf(actor), commands });
}

/** Olga founds acme with herself as its owner, and `count` people join, one a day. */
export function joining(count: number): string[] {
  const first = moment(1, 'olga', register('olga'), found('acme', 'olga'));
  const others = Array.from({ length: count }, (_, index) =>
    moment(index + 2, 'olga', register(`user${index}`), join('acme', `user${index}`)),
  );
  return [first, ...others];
}

/**
 * Olga gets a Partner with an Instance, on which then `count` Permission Sets are made and given to her, in one line. The
 * line before occupies the lane until these two are there, to be taken together.
 */
export function setsOnANewInstance(count: number): string[] {
  const [partner, instance] = [idOf('partner'), idOf('instance')];
  const before = moment(1, 'olga', register('olga'));
  const first = moment(
    2,
    'olga',
    { command: 'createPartner', id: partner, name: 'Partner', firstWriter: emailOf('olga') },
    { command: 'createInstance', id: instance, partner, name: 'Instance' },
  );
  const sets = Array.from({ length: count }, (_, index): Command[] => {
    const set = idOf(`set${index}`);
    return [
      { command: 'createPermSet', id: set, instance, name: `set${index}`, permissions: ['scripts=run'] },
      { command: 'assignPermSet', set, users: [emailOf('olga')] },
    ];
  });
  return [before, first, moment(3, 'olga', ...sets.flat())];
}

/** A file as a stream, in pieces of so many bytes. */
export async function* file(lines: readonly string[], piece = 64): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  for (let start = 0; start < bytes.length; start += piece) {
    await Promise.resolve();
    yield bytes.subarray(start, start + piece);
  }
}
