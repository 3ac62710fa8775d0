import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/features.ts';
import { parseLine } from '../../src/imports/parse-line.ts';
import { Refusal } from '../../src/kernel/refusal.ts';
import { createCommandRegistry } from '../../src/log/registry.ts';
import { idOf, moment, register } from './lines.ts';

const commands = createCommandRegistry(COMMANDS);

function parse(text: string | Buffer, number = 7) {
  return parseLine({ number, bytes: Buffer.from(text) }, { importId: idOf('import'), commands });
}

/** The field and the message of what is wrong with a line. */
function fault(text: string | Buffer): { field: string | undefined; message: string } {
  try {
    parse(text);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    expect(error.code).toBe('VALIDATION');
    return { field: error.field, message: error.message };
  }
  throw new Error('The line was accepted');
}

const line = (more: Record<string, unknown>): string =>
  JSON.stringify({ occurredAt: '2020-01-01T00:00:00Z', actor: 'olga@example.org', commands: [], ...more });

describe('reading a line of history', () => {
  it('gives the moment, the actor and the commands with their inputs parsed', () => {
    const read = parse(moment(2, 'olga', { ...register('ana'), email: '  Ana@Example.org ' }));
    expect(read).toMatchObject({
      occurredAt: '2020-01-02T00:00:00.000Z',
      actor: 'olga@example.org',
      reason: undefined,
      commands: [{ name: 'registerUser', input: { id: idOf('ana'), email: 'Ana@Example.org', name: 'ana' } }],
    });
  });

  it('gives the same ids to what the same line creates, and others to another line', () => {
    const text = line({
      commands: [
        { command: 'createProject', organization: 'acme', title: 'One' },
        { command: 'createProject', organization: 'acme', title: 'Two' },
      ],
    });
    const ids = (number: number) =>
      parse(text, number).commands.flatMap(({ commandId, input }) => [
        commandId,
        ...Object.values(input as { id: string; environmentId: string }).filter(
          (value) => value?.length === 36,
        ),
      ]);
    expect(ids(7)).toEqual(ids(7));
    expect(new Set([...ids(7), ...ids(8)]).size).toBe(12);
  });

  it('takes a moment without commands, and a reason', () => {
    expect(parse(line({ reason: ' moved ' }))).toMatchObject({ reason: 'moved', commands: [] });
  });

  it('names the field of what is malformed', () => {
    const command = (more: Record<string, unknown>) => line({ commands: [register('bob'), more] });
    expect(fault('{"occurredAt":')).toMatchObject({ field: 'line' });
    expect(fault('')).toMatchObject({ field: 'line', message: 'The line is blank' });
    expect(fault(Buffer.from([0x22, 0xff, 0x22]))).toMatchObject({ field: 'line' });
    expect(fault('[]')).toMatchObject({ field: 'line' });
    expect(fault(line({ when: 1 }))).toMatchObject({ field: 'when' });
    expect(fault(line({ occurredAt: '2020-02-30T00:00:00Z' }))).toMatchObject({ field: 'occurredAt' });
    expect(fault(line({ occurredAt: 5 }))).toMatchObject({ field: 'occurredAt' });
    expect(fault(line({ actor: undefined }))).toMatchObject({ field: 'actor' });
    expect(fault(line({ actor: 'a\0b' }))).toMatchObject({ field: 'actor' });
    expect(fault(line({ reason: 'x'.repeat(3000) }))).toMatchObject({ field: 'reason' });
    expect(fault(line({ commands: {} }))).toMatchObject({ field: 'commands' });
    expect(fault(line({ commands: [3] }))).toMatchObject({ field: 'commands[0]' });
    expect(fault(command({}))).toMatchObject({ field: 'commands[1].command' });
    expect(fault(command({ command: 'dropUser' }))).toMatchObject({ field: 'commands[1].command' });
    expect(fault(command({ ...register('ana'), email: 'ana' }))).toMatchObject({
      field: 'commands[1].email',
    });
    expect(fault(command({ ...register('ana'), age: 3 }))).toMatchObject({ field: 'commands[1].age' });
    const roles = { project: 'VIEWER', environmentTypes: [{ type: 'QA', role: 'VIEWER' }] };
    const project = { command: 'addProjectUser', project: idOf('p'), user: 'ana@example.org' };
    expect(fault(command({ ...project, roles }))).toMatchObject({
      field: 'commands[1].roles.environmentTypes[0].type',
    });
    expect(fault(command({ ...project, roles: { level: 'VIEWER' } }))).toMatchObject({
      field: 'commands[1].roles.level',
    });
  });

  it('takes no command that belongs to the API only', () => {
    const apiOnly = COMMANDS.filter(({ from }) => from === 'api').map(({ name }) => name);
    expect(apiOnly).toContain('createUser');
    for (const command of apiOnly) {
      expect(fault(line({ commands: [{ command }] }))).toMatchObject({ field: 'commands[0].command' });
    }
  });
});
