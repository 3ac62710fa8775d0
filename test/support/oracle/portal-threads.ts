/** ORACLE: commands about Partners and Instances that fit what the opening has made, in an order in which they make sense. */
import {
  EMAILS,
  INSTANCE_NAMES,
  INSTANCES,
  minutes,
  OPERATOR,
  PARTNER_NAMES,
  PARTNERS,
  USERS,
} from './cast.ts';
import { asSteps, by, shouted, waiting } from './threads.ts';

const [ana, bob, cleo, dan, eve] = USERS as [string, string, string, string, string];
const [north, south, idle] = PARTNERS as [string, string, string];
const [live, probe, depot, fresh] = INSTANCES as [string, string, string, string];
const [, bobsMail, cleosMail, dansMail] = EMAILS as [string, string, string, string];

/** One user is raised, lowered, shared with, and dropped, on what several others hold. */
const SHARED = asSteps([
  by(ana, 'setInstanceAccess', { user: dan, level: 'WRITE', instances: [live, probe] }),
  by(dan, 'setInstanceAccess', { user: cleo, level: 'READ', instances: [probe] }),
  by(cleo, 'revokeInstanceAccess', { user: ana, instances: [live] }),
  by(ana, 'shareByEmail', {
    email: shouted(bobsMail),
    instances: [live, probe],
    instanceLevel: 'WRITE_AND_DEPLOY',
    partners: [north],
    partnerLevel: 'READ',
    expiresAt: minutes(90),
  }),
  by(bob, 'setInstanceAccess', { user: ana, level: 'READ', instances: [live, depot] }),
  by(ana, 'revokePartnerAccess', { user: bobsMail, partners: [north] }),
  by(dan, 'revokeInstanceAccess', { user: dan, instances: [live] }),
  by(ana, 'setPartnerAccess', { user: dan, level: 'WRITE', partners: [north, south] }),
  by(dan, 'revokePartnerAccess', { user: ana, partners: [north] }),
]);

/** Instances are created by right, moved between Partners, and deleted with what hangs on them. */
const INSTANCES_MOVE = asSteps([
  by(OPERATOR, 'grantCreateInstances', { user: cleo, expiresAt: minutes(50) }),
  by(cleo, 'createInstance', { id: fresh, partner: north, name: INSTANCE_NAMES[3] }),
  by(cleo, 'shareByEmail', { email: dansMail, instances: [fresh], instanceLevel: 'READ' }),
  by(ana, 'renamePartner', { partner: north, name: PARTNER_NAMES[1] }),
  by(ana, 'moveInstance', { instance: live, partner: south }),
  by(ana, 'revokeCreateInstances', { user: cleo }),
  by(cleo, 'renameInstance', { instance: fresh, name: INSTANCE_NAMES[0] }),
  by(bob, 'moveUser', { user: ana, partner: north }),
  by(ana, 'moveUser', { user: cleosMail, partner: south }),
  by(ana, 'deleteInstance', { instance: probe }),
  by(cleo, 'deleteInstance', { instance: fresh }),
]);

/** A Partner loses all that keeps it, and those who hold access to it. */
const PARTNERS_END = asSteps([
  by(OPERATOR, 'setPartnerAccess', { user: dan, level: 'READ', partners: [idle, south] }),
  by(OPERATOR, 'moveUser', { user: dan, partner: idle }),
  by(cleo, 'grantCreateInstances', { user: dan }),
  by(OPERATOR, 'deletePartner', { partner: idle }),
  by(cleo, 'moveUser', { user: dan, partner: north }),
  by(OPERATOR, 'moveUser', { user: dan, partner: north }),
  by(OPERATOR, 'deletePartner', { partner: idle }),
]);

/** Access that ends by its time, some of it at the same instant. */
const ACCESS_ENDS = asSteps([
  by(ana, 'setInstanceAccess', {
    user: dan,
    level: 'WRITE',
    instances: [live, probe],
    expiresAt: minutes(40),
  }),
  by(ana, 'setPartnerAccess', { user: dan, level: 'WRITE', partners: [north], expiresAt: minutes(40) }),
  by(OPERATOR, 'grantCreateInstances', { user: dan, expiresAt: minutes(20) }),
  waiting,
  by(ana, 'setInstanceAccess', { user: dan, level: 'WRITE', instances: [live], expiresAt: null }),
  by(dan, 'createInstance', { id: fresh, partner: north, name: INSTANCE_NAMES[1] }),
  waiting,
  by(dan, 'setInstanceAccess', { user: cleo, level: 'READ', instances: [live, probe] }),
  by(OPERATOR, 'createUser', { id: eve, email: EMAILS[4], name: 'Eve', homePartner: north }),
  by(ana, 'setInstanceAccess', { user: eve, level: 'READ', instances: [probe], expiresAt: minutes(60) }),
  waiting,
  by(OPERATOR, 'deleteUser', { user: dan }),
]);

export const PORTAL_THREADS = {
  shared: SHARED,
  instancesMove: INSTANCES_MOVE,
  partnersEnd: PARTNERS_END,
  accessEnds: ACCESS_ENDS,
} as const;
