/** COMMAND: the part of the demonstration set that somebody made up: one year, three organizations, a dozen people. */
import {
  add,
  because,
  branch,
  change,
  demoId,
  dismiss,
  email,
  found,
  join,
  type Moment,
  on,
  permit,
  projectId,
  register,
  start,
} from './vocabulary.ts';

/** The people of the story. Nobody else takes part in it, and they take no part in the work of the year. */
const CAST = ['Olga', 'Hugo', 'Ines', 'Ana', 'Bob', 'Mia', 'Dan', 'Zoe', 'Lena', 'Vera', 'Noor', 'Kai'];

const HARBOR = demoId('partner', 'harbor');
const [SHOP, SHOP_STAGING] = ['shop', 'shop-staging'].map((name) => demoId('instance', name));

export const STORY: readonly Moment[] = [
  // The three organizations, their projects and their first people.
  on('01-06', 'Olga', ...CAST.map(register), found('harbor', 'Harbor Logistics', 'Olga')),
  on('01-06 09:30', 'Olga', start('harbor', 'Tracking'), branch('harbor', 'Tracking', 'staging', 'STAGING')),
  on('01-06 10:00', 'Olga', join('harbor', 'Mia', ['members', 'projects:list']), join('harbor', 'Bob')),
  on('01-07', 'Olga', start('harbor', 'Fleet App'), branch('harbor', 'Fleet App', 'staging', 'STAGING')),
  on('01-07 11:00', 'Olga', branch('harbor', 'Fleet App', 'feature-map', 'DEVELOPMENT')),
  on('01-08', 'Olga', start('harbor', 'Billing Portal')),
  on(
    '01-08 14:00',
    'Olga',
    add('harbor', 'Tracking', 'Ana', 'ADMIN'),
    add('harbor', 'Fleet App', 'Ana', 'ADMIN'),
  ),
  on(
    '01-13',
    'Hugo',
    found('lumen', 'Lumen Press', 'Hugo'),
    start('lumen', 'Reader'),
    start('lumen', 'Editorial'),
  ),
  on(
    '01-13 10:00',
    'Hugo',
    branch('lumen', 'Reader', 'next', 'STAGING'),
    join('lumen', 'Kai', ['billing', 'plans']),
  ),
  on('01-20', 'Ana', add('harbor', 'Tracking', 'Bob', 'DEVELOPMENT:CONTRIBUTOR STAGING:VIEWER')),
  on('01-20 09:20', 'Ana', branch('harbor', 'Tracking', 'feature-eta', 'DEVELOPMENT')),
  on('02-03', 'Ines', found('orchard', 'Orchard Health', 'Ines'), start('orchard', 'Patient Portal')),
  on('02-03 10:00', 'Ines', start('orchard', 'Scheduling'), start('orchard', 'Lab Results')),
  on('02-03 11:00', 'Ines', join('orchard', 'Noor', ['members', 'projects:create', 'projects:list'])),

  // Bob works on two projects of one organization and helps out in another.
  on('02-10', 'Ana', add('harbor', 'Fleet App', 'Bob', 'DEVELOPMENT:ADMIN STAGING:CONTRIBUTOR')),
  on('03-03', 'Hugo', add('lumen', 'Reader', 'Bob', 'VIEWER')),
  on(
    '03-17',
    'Ana',
    change('harbor', 'Tracking', 'Bob', 'PRODUCTION:VIEWER STAGING:CONTRIBUTOR DEVELOPMENT:ADMIN'),
  ),

  // Dan is with Harbor for half a year, and then is not: what he held goes with his membership.
  on('02-17', 'Mia', join('harbor', 'Dan', ['billing'])),
  on(
    '02-17 10:00',
    'Olga',
    add('harbor', 'Billing Portal', 'Dan', 'ADMIN'),
    add('harbor', 'Fleet App', 'Dan', 'VIEWER'),
  ),
  because('Left the company at the end of June', on('06-30 16:00', 'Mia', dismiss('harbor', 'Dan'))),

  // Zoe is a contractor: her access ends by itself.
  because(
    'Contract until the end of September',
    on(
      '05-05',
      'Ana',
      add('harbor', 'Fleet App', 'Zoe', 'DEVELOPMENT:CONTRIBUTOR', '2025-10-01T00:00:00.000Z'),
    ),
  ),

  // Names change; whoever asks about March still reads the name of March.
  on('04-14', 'Olga', {
    command: 'renameProject',
    project: projectId('harbor', 'Billing Portal'),
    title: 'Payments',
  }),
  on('07-01', 'Hugo', { command: 'renameOrganization', organization: 'lumen', label: 'Lumen Publishing' }),
  on('05-26', 'Hugo', add('lumen', 'Reader', 'Lena', 'STAGING:CONTRIBUTOR DEVELOPMENT:CONTRIBUTOR')),
  on('08-18', 'Lena', { command: 'updateProfile', user: email('Lena'), name: 'Lena Marie' }),

  // Noor may create projects until she hands over; a project is given up; a branch becomes the default.
  on('06-02', 'Noor', start('orchard', 'Reminders'), add('orchard', 'Reminders', 'Noor', 'ADMIN')),
  on('09-08', 'Ines', permit('orchard', 'Noor', ['members', 'projects:list'])),
  on('09-15', 'Ana', {
    command: 'setEnvironmentType',
    environment: demoId('environment', 'harbor', 'Fleet App', 'feature-map'),
    type: 'STAGING',
  }),
  on('10-06', 'Hugo', {
    command: 'setDefaultBranch',
    project: projectId('lumen', 'Editorial'),
    branch: 'trunk',
    environmentId: demoId('environment', 'lumen', 'Editorial', 'trunk'),
  }),
  on('11-03', 'Ines', { command: 'deleteProject', project: projectId('orchard', 'Reminders') }),

  // Harbor joins the Partner Portal, and shares one Instance with somebody of another organization.
  on(
    '10-13 10:10',
    'Olga',
    { command: 'createPartner', id: HARBOR, name: 'Harbor Logistics', firstWriter: email('Olga') },
    ...['Olga', 'Ana', 'Bob'].map((who) => ({ command: 'moveUser', user: email(who), partner: HARBOR })),
    { command: 'grantCreateInstances', user: email('Ana') },
  ),
  on(
    '10-13 11:10',
    'Ana',
    { command: 'createInstance', id: SHOP, partner: HARBOR, name: 'harbor-shop' },
    { command: 'createInstance', id: SHOP_STAGING, partner: HARBOR, name: 'harbor-shop-staging' },
    {
      command: 'setInstanceAccess',
      user: email('Ana'),
      level: 'WRITE_AND_DEPLOY',
      instances: [SHOP, SHOP_STAGING],
    },
    { command: 'setInstanceAccess', user: email('Bob'), level: 'WRITE', instances: [SHOP_STAGING] },
  ),
  on('10-20 15:10', 'Ana', {
    command: 'shareByEmail',
    email: email('Lena'),
    instances: [SHOP_STAGING],
    instanceLevel: 'READ',
    partners: [HARBOR],
    partnerLevel: 'READ',
  }),

  // At the end of the year Bob becomes admin of one project and leaves the other organization's.
  on('11-17', 'Olga', change('harbor', 'Tracking', 'Bob', 'ADMIN')),
  on('12-01', 'Hugo', {
    command: 'removeProjectUser',
    project: projectId('lumen', 'Reader'),
    user: email('Bob'),
  }),
  on('12-15', 'Mia', permit('harbor', 'Bob', ['projects:list'])),
];
