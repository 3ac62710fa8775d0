/** ORACLE: what the rules about who may run a command are asked, and how they answer. */
import { holdsPlatformRole, type Scene } from './access.ts';
import { type Personal, valueBehind } from './personal.ts';
import { folded } from './rows.ts';
import { living, type User } from './world.ts';

/** UNKNOWN where the command names something that does not exist: then it cannot be accepted by anybody. */
export type Authority = 'YES' | 'NO' | 'UNKNOWN' | 'EITHER';

export interface Question {
  readonly scene: Scene;
  readonly personal: Personal;
  readonly actor: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export type AuthorityRules = Readonly<Record<string, (question: Question) => Authority>>;

export const yes = (condition: boolean): Authority => (condition ? 'YES' : 'NO');

/** What is asked of each of several things is asked of the whole. */
export function allOf(...answers: readonly Authority[]): Authority {
  return (['NO', 'UNKNOWN', 'EITHER'] as const).find((answer) => answers.includes(answer)) ?? 'YES';
}

export const text = (value: unknown): string => (typeof value === 'string' ? value : '');
export const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(text) : []);

/** The living user that a reference names: by id, or by email whatever its case. */
export function userNamed(
  { scene, personal }: Pick<Question, 'scene' | 'personal'>,
  reference: unknown,
): User | undefined {
  const wanted = folded(text(reference));
  return living(scene.world.users).find(
    (user) => user.id === wanted || folded(valueBehind(personal, user.email) ?? user.id) === wanted,
  );
}

export const operator = ({ scene, actor }: Question): boolean => holdsPlatformRole(scene, actor, 'OPERATOR');
