// The part of the world that is the Partner Portal: who is there, and what each tries.
import { by, idOf, type Step } from '../support/given.ts';

/** Everybody, by what they are to the Partner P, where pat is at home, and its Instance I1. */
export const PORTAL_EVERYBODY = [
  'partnerWriter', // WRITE on P, and may create Instances
  'partnerReader', // READ on P
  'atHome', // at home with P
  'maker', // the same, and may create Instances
  'reader', // READ on I1
  'writer', // WRITE on I1
  'deployer', // WRITE_AND_DEPLOY on I1
  'mover', // the same, and WRITE on P and Q
  'op',
  'auditor',
  'stranger', // WRITE on Q
  'gone', // had WRITE on P and on I1
] as const;

const [P, Q, I1] = [idOf('P'), idOf('Q'), idOf('I1')];
const emailOf = (who: string) => `${who}@x.io`;

const registered = (who: string, homePartner?: string) =>
  by('op', 'createUser', { id: idOf(who), email: emailOf(who), name: who, homePartner });
const instance = (who: string, level: string) =>
  by('op', 'setInstanceAccess', { user: emailOf(who), level, instances: [I1] });
const partner = (who: string, level: string, ...partners: readonly string[]) =>
  by('op', 'setPartnerAccess', { user: emailOf(who), level, partners });

/** pat is done to: READ on I1 and on P. nell is at home with P, and nora with nothing; both hold nothing. */
export const PORTAL_WORLD: readonly Step[] = [
  ...[
    'partnerWriter',
    'partnerReader',
    'reader',
    'writer',
    'deployer',
    'mover',
    'stranger',
    'gone',
    'nora',
  ].map((who) => registered(who)),
  by('op', 'createPartner', { id: P, name: 'P', firstWriter: emailOf('partnerWriter') }),
  by('op', 'createPartner', { id: Q, name: 'Q', firstWriter: emailOf('stranger') }),
  ...['atHome', 'maker', 'pat', 'nell'].map((who) => registered(who, P)),
  by('op', 'grantCreateInstances', { user: emailOf('partnerWriter') }),
  by('op', 'grantCreateInstances', { user: emailOf('maker') }),
  by('partnerWriter', 'createInstance', { id: I1, partner: P, name: 'I1' }),
  instance('reader', 'READ'),
  instance('writer', 'WRITE'),
  instance('deployer', 'WRITE_AND_DEPLOY'),
  instance('mover', 'WRITE_AND_DEPLOY'),
  instance('pat', 'READ'),
  instance('gone', 'WRITE'),
  partner('partnerReader', 'READ', P),
  partner('mover', 'WRITE', P, Q),
  partner('pat', 'READ', P),
  partner('gone', 'WRITE', P),
  ...['partnerWriter', 'gone'].map((who) =>
    by('op', 'revokeInstanceAccess', { user: emailOf(who), instances: [I1] }),
  ),
  by('op', 'revokePartnerAccess', { user: emailOf('gone'), partners: [P] }),
];

const pat = emailOf('pat');
const onI1 = { instances: [I1] };

/** What is sent, by the row; `self` is the email of whoever sends it. */
export const PORTAL_INPUTS: Readonly<Record<string, (self: string) => Record<string, unknown>>> = {
  createPartner: () => ({ id: idOf('R'), name: 'R', firstWriter: pat }),
  renamePartner: () => ({ partner: P, name: 'Pe' }),
  deletePartner: () => ({ partner: P }),
  moveUser: () => ({ user: pat, partner: Q }),
  createInstance: () => ({ id: idOf('I2'), partner: P, name: 'I2' }),
  renameInstance: () => ({ instance: I1, name: 'One' }),
  moveInstance: () => ({ instance: I1, partner: Q }),
  deleteInstance: () => ({ instance: I1 }),
  grantCreateInstances: () => ({ user: pat }),
  'grantCreateInstances/by id': () => ({ user: idOf('pat') }),
  revokeCreateInstances: () => ({ user: emailOf('maker') }),
  setInstanceAccess: () => ({ user: pat, level: 'WRITE', ...onI1 }),
  'setInstanceAccess/all': () => ({ user: pat, level: 'WRITE_AND_DEPLOY', ...onI1 }),
  'setInstanceAccess/lowering': () => ({ user: emailOf('deployer'), level: 'READ', ...onI1 }),
  'setInstanceAccess/to somebody new': () => ({ user: emailOf('nell'), level: 'READ', ...onI1 }),
  "setInstanceAccess/nobody's email": () => ({ user: 'nobody@y.io', level: 'READ', ...onI1 }),
  revokeInstanceAccess: () => ({ user: pat, ...onI1 }),
  'revokeInstanceAccess/from more': () => ({ user: emailOf('deployer'), ...onI1 }),
  'revokeInstanceAccess/own': (self) => ({ user: self, ...onI1 }),
  setPartnerAccess: () => ({ user: pat, level: 'WRITE', partners: [P] }),
  revokePartnerAccess: () => ({ user: pat, partners: [P] }),
  'revokePartnerAccess/own': (self) => ({ user: self, partners: [P] }),
  'shareByEmail/an Instance': () => ({ email: emailOf('nora'), instanceLevel: 'READ', ...onI1 }),
  'shareByEmail/a Partner': () => ({ email: emailOf('nora'), partnerLevel: 'READ', partners: [P] }),
};

export const PORTAL_TABLE = `
                                     partnerWriter partnerReader atHome maker   reader writer deployer mover  op     auditor stranger gone
  createPartner                      -             -             -      -       -      -      -        -      ok     -       -        -
  renamePartner                      ok            -             -      -       ?      ?      ?        ok     -      -       ?        ?
  deletePartner                      -             -             -      -       ?      ?      ?        -      full   -       ?        ?
  moveUser                           ?             ?             ?      ?       ?      ?      ?        ok     ok     -       nobody   ?
  createInstance                     ok            -             -      ok      ?      ?      ?        -      -      -       ?        ?
  renameInstance                     ?             ?             ?      ?       -      ok     ok       ok     -      -       ?        ?
  moveInstance                       ?             ?             ?      ?       ?      ?      ?        ok     -      -       ?        ?
  deleteInstance                     ?             ?             ?      ?       -      -      ok       ok     -      -       ?        ?
  grantCreateInstances               ok            -             unheld nobody  unheld unheld unheld   unheld ok     unheld  unheld   unheld
  grantCreateInstances/by id         ok            -             ?      ?       ?      -      -        unheld ok     -       ?        ?
  revokeCreateInstances              ok            -             nobody -       nobody nobody nobody   ok     ok     nobody  nobody   nobody
  setInstanceAccess                  ?             ?             ?      ?       -      ok     ok       ok     ok     -       ?        ?
  setInstanceAccess/all              ?             ?             ?      ?       -      unheld ok       ok     ok     -       ?        ?
  setInstanceAccess/lowering         ?             ?             ?      ?       -      -      ok       ok     ok     -       ?        ?
  setInstanceAccess/to somebody new  ?             ?             ?      ?       -      nobody nobody   ok     ok     -       ?        ?
  setInstanceAccess/nobody's email   ?             ?             ?      ?       -      nobody nobody   nobody nobody -       ?        ?
  revokeInstanceAccess               ?             ?             ?      ?       -      ok     ok       ok     ok     -       ?        ?
  revokeInstanceAccess/from more     ?             ?             ?      ?       -      -      ok       ok     ok     -       ?        ?
  revokeInstanceAccess/own           ?             ?             ?      ?       ok     ok     ok       ok     none   none    ?        ?
  setPartnerAccess                   ok            -             -      -       ?      ?      ?        ok     ok     -       ?        ?
  revokePartnerAccess                ok            -             -      -       ?      ?      ?        ok     ok     -       ?        ?
  revokePartnerAccess/own            ok            ok            none   none    ?      ?      ?        ok     none   none    ?        ?
  shareByEmail/an Instance           ?             ?             ?      ?       -      ok     ok       ok     ok     -       ?        ?
  shareByEmail/a Partner             ok            -             -      -       ?      ?      ?        ok     ok     -       ?        ?
`;

/** What each may not know of. */
export const PORTAL_HIDDEN: Readonly<Record<(typeof PORTAL_EVERYBODY)[number], readonly string[]>> = {
  partnerWriter: ['Q', 'I1'],
  partnerReader: ['Q', 'I1'],
  atHome: ['Q', 'I1', 'pat'],
  maker: ['Q', 'I1', 'pat'],
  reader: ['P', 'Q', 'pat'],
  writer: ['P', 'Q'],
  deployer: ['P', 'Q'],
  mover: [],
  op: [],
  auditor: [],
  stranger: ['P', 'I1', 'pat'],
  gone: ['P', 'Q', 'I1', 'pat'],
};
