import { describe, expect, it } from 'vitest';
import { demoMoments, demoText } from '../../src/demo/demo-lines.ts';
import { DEMO_IMPORT, loadDemo } from '../../src/demo/load-demo.ts';
import { Refusal } from '../../src/kernel/refusal.ts';
import { file, joining } from '../imports/lines.ts';
import { eachDatabase } from '../support/databases.ts';
import { install, OPERATOR } from '../support/installation.ts';

describe('the demonstration set', () => {
  it('is always the same, in the order of time, no two moments at once', () => {
    expect(demoText().equals(demoText())).toBe(true);
    const times = demoMoments().map(({ occurredAt }) => occurredAt);
    expect(times).toEqual([...new Set(times)].sort());
    expect(times.every((time) => time.startsWith('2025-'))).toBe(true);
  });

  it('has about forty invented people', () => {
    const emails = demoMoments()
      .flatMap(({ commands }) => commands)
      .filter(({ command }) => command === 'registerUser')
      .map(({ email }) => String(email));
    expect(new Set(emails).size).toBe(emails.length);
    expect(emails).toHaveLength(40);
    expect(emails.every((email) => /^[a-z]+@example\.org$/.test(email))).toBe(true);
  });
});

eachDatabase('loading the demonstration set', (fresh) => {
  it('imports it once, with what a year of history brings, and leaves no room for other history', async () => {
    const { database } = fresh();
    const installation = await install(database);
    const { imports, operations } = installation;
    expect(await loadDemo(imports, OPERATOR)).toBe(true);
    expect(await imports.find(DEMO_IMPORT)).toMatchObject({ state: 'ENDED', lines: demoMoments().length });
    const types = await database.query<{ type: string; events: string; first: string }>({
      name: 'test-event-types',
      text: 'select type, count(*) as events, min(occurred_at) as first from event group by type',
    });
    const byType = new Map(types.map(({ type, events, first }) => [type, { events: Number(events), first }]));
    for (const type of [
      'OrganizationRenamed',
      'ProjectRenamed',
      'UserProfileChanged',
      'ProjectDeleted',
      'MemberRemoved',
    ]) {
      expect(byType.get(type)?.events, type).toBe(1);
    }
    expect(byType.get('OrganizationCreated')?.events).toBe(3);
    expect(byType.get('InstanceCreated')?.events).toBe(2);
    expect(byType.get('PermissionExpired')).toEqual({ events: 1, first: '2025-10-01T00:00:00.000Z' });
    expect(byType.get('PermissionChanged')?.events).toBeGreaterThan(30);
    expect(byType.get('PermissionRevoked')?.events).toBeGreaterThan(30);

    const [head] = await database.query({ name: 'test-head-now', text: 'select position from head' });
    expect(await loadDemo(imports, OPERATOR)).toBe(true);
    expect(await database.query({ name: 'test-head-now', text: 'select position from head' })).toEqual([
      head,
    ]);

    const refused = await imports
      .stream(OPERATOR, file(joining(1)), { end: true })
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refusal);
    expect(refused).toMatchObject({
      code: 'IMPORT_CLOSED',
      message: expect.stringContaining('demonstration set'),
    });
    expect((refused as Refusal).remedy).toContain('without --demo');

    await operations.startVerify(OPERATOR);
    await operations.idle();
    const [verified] = await database.query({
      name: 'test-operation-of-demo',
      text: 'select state, result from operation',
    });
    expect(verified).toMatchObject({ state: 'DONE', result: { clean: true } });
    await installation.close();
  });
});

eachDatabase('the demonstration set and an interruption', (fresh) => {
  it('goes on where a crash interrupted it, and does not mix with other history', async () => {
    const { imports, close } = await install(fresh().database);
    await imports.begin(OPERATOR, DEMO_IMPORT);
    const lines = demoText().toString().trimEnd().split('\n');
    await imports.importLines(OPERATOR, 1, lines.slice(0, 100));
    expect(await loadDemo(imports, OPERATOR)).toBe(true);
    expect(await imports.find(DEMO_IMPORT)).toMatchObject({ state: 'ENDED', lines: lines.length });
    await close();
  });
});

eachDatabase('a log with other history', (fresh) => {
  it('is left alone', async () => {
    const { imports, close } = await install(fresh().database);
    await imports.stream(OPERATOR, file(joining(1)), { end: true });
    expect(await loadDemo(imports, OPERATOR)).toBe(false);
    expect(await imports.find(DEMO_IMPORT)).toBeUndefined();
    await imports.begin(OPERATOR);
    expect(await loadDemo(imports, OPERATOR)).toBe(false);
    await close();
  });
});
