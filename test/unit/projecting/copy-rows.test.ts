import { expect, it } from 'vitest';
import type { Id, UserId } from '../../../src/kernel/ids.ts';
import type { Entity, Grant } from '../../../src/kernel/state.ts';
import { OPEN_END, type Time } from '../../../src/kernel/time.ts';
import { copyRows } from '../../../src/projecting/copy-rows.ts';

const id = 'a' as Id;
const entity: Entity = { type: 'User', id, scope: id, parent: null, key: null, attributes: {} };
const grant: Grant = {
  kind: 'K',
  subject: 's' as UserId,
  target: 't' as Id,
  slot: '',
  scope: 'o' as Id,
  value: 'v',
  expiresAt: null,
  from: 7,
};
const none = { entities: [], versions: [], grants: [] };

it('copies rows as lines of fields, where nothing is told from empty text', () => {
  const open = { from: 5, ordinal: 0, until: null, entity };
  const ended = { ordinal: 1, until: 9, grant };
  expect(
    copyRows({ entities: [{ entity, from: 5 }], versions: [open], grants: [ended] }, 'projection_next'),
  ).toMatchObject([
    { statement: { text: expect.stringContaining('projection_next."entity" ') }, copied: 'a\tUser\ta\t5\n' },
    { copied: `5\t0\t${OPEN_END}\t0\ta\tUser\t\\N\t\\N\t{}\n` },
    { copied: '7\t1\t9\t0\tK\ts\tt\to\t\tv\t\\N\n' },
  ]);
  expect(copyRows(none, 'projection_next')).toEqual([]);
});

it('escapes what COPY would take for the end of a field, of a line or of the rows, and for nothing', () => {
  const odd = { ...entity, key: 'a\tb\nc\rd', attributes: { title: '\\N' } };
  const version = { from: 5, ordinal: 0, until: null, entity: odd };
  expect(copyRows({ ...none, versions: [version] }, 'projection_verify')).toMatchObject([
    { copied: expect.stringContaining('\ta\\tb\\nc\\rd\t{"title":"\\\\\\\\N"}\n') },
  ]);
  const expires = '2026-01-01T00:00:00.000Z' as Time;
  const named = {
    ordinal: 0,
    until: null,
    grant: { ...grant, slot: '\\.', value: '\\N', expiresAt: expires },
  };
  expect(copyRows({ ...none, grants: [named] }, 'projection_verify')).toMatchObject([
    { copied: expect.stringContaining(`\t\\\\.\t\\\\N\t${expires}\n`) },
  ]);
});
