// The part of the world that is Permission Sets: who is there, and what each tries.
import { by, idOf, type Step } from '../support/given.ts';

/** Everybody, by what they may do with the sets of the Instance I9, where holder and kit hold S. */
export const SETS_EVERYBODY = [
  'administrator', // *=*
  'designer', // edits and reads all sets, scripts=*
  'limited', // edits and reads S
  'delegate', // was delegated S: permset=read('S'), users=edit
  'remover', // deletes and reads all sets
  'holder', // holds S
  'guest', // WRITE on I9
  'op',
  'auditor',
  'elsewhere', // *=* on I8
  'ended', // had *=*
] as const;

const [I8, I9, S, T] = [idOf('I8'), idOf('I9'), idOf('S'), idOf('T')];
const emailOf = (who: string) => `${who}@x.io`;
const create = (name: string, permissions: readonly string[], instance = I9) =>
  by('op', 'createPermSet', { id: idOf(name), instance, name, permissions });
const assign = (set: string, ...users: readonly string[]) =>
  by('op', 'assignPermSet', { set: idOf(set), users: users.map(emailOf) });

/** Somebody with a set of their own. */
const holding = (who: string, permissions: readonly string[], instance = I9) => [
  create(`set of ${who}`, permissions, instance),
  assign(`set of ${who}`, who),
];

export const SETS_WORLD: readonly Step[] = [
  ...[...SETS_EVERYBODY, 'kit']
    .filter((who) => who !== 'op' && who !== 'auditor')
    .map((who) => by('op', 'createUser', { id: idOf(who), email: emailOf(who), name: who })),
  ...[I8, I9].map((id) => by('partnerWriter', 'createInstance', { id, partner: idOf('P'), name: 'Sets' })),
  by('op', 'setInstanceAccess', { user: emailOf('guest'), level: 'WRITE', instances: [I9] }),
  create('S', ['scripts=run']),
  create('T', ['logs=read']),
  create('naming', ["permset=read('S','Ghost')"]),
  assign('S', 'holder', 'kit'),
  ...holding('administrator', ['*=*']),
  ...holding('designer', ['permset=edit', 'permset=read', 'scripts=*']),
  ...holding('limited', ["permset=edit('S')", "permset=read('S')"]),
  ...holding('delegate', ["permset=read('S')", 'users=edit']),
  ...holding('remover', ['permset=delete', 'permset=read']),
  ...holding('elsewhere', ['*=*'], I8),
  ...holding('ended', ['*=*']),
  by('op', 'unassignPermSet', { set: idOf('set of ended'), users: [emailOf('ended')] }),
];

const kit = emailOf('kit');
const made = (permissions: readonly string[]) => ({ id: idOf('N'), instance: I9, name: 'N', permissions });

/** What is sent, by the row; `self` is the email of whoever sends it. */
export const SETS_INPUTS: Readonly<Record<string, (self: string) => Record<string, unknown>>> = {
  createPermSet: () => made(['scripts=read']),
  'createPermSet/with more': () => made(['logs=read']),
  renamePermSet: () => ({ set: S, name: 'N' }),
  'renamePermSet/rewriting': () => ({ set: S, name: 'N', updateReferences: true }),
  'renamePermSet/to a name in use': () => ({ set: T, name: 'Ghost' }),
  editPermSet: () => ({ set: S, description: 'Runs' }),
  'editPermSet/with more': () => ({ set: S, permissions: ['scripts=run', 'scripts=read'] }),
  enablePermSet: () => ({ set: S }),
  disablePermSet: () => ({ set: S }),
  duplicatePermSet: () => ({ id: idOf('N'), set: S }),
  deletePermSet: () => ({ set: T }),
  'deletePermSet/that is held': () => ({ set: S }),
  importPermSets: () => ({
    instance: I9,
    file: {
      format: 'tenure.permission-sets',
      version: 1,
      permissionSets: [{ name: 'N', permissions: ['scripts=read'] }],
    },
    ids: [idOf('N')],
  }),
  assignPermSet: () => ({ set: S, users: [emailOf('guest')] }),
  'assignPermSet/not delegated': () => ({ set: T, users: [kit] }),
  'assignPermSet/to oneself': (self) => ({ set: S, users: [self] }),
  "assignPermSet/nobody's email": () => ({ set: S, users: ['nobody@y.io'] }),
  unassignPermSet: () => ({ set: S, users: [kit] }),
};

export const SETS_TABLE = `
                                  administrator designer limited delegate remover holder guest op     auditor elsewhere ended
  createPermSet                   ok            ok       -       -        -       -      -     ok     -       ?         ?
  createPermSet/with more         ok            unheld   -       -        -       -      -     ok     -       ?         ?
  renamePermSet                   ok            ok       ok      -        -       -      ?     -      -       ?         ?
  renamePermSet/rewriting         ok            ok       -       -        -       -      ?     -      -       ?         ?
  renamePermSet/to a name in use  ok            unheld   ?       ?        -       ?      ?     -      -       ?         ?
  editPermSet                     ok            ok       ok      -        -       -      ?     -      -       ?         ?
  editPermSet/with more           ok            ok       unheld  -        -       -      ?     -      -       ?         ?
  enablePermSet                   none          none     none    -        -       -      ?     -      -       ?         ?
  disablePermSet                  ok            ok       ok      -        -       -      ?     -      -       ?         ?
  duplicatePermSet                ok            ok       -       -        -       -      ?     -      -       ?         ?
  deletePermSet                   ok            -        ?       ?        ok      ?      ?     -      -       ?         ?
  deletePermSet/that is held      used          -        -       -        used    -      ?     -      -       ?         ?
  importPermSets                  ok            ok       -       -        -       -      -     -      -       ?         ?
  assignPermSet                   ok            -        -       ok       -       -      ?     ok     -       ?         ?
  assignPermSet/not delegated     ok            -        ?       ?        -       ?      ?     ok     -       ?         ?
  assignPermSet/to oneself        ok            -        -       self     -       -      ?     ok     -       ?         ?
  assignPermSet/nobody's email    nobody        -        -       nobody   -       -      ?     nobody -       ?         ?
  unassignPermSet                 ok            -        -       ok       -       -      ?     ok     -       ?         ?
`;

/** What each may not know of. */
export const SETS_HIDDEN: Readonly<Record<(typeof SETS_EVERYBODY)[number], readonly string[]>> = {
  administrator: [],
  designer: [],
  limited: ['T'],
  delegate: ['T'],
  remover: [],
  holder: ['T'],
  guest: ['S', 'T'],
  op: [],
  auditor: [],
  elsewhere: ['S', 'T', 'I9'],
  ended: ['S', 'T', 'I9'],
};
