/** ORACLE: commands about Permission Sets that fit what the opening has made, in an order in which they make sense. */
import { EMAILS, INSTANCES, minutes, OPERATOR, PERM_SETS, SET_NAMES, STEADY_SETS, USERS } from './cast.ts';
import { onSet } from './permissions.ts';
import type { Command } from './scenario.ts';
import { asSteps, by, waiting } from './threads.ts';

const [ana, bob, cleo, dan] = USERS as [string, string, string, string];
const [live, , depot] = INSTANCES as [string, string, string];
const [admins, runners, helpers, editors, quoted, fifth, sixth, seventh] = PERM_SETS as [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];
const [narrow, unseen] = STEADY_SETS as [string, string];
const [adminsName, runnersName, shoutedName, helpersName, , quotedName, slashed, ghost] = SET_NAMES as [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];
const [, , cleosMail] = EMAILS as [string, string, string];

const creating = (
  actor: string,
  id: string,
  name: string,
  permissions: readonly string[],
  more: object = {},
) => by(actor, 'createPermSet', { id, instance: live, name, permissions, ...more });
const assigning = (actor: string, set: string, users: readonly string[], more: object = {}) =>
  by(actor, 'assignPermSet', { set, users, ...more });

/** What the opening makes: an administrator of everything, sets to run and to help, and an editor elsewhere. */
export const SETS_OPENING: readonly Command[] = [
  creating(OPERATOR, admins, adminsName, ['*=*']),
  assigning(OPERATOR, admins, [ana]),
  creating(ana, runners, runnersName, ['scripts=run', 'scripts=view'], { description: 'about-1-canary' }),
  creating(ana, helpers, helpersName, ['users=edit', onSet('read', runnersName)]),
  assigning(ana, runners, [dan], { expiresAt: minutes(80) }),
  assigning(ana, helpers, [cleo]),
  by(OPERATOR, 'createPermSet', {
    id: editors,
    instance: depot,
    name: SET_NAMES[4],
    permissions: [
      'permset=read',
      'permset=edit',
      'permset=delete',
      'users=edit',
      'scripts=run',
      'reports=read',
    ],
  }),
  assigning(OPERATOR, editors, [bob]),
  by(bob, 'createPermSet', { id: quoted, instance: depot, name: quotedName, permissions: ['scripts=run'] }),
];

/** Somebody who edits all sets but sees only two, and a set that mentions one of them and that they do not see. */
export const LIMITED = asSteps([
  creating(ana, narrow, 'Narrow-set', [
    'permset=edit',
    onSet('read', runnersName),
    onSet('read', helpersName),
    'users=edit',
    'scripts=run',
    'scripts=view',
  ]),
  creating(ana, unseen, 'Unseen-set', [
    'scripts=run',
    ...[runnersName, ghost, quotedName, slashed].map((name) => onSet('read', name)),
  ]),
  assigning(ana, narrow, [dan]),
]);

/** Delegation: whoever helps gives what they do not hold, to others alone, and nothing beyond it. */
const DELEGATED = asSteps([
  assigning(cleo, runners, [dan, bob]),
  assigning(cleo, runners, [cleo]),
  assigning(cleo, helpers, [dan]),
  by(ana, 'editPermSet', { set: runners, permissions: ['scripts=*', onSet('read', ghost)] }),
  assigning(cleo, runners, [bob], { expiresAt: minutes(60) }),
  creating(ana, fifth, ghost, ['permset=edit', 'reports=read']),
  assigning(bob, fifth, [dan]),
  by(cleo, 'unassignPermSet', { set: runners, users: [dan, bob] }),
  by(ana, 'unassignPermSet', { set: helpers, users: [cleosMail] }),
  assigning(cleo, runners, [dan]),
]);

/** An editor without everything reaches for more: by an edit, a name that others mention, a copy, a file. */
const REACHING = asSteps([
  creating(ana, fifth, slashed, [
    'permset=edit',
    'permset=read',
    'users=edit',
    'scripts=run',
    'scripts=view',
  ]),
  assigning(ana, fifth, [dan]),
  by(ana, 'editPermSet', {
    set: helpers,
    permissions: ['users=edit', onSet('read', runnersName), onSet('read', ghost)],
  }),
  creating(dan, sixth, shoutedName, ['scripts=run']),
  creating(dan, sixth, ghost, ['scripts=run', onSet('read', adminsName)]),
  creating(dan, sixth, quotedName, ['scripts=run', onSet('read', runnersName)]),
  by(dan, 'editPermSet', { set: sixth, permissions: ['scripts=*'] }),
  by(dan, 'editPermSet', { set: sixth, permissions: [onSet('read', helpersName), 'scripts=run'] }),
  by(dan, 'renamePermSet', { set: admins, name: ghost }),
  by(dan, 'duplicatePermSet', { id: seventh, set: admins, name: ghost }),
  by(dan, 'duplicatePermSet', { id: seventh, set: runners }),
  by(dan, 'importPermSets', {
    instance: live,
    onClash: 'SKIP',
    ids: [PERM_SETS[7], PERM_SETS[8]],
    file: {
      format: 'tenure.permission-sets',
      version: 1,
      permissionSets: [
        { name: runnersName, permissions: ['scripts=run'] },
        { name: 'Files-set', enabled: false, permissions: ['scripts=view', onSet('read', runnersName)] },
      ],
    },
  }),
  assigning(dan, seventh, [cleo]),
]);

/** Names: references go stale, are rewritten, come to mean another set. */
const RENAMED = asSteps([
  by(ana, 'editPermSet', { set: runners, permissions: ['scripts=run', onSet('read', helpersName)] }),
  by(ana, 'renamePermSet', { set: runners, name: ghost }),
  assigning(cleo, runners, [bob]),
  by(ana, 'renamePermSet', { set: helpers, name: quotedName, updateReferences: true }),
  creating(ana, fifth, runnersName, ['reports=read']),
  assigning(cleo, fifth, [bob]),
  by(ana, 'renamePermSet', { set: runners, name: slashed, updateReferences: true }),
  by(ana, 'deletePermSet', { set: fifth }),
  by(ana, 'editPermSet', { set: fifth, permissions: [] }),
  by(ana, 'unassignPermSet', { set: fifth, users: [bob] }),
  by(ana, 'deletePermSet', { set: fifth }),
  by(ana, 'renamePermSet', { set: runners, name: runnersName, updateReferences: true }),
]);

/** Sets that are disabled, deleted, or end with their Instance, with those who hold them. */
const SETS_END = asSteps([
  assigning(ana, runners, [bob, cleo, dan], { expiresAt: minutes(30) }),
  by(ana, 'disablePermSet', { set: runners }),
  assigning(cleo, runners, [dan]),
  by(ana, 'enablePermSet', { set: runners }),
  assigning(cleo, runners, [dan], { expiresAt: minutes(40) }),
  assigning(cleo, runners, [bob], { expiresAt: null }),
  by(ana, 'deletePermSet', { set: runners }),
  waiting,
  assigning(bob, quoted, [dan, cleo]),
  waiting,
  by(bob, 'deletePermSet', { set: editors }),
  by(OPERATOR, 'deleteUser', { user: dan }),
  by(bob, 'deleteInstance', { instance: depot }),
  by(ana, 'deleteInstance', { instance: live }),
]);

export const SET_THREADS = {
  delegated: DELEGATED,
  reaching: REACHING,
  renamed: RENAMED,
  setsEnd: SETS_END,
} as const;
