/** ORACLE: what the events about organizations do, their projects and environments. */
import { sceneOf, sshDesired } from '../access.ts';
import { objectOf, organizationOf, positionOf, textOf, textOrNull } from '../stored-event.ts';
import { living } from '../world.ts';
import { alter, Contradiction, create, current, type Effects, end } from './effect.ts';

export const ORGANIZATIONS: Effects = {
  OrganizationCreated(world, event) {
    const [name, label, ownerId] = [textOf(event, 'name'), textOf(event, 'label'), textOf(event, 'ownerId')];
    current(world.users, event, ownerId);
    create(world.organizations, event, { name, label, ownerId });
  },
  OrganizationRenamed(world, event) {
    const [from, to] = [objectOf(event, 'from'), objectOf(event, 'to')];
    const before = current(world.organizations, event);
    if (before.name !== from.name || before.label !== from.label)
      throw new Contradiction(event, 'had another name');
    alter(world.organizations, event, { name: textOf(event, 'name', to), label: textOf(event, 'label', to) });
  },
  OrganizationDeleted(world, event) {
    if (living(world.projects).some((project) => project.organizationId === event.target.id)) {
      throw new Contradiction(event, 'the organization still has projects');
    }
    end(current(world.organizations, event), event);
  },
  ProjectCreated(world, event) {
    const organizationId = textOf(event, 'organizationId');
    current(world.organizations, event, organizationId);
    create(world.projects, event, {
      organizationId,
      title: textOf(event, 'title'),
      defaultBranch: textOrNull(event, 'defaultBranch'),
    });
  },
  ProjectRenamed(world, event) {
    if (current(world.projects, event).title !== textOf(event, 'from'))
      throw new Contradiction(event, 'had another title');
    alter(world.projects, event, { title: textOf(event, 'to') });
  },
  ProjectDeleted(world, event) {
    end(current(world.projects, event), event);
  },
  DefaultBranchChanged(world, event) {
    const before = current(world.projects, event).defaultBranch;
    if (before !== textOrNull(event, 'from'))
      throw new Contradiction(event, `the default branch was ${before}`);
    alter(world.projects, event, { defaultBranch: textOf(event, 'to') });
  },
  EnvironmentCreated(world, event) {
    const projectId = event.scope.project;
    if (projectId === undefined) throw new Contradiction(event, 'belongs to no project');
    const project = current(world.projects, event, projectId);
    if (project.organizationId !== organizationOf(event))
      throw new Contradiction(event, 'names another organization');
    const created = {
      organizationId: project.organizationId,
      projectId,
      parentId: textOrNull(event, 'parentId'),
      name: textOf(event, 'name'),
      type: textOf(event, 'type'),
      minRole: textOf(event, 'minRole'),
      sshUserIds: event.data.sshUserIds as string[],
    };
    create(world.environments, event, created);
    const expected = sshDesired(sceneOf(world, event.occurredAt), created);
    if (JSON.stringify(created.sshUserIds) !== JSON.stringify(expected))
      throw new Contradiction(event, `SSH is for ${expected}`);
  },
  EnvironmentDeleted(world, event) {
    end(current(world.environments, event), event);
  },
  EnvironmentTypeChanged(world, event) {
    if (current(world.environments, event).type !== textOf(event, 'from'))
      throw new Contradiction(event, 'had another type');
    alter(world.environments, event, { type: textOf(event, 'to') });
  },
  SshPolicyChanged(world, event) {
    if (current(world.environments, event).minRole !== textOf(event, 'from'))
      throw new Contradiction(event, 'had another least role');
    alter(world.environments, event, { minRole: textOf(event, 'to') });
  },
  EnvironmentRedeployed(world, event) {
    const environment = current(world.environments, event);
    const sshUserIds = event.data.sshUserIds as string[];
    const expected = sshDesired(sceneOf(world, event.occurredAt), environment);
    if (JSON.stringify(sshUserIds) !== JSON.stringify(expected))
      throw new Contradiction(event, `SSH is for ${expected}`);
    // Always a new version, also where the users stay the same.
    end(environment, event);
    world.environments.push({ ...environment, sshUserIds, from: positionOf(event), until: null });
  },
  OwnershipTransferred(world, event) {
    const [from, to] = [textOf(event, 'from'), textOf(event, 'to')];
    if (current(world.organizations, event).ownerId !== from)
      throw new Contradiction(event, 'had another owner');
    current(world.users, event, to);
    alter(world.organizations, event, { ownerId: to });
  },
};
