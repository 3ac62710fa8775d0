import { describe, expect, it } from 'vitest';
import { HistoryAdapter, organizationId, projectId, userId } from './adapter.ts';
import {
  type AccessLevel,
  type HistoryChange,
  historyIsThere,
  type Moment,
  readMoments,
  readTruth,
  TRUTH_DATES,
} from './moments.ts';

const ORGANIZATION = 'acme';
const moment = (...changes: HistoryChange[]): Moment => ({
  at: '2020-01-01T00:00:00Z',
  actor: 'u1',
  changes,
});
const member = (op: 'member.add' | 'member.remove', user: string): HistoryChange => ({
  op,
  organization: ORGANIZATION,
  user,
});
const access = (user: string, from: AccessLevel, to: AccessLevel): HistoryChange => ({
  op: 'access.set',
  organization: ORGANIZATION,
  project: 'repo',
  user,
  from,
  to,
});

/** The names of the commands of each moment, registrations left out. */
function commands(...moments: Moment[]): string[][] {
  const adapter = new HistoryAdapter();
  return moments.map(({ at, actor, changes }) =>
    (adapter.line({ at, actor, changes })?.commands ?? [])
      .map(({ command }) => command)
      .filter((command) => command !== 'registerUser'),
  );
}

describe('the adapter of the real history', () => {
  it('registers whom a moment first names, once, before anything else', () => {
    const adapter = new HistoryAdapter();
    const line = adapter.line(
      moment({ op: 'organization.add', organization: ORGANIZATION }, member('member.add', 'u2')),
    );
    expect(line?.actor).toBe('u1@example.org');
    expect(line?.commands.map(({ command, name, email }) => [command, name ?? email])).toEqual([
      ['registerUser', 'u1'],
      ['registerUser', 'u2'],
      ['registerUser', 'Owner of acme'],
      ['createOrganization', 'acme'],
      ['createPartner', 'Kubernetes'],
      ['createInstance', 'acme'],
      ['addMember', undefined],
    ]);
    expect(adapter.line(moment(member('member.remove', 'u2')))?.commands).toEqual([
      { command: 'removeMembers', organization: organizationId(ORGANIZATION), users: [userId('u2')] },
    ]);
  });

  it('adds, updates and removes by what is held', () => {
    expect(
      commands(
        moment(access('u2', 'none', 'read')),
        moment(access('u2', 'read', 'maintain')),
        moment(access('u2', 'maintain', 'none')),
      ),
    ).toEqual([['addProjectUser'], ['updateProjectUser'], ['removeProjectUser']]);
    const line = new HistoryAdapter().line(moment(access('u2', 'none', 'maintain')));
    expect(line?.commands.at(-1)).toMatchObject({
      project: projectId(ORGANIZATION, 'repo'),
      roles: {
        project: 'VIEWER',
        environmentTypes: [
          { type: 'DEVELOPMENT', role: 'ADMIN' },
          { type: 'STAGING', role: 'CONTRIBUTOR' },
          { type: 'PRODUCTION', role: 'VIEWER' },
        ],
      },
    });
  });

  it('takes nothing away that a removal dragged along, nor adds whom a project made a member', () => {
    expect(
      commands(
        moment(access('u2', 'none', 'read'), member('member.add', 'u2')),
        moment(member('member.remove', 'u2'), access('u2', 'read', 'none')),
        moment(access('u2', 'none', 'write')),
      ),
    ).toEqual([['addProjectUser'], ['removeMembers'], ['addProjectUser']]);
  });

  it('makes teams sets of the Instance of their organization; one that comes back is another', () => {
    const adapter = new HistoryAdapter();
    const lineOf = (...changes: HistoryChange[]) =>
      (adapter.line(moment(...changes))?.commands ?? []).filter(({ command }) => command !== 'registerUser');
    const team = { organization: ORGANIZATION, team: 'T' };
    lineOf({ op: 'organization.add', organization: ORGANIZATION });
    const [made, given, held] = lineOf(
      { op: 'team.add', ...team },
      { op: 'team.permissions', ...team, permissions: { b: 'read', a: 'read', c: 'admin' } },
      { op: 'team.assign', ...team, user: 'u2' },
    );
    expect(made).toMatchObject({ command: 'createPermSet', name: 'T', permissions: ['team=member'] });
    const permissions = ['team=member', "repository=read('a','b')", "repository=admin('c')"];
    expect(given).toEqual({ command: 'editPermSet', set: made?.id, permissions });
    expect(held).toEqual({ command: 'assignPermSet', set: made?.id, users: ['u2@example.org'] });
    const [renamed, deleted, other] = lineOf(
      { op: 'team.rename', organization: ORGANIZATION, from: 'T', to: 'U' },
      { op: 'team.delete', organization: ORGANIZATION, team: 'U' },
      { op: 'team.add', organization: ORGANIZATION, team: 'U' },
    );
    expect(renamed).toEqual({ command: 'renamePermSet', set: made?.id, name: 'U' });
    expect(deleted).toEqual({ command: 'deletePermSet', set: made?.id });
    expect(other?.id).not.toBe(made?.id);
    expect(adapter.line(moment())).toBeUndefined();
  });
});

describe.runIf(historyIsThere())('the real history itself', () => {
  it('agrees with its truths, so that what differs after an import is ours', async () => {
    const truths = TRUTH_DATES.map((date) => ({ date, lines: truthLines(date) }));
    const state = new Set<string>();
    for await (const { at, changes } of readMoments()) {
      while (truths[0] && at >= `${truths[0].date}T00:00:00Z`) {
        expect([...state].sort()).toEqual(truths.shift()?.lines);
      }
      for (const change of changes) fold(state, change);
    }
    expect(truths).toEqual([]);
  });

  it('gives the same lines every time', async () => {
    const lines = async () => {
      const adapter = new HistoryAdapter();
      const all: string[] = [];
      for await (const each of readMoments()) all.push(JSON.stringify(adapter.line(each)));
      return all;
    };
    expect(await lines()).toEqual(await lines());
  });
});

function truthLines(date: string): string[] {
  return [...readTruth(date)]
    .flatMap(([name, { members, admins, access: held }]) => [
      ...members.map((user) => `${name} member ${user}`),
      ...admins.map((user) => `${name} admin ${user}`),
      ...held.map(([user, project, level]) => `${name} ${project} ${user} ${level}`),
    ])
    .sort();
}

function fold(state: Set<string>, change: HistoryChange): void {
  const { op, organization } = change;
  if (op === 'member.add' || op === 'admin.add')
    state.add(`${organization} ${op.split('.')[0]} ${change.user}`);
  if (op === 'member.remove' || op === 'admin.remove') {
    state.delete(`${organization} ${op.split('.')[0]} ${change.user}`);
  }
  if (op !== 'access.set') return;
  const { project, user, from, to } = change as Extract<HistoryChange, { op: 'access.set' }>;
  state.delete(`${organization} ${project} ${user} ${from}`);
  if (to !== 'none') state.add(`${organization} ${project} ${user} ${to}`);
}
