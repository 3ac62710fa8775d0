/** PROJECT: what happens to projects and their environments, and what it does to the temporal rows. */
import { z } from 'zod';
import { ENVIRONMENT_TYPE_ROLE, ENVIRONMENT_TYPES } from '../grants/kinds/environment-type-role/kind.ts';
import { idData, noData, usersData } from '../kernel/data.ts';
import { defineEvent } from '../kernel/event.ts';

export const projectCreated = defineEvent({
  type: 'ProjectCreated',
  version: 1,
  description: 'A project was created in an organization.',
  data: z.strictObject({
    organizationId: idData.describe('The organization that the project belongs to.'),
    title: z.string().describe('The title that people see.'),
    defaultBranch: z
      .string()
      .nullable()
      .describe('The branch whose environment is the production; null: none yet.'),
  }),
  changes({ target: { id }, data: { organizationId, title, defaultBranch } }) {
    const lies = { scope: organizationId, parent: organizationId, key: null };
    return [{ do: 'create', type: 'Project', id, ...lies, attributes: { title, defaultBranch } }];
  },
});

export const projectRenamed = defineEvent({
  type: 'ProjectRenamed',
  version: 1,
  description: 'The title of a project changed.',
  data: z.strictObject({
    from: z.string().describe('How it was called.'),
    to: z.string().describe('How it is called now.'),
  }),
  changes: ({ target, data }) => [{ do: 'alter', id: target.id, attributes: { title: data.to } }],
});

export const projectDeleted = defineEvent({
  type: 'ProjectDeleted',
  version: 1,
  description: 'A project was deleted; its environments and all roles on it ended with it.',
  data: noData,
  changes: ({ target }) => [{ do: 'delete', id: target.id }],
});

export const defaultBranchChanged = defineEvent({
  type: 'DefaultBranchChanged',
  version: 1,
  description: 'Another branch became the default of a project: its environment is the production.',
  data: z.strictObject({
    from: z.string().nullable().describe('The default branch before; null: there was none.'),
    to: z.string().describe('The default branch now.'),
  }),
  changes: ({ target, data }) => [{ do: 'alter', id: target.id, attributes: { defaultBranch: data.to } }],
});

const environmentType = z.enum(ENVIRONMENT_TYPES);
const sshRole = z.enum(ENVIRONMENT_TYPE_ROLE.values);
const SEEN_BY = 'For those who see the roles on the project; others see themselves.';

export const environmentCreated = defineEvent({
  type: 'EnvironmentCreated',
  version: 1,
  description: 'An environment was created in a project.',
  data: z.strictObject({
    name: z.string().describe('The name of its branch.'),
    type: environmentType.describe('Its type, by which roles reach it.'),
    parentId: idData.nullable().describe('The environment that it branched from; null: none.'),
    minRole: sshRole.describe('The least role that has SSH on it.'),
    sshUserIds: usersData.describe(`The users who have SSH on it from the start, sorted by id. ${SEEN_BY}`),
  }),
  changes({ position, target: { id }, scope, data }) {
    if (!scope.organization || !scope.project)
      throw new Error(`Event ${position}: an environment of no project`);
    const { name, type, parentId, minRole, sshUserIds } = data;
    const lies = { scope: scope.organization, parent: scope.project, key: null };
    const attributes = { parentId, name, type, sshMinRole: minRole, sshUserIds };
    return [{ do: 'create', type: 'Environment', id, ...lies, attributes }];
  },
});

export const environmentDeleted = defineEvent({
  type: 'EnvironmentDeleted',
  version: 1,
  description: 'An environment was deleted.',
  data: noData,
  changes: ({ target }) => [{ do: 'delete', id: target.id }],
});

export const environmentTypeChanged = defineEvent({
  type: 'EnvironmentTypeChanged',
  version: 1,
  description: 'An environment changed its type, and with it who reaches it.',
  data: z.strictObject({
    from: environmentType.describe('The type before.'),
    to: environmentType.describe('The type now.'),
  }),
  changes: ({ target, data }) => [{ do: 'alter', id: target.id, attributes: { type: data.to } }],
});

export const sshPolicyChanged = defineEvent({
  type: 'SshPolicyChanged',
  version: 1,
  description: 'Another role became the least that has SSH on an environment, from its next redeploy on.',
  data: z.strictObject({
    from: sshRole.describe('The least role before.'),
    to: sshRole.describe('The least role now.'),
  }),
  changes: ({ target, data }) => [{ do: 'alter', id: target.id, attributes: { sshMinRole: data.to } }],
});

export const environmentRedeployed = defineEvent({
  type: 'EnvironmentRedeployed',
  version: 1,
  description: 'An environment was redeployed: SSH on it is what the roles said at that moment.',
  data: z.strictObject({
    sshUserIds: usersData.describe(`The users who have SSH on it from now on, sorted by id. ${SEEN_BY}`),
  }),
  changes: ({ target, data }) => [
    { do: 'alter', id: target.id, attributes: { sshUserIds: data.sshUserIds } },
  ],
});
