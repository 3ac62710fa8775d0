/** READ: what a user holds on an organization or a project, as the evaluator of rights takes it. */
import type { Id, OrganizationId, ProjectId, UserId } from '../kernel/ids.ts';
import type { Position, Time } from '../kernel/time.ts';
import type { Read } from './read.ts';
import { type GrantFact, type OrganizationStanding, standingIn } from './standing.ts';
import { HELD_GRANTS, type HeldGrantsRow } from './statements/held-grants.ts';
import { unpack, unpackTime } from './statements/packed.ts';

/** A grant as the evaluator takes it, with what the API shows of it. */
export interface HeldGrant extends GrantFact {
  readonly since: Position;
  readonly expiresAt: Time | null;
}

/** Whose grants, in which organization, and on what: on the organization itself, or on a project of it. */
export interface HeldOn {
  readonly user: UserId;
  readonly organization: OrganizationId;
  readonly target: OrganizationId | ProjectId;
}

/** What is held there, and the standing that it gives: as far as that target goes. */
export interface Holdings {
  readonly grants: readonly HeldGrant[];
  readonly standing: OrganizationStanding<HeldGrant>;
}

/** Undefined when the organization did not live. Whoever asks sees to it that the viewer may read it. */
export function holdingsOn(read: Read, on: HeldOn): Promise<Holdings | undefined> {
  return read.load('holdings', [], on, () => ({
    key: ({ user, target }) => `${user} ${target}`,
    async load(asked) {
      const keys = {
        users: asked.map(({ user }) => user),
        organizations: asked.map(({ organization }) => organization),
        ids: asked.map(({ target }) => target),
      };
      const rows = await read.nowOrThen((atHead) =>
        read.query<HeldGrantsRow>(HELD_GRANTS[atHead ? 'now' : 'anytime'], keys),
      );
      const byIndex = new Map(rows.map((row) => [row.n - 1, row]));
      return asked.map((each, index) => {
        const row = byIndex.get(index);
        return row && holdings(each, row);
      });
    },
  }));
}

function holdings({ user, organization, target }: HeldOn, { owner, grants }: HeldGrantsRow): Holdings {
  const held = unpack(grants).map((entry) => heldGrant(entry, target, organization));
  return { grants: held, standing: standingIn(organization, owner as UserId, user, held) };
}

function heldGrant(entry: readonly string[], target: Id, scope: Id): HeldGrant {
  const [kind = '', slot = '', value = '', since] = entry;
  return { kind, target, scope, slot, value, since: Number(since), expiresAt: unpackTime(entry, 4) };
}
