// May this user do that there: yes or no, by what, now and then; and who may ask about whom.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Acme, acme, EVERYBODY, type Somebody } from '../support/acme.ts';
import { askTwice, type Json } from '../support/asking.ts';
import { eachDatabase } from '../support/databases.ts';
import { statementsDuring } from '../support/statements.ts';
import { idOf } from '../support/world.ts';

const CHECK = `allowed environmentType user { id } target { id }
  givenBy { source kind value grant { kind value environmentType target { id } } }`;

interface Asked {
  readonly user: string;
  readonly right: string;
  readonly target: string;
  readonly environmentType?: string;
}

eachDatabase('can', (fresh) => {
  let story: Acme;
  beforeAll(async () => {
    story = await acme(fresh());
  });
  afterAll(() => story?.world.close());

  async function can(
    viewer: string,
    asked: Asked,
    asOf = '',
  ): Promise<{ can: Json | null; failed: readonly string[] }> {
    const query = `query ($user: String!, $right: Right!, $target: ID!, $environmentType: EnvironmentType) ${asOf} {
      can(user: $user, right: $right, target: $target, environmentType: $environmentType) { ${CHECK} } }`;
    const { data, failed } = await askTwice(story.world, viewer, query, { ...asked });
    return { can: data.can as Json | null, failed };
  }
  const on = (user: string, right: string, target: string, environmentType?: string): Asked => ({
    user: idOf(user),
    right,
    target: idOf(target),
    ...(environmentType && { environmentType }),
  });

  describe('answers', () => {
    const granted = (kind: string, value: string, target: string, environmentType: string | null = null) => ({
      source: 'GRANTED',
      kind,
      value,
      grant: { kind, value, environmentType, target: { id: target } },
    });

    it.each([
      [
        'a permission',
        on('mia', 'MANAGE_USERS', 'acme'),
        [granted('ORGANIZATION_PERMISSION', 'members', 'acme')],
      ],
      ['a project role', on('ada', 'CHANGE_SETTINGS', 'p1'), [granted('PROJECT_ROLE', 'ADMIN', 'p1')]],
      [
        'both roles that give it',
        on('bob', 'VIEW_ENVIRONMENT', 'p1', 'DEVELOPMENT'),
        [
          granted('PROJECT_ROLE', 'VIEWER', 'p1'),
          granted('ENVIRONMENT_TYPE_ROLE', 'CONTRIBUTOR', 'p1', 'DEVELOPMENT'),
        ],
      ],
      [
        'a role on the type of an environment',
        on('bob', 'PUSH_CODE', 'p1-dev'),
        [granted('ENVIRONMENT_TYPE_ROLE', 'CONTRIBUTOR', 'p1', 'DEVELOPMENT')],
      ],
      ['nothing', on('bob', 'PUSH_CODE', 'p1-main'), []],
      ['nothing on another type', on('bob', 'PUSH_CODE', 'p1', 'STAGING'), []],
      ['nothing in the organization', on('pam', 'MANAGE_USERS', 'acme'), []],
    ])('with %s', async (_what, asked, givenBy) => {
      const { can: check, failed } = await can('olga', asked);
      expect(failed).toEqual([]);
      expect(check).toMatchObject({ allowed: givenBy.length > 0, givenBy });
    });

    it('with what follows from ownership, of no grant', async () => {
      const { can: inAcme } = await can('olga', on('olga', 'CREATE_PROJECTS', 'acme'));
      const kind = 'ORGANIZATION_PERMISSION';
      expect(inAcme?.givenBy).toEqual([{ source: 'OWNER_ALL', kind, value: 'projects:create', grant: null }]);
      const { can: onProject } = await can('olga', on('olga', 'CHANGE_SETTINGS', 'p1'));
      expect(onProject?.givenBy).toEqual([
        { source: 'OWNER_PROJECT_ADMIN', kind: 'PROJECT_ROLE', value: 'ADMIN', grant: null },
      ]);
    });

    it('with what follows from being admin of the project, and the grant that it follows from', async () => {
      const { can: check } = await can('olga', on('ada', 'EXECUTE_ACTIONS', 'p1-main'));
      expect(check?.givenBy).toEqual([
        {
          source: 'ADMIN_ALL_TYPES',
          kind: 'ENVIRONMENT_TYPE_ROLE',
          value: 'ADMIN',
          grant: { kind: 'PROJECT_ROLE', value: 'ADMIN', environmentType: null, target: { id: 'p1' } },
        },
      ]);
    });

    it('on SSH by what is applied, not by the roles (A25)', async () => {
      const notYet = await can('olga', on('bob', 'SSH', 'p1-dev'));
      expect(notYet.can).toMatchObject({ allowed: false, givenBy: [] });
      const { can: applied } = await can('olga', on('olga', 'SSH', 'p1-dev'));
      expect(applied?.givenBy).toEqual([{ source: 'SSH_APPLIED', kind: null, value: null, grant: null }]);
    });

    it('whoever is named by email', async () => {
      const { can: check } = await can('mia', { user: ' BOB@x.io ', right: 'PUSH_CODE', target: idOf('p1') });
      expect(check).toMatchObject({ allowed: false, user: { id: 'bob' }, target: { id: 'p1' } });
    });

    it('as of then, names as then', async () => {
      const asked = on('eve', 'MANAGE_USERS', 'acme');
      const now = await can('olga', asked);
      expect(now.can).toBeNull();
      const { position, time } = story.past;
      for (const asOf of [`@asOf(position: "${position}")`, `@asOf(time: "${time}")`]) {
        const query = `query ${asOf} { can(user: "${asked.user}", right: MANAGE_USERS, target: "${asked.target}") {
          allowed target { ... on Organization { name } } givenBy { grant { grantedAt } } } }`;
        const { data } = await askTwice(story.world, 'olga', query);
        expect(data.can).toMatchObject({ allowed: true, target: { name: 'acme' } });
      }
    });
  });

  describe('refuses a question that makes no sense', () => {
    it.each([
      ['a right that nothing gives there', on('bob', 'CREATE_PROJECTS', 'p1')],
      ['a right of environments in an organization', on('bob', 'PUSH_CODE', 'acme')],
      ['SSH on a type, which is decided for each environment', on('bob', 'SSH', 'p1', 'DEVELOPMENT')],
      ['an environment type of an organization', on('bob', 'MANAGE_USERS', 'acme', 'STAGING')],
      ['an environment type of an environment', on('bob', 'PUSH_CODE', 'p1-dev', 'STAGING')],
      ['a target that is no id', { user: idOf('bob'), right: 'PUSH_CODE', target: 'p1' }],
    ])('%s', async (_what, asked) => {
      expect(await can('olga', asked)).toEqual({ can: null, failed: ['VALIDATION can'] });
    });
  });

  describe('is asked', () => {
    /** Who may ask what bob may: `yes`, `no` (FORBIDDEN), or `-`: bob or the target does not exist for them. */
    const MAY: Record<Somebody, readonly [acme: string, p1: string, environment: string]> = {
      olga: ['yes', 'yes', 'yes'],
      mia: ['yes', 'yes', '-'],
      lee: ['-', '-', '-'],
      ada: ['no', 'yes', 'yes'],
      bob: ['yes', 'yes', 'yes'],
      cat: ['no', 'no', 'no'],
      pam: ['-', '-', '-'],
      eve: ['-', '-', '-'],
      zoe: ['-', '-', '-'],
      opal: ['no', '-', '-'],
      audi: ['yes', 'yes', 'yes'],
    };

    it.each(EVERYBODY)('by %s about bob', async (viewer) => {
      const outcomes = [];
      for (const asked of [
        on('bob', 'MANAGE_USERS', 'acme'),
        on('bob', 'PUSH_CODE', 'p1', 'DEVELOPMENT'),
        on('bob', 'PUSH_CODE', 'p1-dev'),
      ]) {
        const { can: check, failed } = await can(viewer, asked);
        expect(failed.every((each) => each === 'FORBIDDEN can')).toBe(true);
        outcomes.push(check ? 'yes' : failed.length > 0 ? 'no' : '-');
      }
      expect(outcomes).toEqual(MAY[viewer]);
    });

    it.each(EVERYBODY)('by %s about a stranger, a thing of strangers, and nobody', async (viewer) => {
      const seesAll = viewer === 'audi';
      const owns = viewer === 'zoe';
      const beta = await can(viewer, on(viewer, 'MANAGE_USERS', 'beta'));
      const opens = seesAll || owns || viewer === 'opal';
      expect([beta.can !== null, beta.failed]).toEqual([opens, []]);
      for (const asked of [on('nobody', 'MANAGE_USERS', 'acme'), on(viewer, 'PUSH_CODE', 'nothing')]) {
        expect(await can(viewer, asked)).toEqual({ can: null, failed: [] });
      }
    });

    it('about oneself as of then, where by now one is a stranger: what one held, and nothing else', async () => {
      const asOf = `@asOf(position: "${story.past.position}")`;
      const { can: own } = await can('eve', on('eve', 'MANAGE_USERS', 'acme'), asOf);
      expect(own).toMatchObject({ allowed: true });
      const { can: project } = await can('eve', on('eve', 'PUSH_CODE', 'p1', 'STAGING'), asOf);
      expect(project).toMatchObject({ allowed: true });
      for (const asked of [on('eve', 'MANAGE_USERS', 'acme'), on('eve', 'PUSH_CODE', 'p1')]) {
        expect(await can('eve', asked)).toEqual({ can: null, failed: [] });
      }
      for (const asked of [
        on('bob', 'PUSH_CODE', 'p1'),
        on('eve', 'PUSH_CODE', 'p2'),
        on('eve', 'PUSH_CODE', 'p1-dev'),
      ]) {
        expect(await can('eve', asked, asOf)).toEqual({ can: null, failed: [] });
      }
    });
  });

  describe('canEach', () => {
    const query = `query ($checks: [CheckInput!]!) { canEach(checks: $checks) { ${CHECK} } }`;

    it('answers each question by itself, in their order', async () => {
      const checks = [
        on('ada', 'CHANGE_SETTINGS', 'p1'),
        on('nobody', 'CHANGE_SETTINGS', 'p1'),
        on('bob', 'CREATE_PROJECTS', 'p1'),
        { ...on('bob', 'PUSH_CODE', 'p1'), target: 'p1' },
        on('zoe', 'PUSH_CODE', 'p1'),
        on('bob', 'PUSH_CODE', 'p1-dev'),
      ];
      const { data, failed } = await askTwice(story.world, 'olga', query, { checks });
      const answers = (data.canEach as (Json | null)[]).map((check) => check?.allowed ?? null);
      expect(answers).toEqual([true, null, null, null, null, true]);
      expect(failed).toEqual(['VALIDATION canEach.2', 'VALIDATION canEach.3']);
    });

    it('withholds what the caller may not read from them alone', async () => {
      const checks = [on('cat', 'PUSH_CODE', 'p1'), on('bob', 'PUSH_CODE', 'p1')];
      const { data, failed } = await askTwice(story.world, 'cat', query, { checks });
      expect(data.canEach).toMatchObject([{ allowed: false }, null]);
      expect(failed).toEqual(['FORBIDDEN canEach.1']);
    });

    it('takes the same few statements for one question and for many', async () => {
      const statementsOf = async (checks: readonly Asked[]) => {
        const { world } = story;
        const ask = () => world.data('audi', query, { checks });
        return (await statementsDuring(world.test.tenure.database, ask)).names;
      };
      const one = [on('bob', 'PUSH_CODE', 'p1-dev')];
      const people = ['bob', 'cat', 'ada', 'mia', 'lee', 'pam'];
      const many = people.flatMap((user) => [
        on(user, 'PUSH_CODE', 'p1-dev'),
        on(user, 'CHANGE_SETTINGS', 'p2-main'),
        on(user, 'SSH', 'q-main'),
      ]);
      const few = await statementsOf(one);
      expect(few).toEqual(['held-grants', 'pin', 'things-by-id', 'things-by-id', 'users-by-id-open']);
      expect(await statementsOf(many)).toEqual(few);
    });

    it('takes no more than 500', async () => {
      const checks = Array.from({ length: 501 }, () => on('bob', 'PUSH_CODE', 'p1'));
      const { errors } = await story.world.ask('olga', query, { checks });
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['VALIDATION']);
    });
  });
});
