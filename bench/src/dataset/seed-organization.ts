/** Brings one organization of the dataset into Tenure: its users with a token each, projects, roles and permissions. */
import { hashOf, OPERATOR, type OpenLane, tokenOf } from '../harness/lane.ts';
import { idOf, type Organization } from './dataset.ts';

/** What stands side by side is sent at once, as a busy server gets it. `number` is the organization's in the dataset. */
export async function seedOrganization(
  lane: OpenLane,
  organization: Organization,
  number: number,
): Promise<void> {
  const { id, name, label, owner, members, projects, projectUsers } = organization;
  const as = (actor: string) => (command: string, input: unknown) => lane.do(actor, command, input);
  await Promise.all(members.map(({ user }) => as(OPERATOR)('createUser', user)));
  await Promise.all(
    members.map(({ user }, index) =>
      as(OPERATOR)('issueApiToken', {
        id: idOf('token', 1 + number * members.length + index),
        user: user.id,
        tokenHash: hashOf(tokenOf(user.id)),
      }),
    ),
  );
  await as(OPERATOR)('createOrganization', { id, name, label, owner: owner.id });
  const own = as(owner.id);
  await Promise.all(
    projects.map(({ id: project, title, environments: [main] }) =>
      own('createProject', { id: project, organization: id, title, environmentId: main.id }),
    ),
  );
  await Promise.all(
    projects.flatMap(({ id: project, environments: [main, ...others] }) =>
      others.map((each) => own('createEnvironment', { ...each, project, parent: main.id })),
    ),
  );
  await Promise.all(
    projectUsers.map(({ project, user, role, types }) =>
      own('addProjectUser', {
        project: project.id,
        // By email: the owner may not know of somebody by id before they are a member.
        user: user.email,
        roles: { project: role, environmentTypes: types },
      }),
    ),
  );
  await Promise.all(
    members
      .filter(({ permissions }) => permissions.length > 0)
      .map(({ user, permissions }) => own('updateMember', { organization: id, user: user.id, permissions })),
  );
}
