// What only the composed server does by itself.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestClock } from '../support/clock.ts';
import { eachDatabase } from '../support/databases.ts';
import { startTestTenure, type TestTenure } from '../support/tenure.ts';

const PREPARE = `mutation {
  createUser(input: { email: "ann@example.org", name: "Ann" }) { ... on CreateUserPayload { position } ... on Refusal { message } }
  createOrganization(input: { name: "acme" }) { ... on CreateOrganizationPayload { organization { id } } ... on Refusal { message } }
}`;

const PROJECT = `mutation ($organization: String!) {
  createProject(input: { organization: $organization, title: "Site" }) {
    ... on CreateProjectPayload { project { id } } ... on Refusal { message }
  }
}`;

const ADD = `mutation ($project: ID!) {
  addProjectUser(input: { project: $project, user: "ann@example.org", roles: { project: VIEWER }, expiresAt: "2026-01-01T01:00:00Z" }) {
    ... on AddProjectUserPayload { position } ... on Refusal { message }
  }
}`;

eachDatabase('the composed server', (fresh) => {
  const clock = new TestClock('2026-01-01T00:00:00.000Z');
  let started: TestTenure;
  beforeAll(async () => {
    started = await startTestTenure(fresh(), { clock });
  });
  afterAll(() => started.close());

  describe('left alone', () => {
    it('writes down that a grant has expired', async () => {
      const prepared = await started.ask<{ createOrganization: { organization: { id: string } } }>(PREPARE);
      const organization = prepared.data?.createOrganization.organization.id;
      const made = await started.ask<{ createProject: { project: { id: string } } }>(PROJECT, {
        organization,
      });
      const project = made.data?.createProject.project.id;
      const added = await started.ask<{ addProjectUser: { position: string } }>(ADD, { project });
      const position = Number(added.data?.addProjectUser.position);
      expect(position).toBeGreaterThan(0);

      clock.advance(3_600_000);
      const log =
        '{ log { position occurredAt } events(first: 1) { edges { node { position type occurredAt } } } }';
      await expect
        .poll(() => started.ask(log), { timeout: 10_000, interval: 200 })
        .toMatchObject({
          data: {
            log: { position: String(position + 1), occurredAt: '2026-01-01T01:00:00.000Z' },
            events: {
              edges: [{ node: { type: 'PermissionExpired', occurredAt: '2026-01-01T01:00:00.000Z' } }],
            },
          },
        });
    });

    it('is ready', async () => {
      const { server } = started.tenure;
      expect((await server.fetch('http://localhost/ready')).status).toBe(200);
      expect((await server.fetch('http://localhost/health')).status).toBe(200);
    });
  });
});
