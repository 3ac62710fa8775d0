// What forms offer to choose from: what the caller could give to whom; judged by who the caller is now.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Acme, acme, EVERYBODY } from '../support/acme.ts';
import { askTwice } from '../support/asking.ts';
import { eachDatabase } from '../support/databases.ts';
import { idOf } from '../support/world.ts';

const PERMISSIONS = ['billing', 'plans', 'members', 'projects:create', 'projects:list'];

eachDatabase('Choosing', (fresh) => {
  let story: Acme;
  beforeAll(async () => {
    story = await acme(fresh());
  });
  afterAll(() => story?.world.close());

  const permissions = async (who: string, organization: string, user: string | null = null, asOf = '') => {
    const query = `query ($organization: String!, $user: String) ${asOf} {
      offered: grantableOrganizationPermissions(organization: $organization, user: $user) }`;
    const { data, failed } = await askTwice(story.world, who, query, { organization, user });
    expect(failed).toEqual([]);
    return data.offered;
  };
  const roles = async (who: string, project: string, user: string | null = null, asOf = '') => {
    const query = `query ($project: ID!, $user: String) ${asOf} {
      offered: grantableProjectRoles(project: $project, user: $user) { role environmentTypes { type roles } } }`;
    const { data, failed } = await askTwice(story.world, who, query, { project: idOf(project), user });
    expect(failed).toEqual([]);
    type Offered = { role: string; environmentTypes: { type: string; roles: string[] }[] }[] | null;
    return (data.offered as Offered)?.map(({ role, environmentTypes }) => [
      role,
      ...environmentTypes.map((each) => each.roles.join(' ')),
    ]);
  };
  const all = 'NONE VIEWER CONTRIBUTOR ADMIN';
  const everything = [
    ['VIEWER', all, all, all],
    ['ADMIN', 'NONE', 'NONE', 'NONE'],
  ];

  it.each(EVERYBODY)('permissions in an organization, for %s', async (who) => {
    const [offered, unknown] = [await permissions(who, 'ACME-inc'), await permissions(who, 'nowhere')];
    const strangers = ['eve', 'zoe'];
    const own = { olga: PERMISSIONS, mia: ['members'] }[who as string] ?? [];
    expect(offered).toEqual(strangers.includes(who) ? null : own);
    expect(unknown).toBeNull();
  });

  it('permissions for a member: what they hold, too; none for the owner, oneself, and ids of strangers', async () => {
    expect(await permissions('mia', idOf('acme'), 'PAM@x.io')).toEqual(['billing', 'members']);
    expect(await permissions('mia', 'acme-inc', idOf('pam'))).toEqual(['billing', 'members']);
    expect(await permissions('mia', 'acme-inc', 'zoe@x.io')).toEqual(['members']);
    expect(await permissions('mia', 'acme-inc', 'nobody@x.io')).toEqual(['members']);
    for (const user of [idOf('mia'), idOf('olga'), idOf('zoe'), idOf('nobody')]) {
      expect(await permissions('mia', 'acme-inc', user), user).toEqual([]);
    }
  });

  it.each(EVERYBODY)('roles on a project, for %s', async (who) => {
    const offered = await roles(who, 'p1');
    if (['olga', 'ada'].includes(who)) expect(offered).toEqual(everything);
    else if (['pam', 'eve', 'zoe', 'opal'].includes(who)) expect(offered).toBeUndefined();
    else expect(offered).toEqual([]);
    expect(await roles(who, 'nothing')).toBeUndefined();
  });

  it('roles for a user: within the rights of a `members` holder, the types by themselves', async () => {
    expect(await roles('mia', 'p1', 'bob@x.io')).toEqual([
      ['VIEWER', 'NONE', 'NONE', 'NONE VIEWER CONTRIBUTOR'],
    ]);
    expect(await roles('mia', 'p1', idOf('ada'))).toEqual(everything);
    expect(await roles('mia', 'p1', idOf('pam'))).toEqual([]);
    expect(await roles('ada', 'p1', 'bob@x.io')).toEqual(everything);
    expect(await roles('ada', 'p1', 'zoe@x.io')).toEqual(everything);
    for (const user of [idOf('olga'), idOf('zoe'), idOf('nobody')]) {
      expect(await roles('ada', 'p1', user), user).toEqual([]);
    }
  });

  it('of then: what the user held then, by the authority of now (T7)', async () => {
    const asOf = `@asOf(position: "${story.past.position}")`;
    expect(await permissions('mia', 'acme', idOf('pam'), asOf)).toEqual(['billing', 'members']);
    expect(await permissions('eve', 'acme', idOf('pam'), asOf)).toBeNull();
    expect(await roles('eve', 'p1', idOf('bob'), asOf)).toBeUndefined();
    expect(await roles('mia', 'p1', idOf('eve'), asOf)).toEqual([['VIEWER', 'NONE', all, 'NONE']]);
  });
});
