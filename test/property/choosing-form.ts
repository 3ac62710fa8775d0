/** What a form of the API is to the property about choosing: what it asks for, the command that it sends, and what must agree. */
import type { Command } from '../support/oracle/scenario.ts';
import { living, type World } from '../support/oracle/world.ts';
import type { Chronicle } from './chronicle.ts';

/** A form that somebody fills in; who and about what is drawn from what the run left. */
export interface Probe {
  readonly about: string;
  readonly viewer: number;
  readonly target: string;
  readonly user: string;
  readonly permissions: readonly string[];
  readonly role: string;
  readonly onTypes: readonly { readonly type: string; readonly role: string }[];
  readonly level: string;
  readonly selected: readonly string[];
  /** Which of what there is, where that is not known before. */
  readonly pick: number;
}

/** How a form is filled from what is offered, and which command it then sends. */
export interface Form {
  readonly query: string;
  /** The command; none where no command takes such a user there. */
  readonly command: (chronicle: Chronicle, actor: string, probe: Probe, n: number) => Command | undefined;
  readonly isAmong: (offered: unknown, probe: Probe, command: Command) => boolean;
}

/** Whether somebody holds something of a kind on a target. */
export function holds(world: World, kind: string, subject: string, target: string): boolean {
  return living(world.grants).some(
    (grant) => grant.kind === kind && grant.subject === subject && grant.target === target,
  );
}
