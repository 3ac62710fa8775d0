/** Turns the teams of the real history into Permission Sets, on an Instance for each organization. */
import type { Id } from '../../src/kernel/ids.ts';
import type { LineCommand } from './adapter.ts';
import { idOf, ownerEmail, userEmail } from './ids.ts';
import type { TeamChange } from './moments.ts';

const PARTNER = idOf('partner');

const instanceId = (organization: string): Id => idOf('instance', organization);

export class TeamAdapter {
  #hasPartner = false;
  #made = 0;
  /** The set of each team, by organization and name: a team that is renamed keeps it. */
  readonly #sets = new Map<string, Id>();

  /** Where the teams of an organization are to live. */
  place(organization: string): LineCommand[] {
    const instance = {
      command: 'createInstance',
      id: instanceId(organization),
      partner: PARTNER,
      name: organization,
    };
    if (this.#hasPartner) return [instance];
    this.#hasPartner = true;
    const firstWriter = ownerEmail(organization);
    return [{ command: 'createPartner', id: PARTNER, name: 'Kubernetes', firstWriter }, instance];
  }

  command(change: TeamChange): LineCommand {
    const { organization } = change;
    switch (change.op) {
      case 'team.add':
        return {
          command: 'createPermSet',
          id: this.#begin(organization, change.team),
          instance: instanceId(organization),
          name: change.team,
          permissions: permissionsOf({}),
        };
      case 'team.rename': {
        const set = this.#set(organization, change.from);
        this.#sets.delete(`${organization}/${change.from}`);
        this.#sets.set(`${organization}/${change.to}`, set);
        return { command: 'renamePermSet', set, name: change.to };
      }
      case 'team.delete':
        return { command: 'deletePermSet', set: this.#set(organization, change.team) };
      case 'team.permissions': {
        const permissions = permissionsOf(change.permissions);
        return { command: 'editPermSet', set: this.#set(organization, change.team), permissions };
      }
      case 'team.assign':
      case 'team.unassign': {
        const command = change.op === 'team.assign' ? 'assignPermSet' : 'unassignPermSet';
        const set = this.#set(organization, change.team);
        return { command, set, users: [userEmail(change.user)] };
      }
      default:
        return change satisfies never;
    }
  }

  /** A team that comes back after it was deleted is another one. */
  #begin(organization: string, team: string): Id {
    const set = idOf('team', organization, team, this.#made);
    this.#made += 1;
    this.#sets.set(`${organization}/${team}`, set);
    return set;
  }

  #set(organization: string, team: string): Id {
    const set = this.#sets.get(`${organization}/${team}`);
    if (!set) throw new Error(`There is no team ${team} in ${organization}`);
    return set;
  }
}

/** `team=member`, and for each level the repositories that it is held on. */
export function permissionsOf(levels: Readonly<Record<string, string>>): string[] {
  const byLevel = new Map<string, string[]>();
  for (const repository of Object.keys(levels).sort()) {
    const level = levels[repository] ?? '';
    byLevel.set(level, [...(byLevel.get(level) ?? []), `'${repository}'`]);
  }
  return ['team=member', ...[...byLevel].map(([level, names]) => `repository=${level}(${names.join(',')})`)];
}
