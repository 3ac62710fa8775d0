import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { PgTransaction } from '../../src/database/pg-transaction.ts';
import type { ImportResult } from '../../src/imports/imports.ts';
import type { Progress } from '../../src/imports/line-feed.ts';
import { newId, type UserId } from '../../src/kernel/ids.ts';
import { Refusal } from '../../src/kernel/refusal.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { empty } from '../support/empty.ts';
import { type Installation, install, OPERATOR } from '../support/installation.ts';
import { emailOf, file, idOf, join, joining, moment, register, setsOnANewInstance } from './lines.ts';

const EVENTS = {
  name: 'test-events',
  text: 'select position, type, occurred_at, actor from event order by position',
};
const HEAD = { name: 'test-head-of-imports', text: 'select position, live, import_id from head' };

for (const kind of ['postgres', 'pglite'] as const) {
  describe(`imports (${kind})`, () => {
    let database: TestDatabase;
    let installation: Installation;

    beforeAll(async () => {
      database = await createDatabase(kind);
    });
    beforeEach(async () => {
      await empty(database);
      installation = await install(database.database);
    });
    afterEach(() => installation.close());
    afterAll(() => database.drop());

    const send = (lines: readonly string[], end = true): Promise<ImportResult> =>
      installation.imports.stream(OPERATOR, file(lines), { end });

    async function events(): Promise<readonly { type: string; occurred_at: string; actor: string }[]> {
      return (await database.database.query(EVENTS)) as never;
    }

    async function refusal(work: Promise<unknown>): Promise<Refusal> {
      const thrown = await work.then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(thrown).toBeInstanceOf(Refusal);
      return thrown as Refusal;
    }

    /** A command of somebody's, live. */
    function live(name: string, input: object) {
      const call = { commandId: newId<'Command'>(), name, input, seed: Buffer.alloc(32) };
      return installation.lane.submit({ actor: OPERATOR, commands: [call] });
    }
    const createUser = (name: string) => live('createUser', { id: idOf(name), email: emailOf(name), name });

    it('reads for a line as often whether it makes 2 things or 40, in what the line before it made', async () => {
      const spy = vi.spyOn(PgTransaction.prototype, 'send');
      onTestFinished(() => spy.mockRestore());
      await installation.imports.stream(OPERATOR, file(setsOnANewInstance(2), 100_000), { end: true });
      const few = spy.mock.calls.length;
      await installation.close();
      await empty(database);
      installation = await install(database.database);
      spy.mockClear();
      await installation.imports.stream(OPERATOR, file(setsOnANewInstance(40), 100_000), { end: true });
      expect(spy.mock.calls.length).toBe(few);
    });

    it('applies a whole file: each line at its own time, by its own actor', async () => {
      const progress: Progress[] = [];
      const lines = joining(300);
      const result = await installation.imports.stream(OPERATOR, file(lines, 1000), {
        end: true,
        progress: (each) => progress.push(each),
      });
      expect(result).toMatchObject({ ok: true, import: { state: 'ENDED', lines: 301, events: 603 } });
      const log = await events();
      expect(log).toHaveLength(2 + 603);
      expect(log[2]).toMatchObject({
        type: 'UserRegistered',
        actor: idOf('olga'),
        occurred_at: '2020-01-01T00:00:00.000Z',
      });
      expect(log.at(-1)).toMatchObject({ type: 'MemberAdded', occurred_at: '2020-10-27T00:00:00.000Z' });
      expect(progress.at(-1)).toMatchObject({ line: 301, events: 603, position: 605 });
      expect(await database.database.query(HEAD)).toMatchObject([{ live: false, import_id: null }]);
    });

    it('stops at a bad line, applies nothing of it or after it, and goes on when it is mended', async () => {
      const lines = joining(40);
      const bad = [...lines];
      bad[20] = moment(21, 'olga', register('somebody'), join('acme', 'nobody'));
      const first = await send(bad);
      expect(first).toMatchObject({
        ok: false,
        badLine: { line: 21, refusal: { code: 'USER_NOT_REGISTERED', field: 'commands[1].user' } },
        import: { state: 'OPEN', lines: 20 },
      });
      expect(await events()).toHaveLength(2 + 3 + 19 * 2);
      const [row] = await database.database.query({
        name: 'test-bad-line',
        text: 'select bad_line, bad_code, bad_message from import',
      });
      expect(row).toMatchObject({ bad_line: '21', bad_code: 'USER_NOT_REGISTERED' });

      const again = await send(lines);
      expect(again).toMatchObject({ ok: true, import: { state: 'ENDED', lines: 41, events: 83 } });
      expect(await events()).toHaveLength(2 + 83);
      expect(new Set((await events()).map((event) => JSON.stringify(event))).size).toBe(2 + 83);
    });

    it('says the first of several bad lines, whether it is malformed or refused', async () => {
      const lines = joining(30);
      lines[10] = moment(11, 'stranger', register('x'));
      lines[12] = '{"occurredAt": ';
      expect(await send(lines)).toMatchObject({
        badLine: { line: 11, refusal: { code: 'USER_NOT_REGISTERED', field: 'actor' } },
        import: { lines: 10 },
      });
      lines[10] = moment(11, 'olga', register('x'));
      expect(await send(lines)).toMatchObject({
        badLine: { line: 13, refusal: { code: 'VALIDATION', field: 'line' } },
        import: { lines: 12 },
      });
      lines[12] = moment(13, 'olga', { command: 'deleteOrganization', organization: 'acme', force: true });
      expect(await send(lines)).toMatchObject({
        badLine: { line: 13, refusal: { code: 'VALIDATION', field: 'commands[0].force' } },
      });
    });

    it('answers a bad line while the sender is still thinking about the next one', async () => {
      async function* hesitant(): AsyncGenerator<Uint8Array> {
        yield* file([...joining(1), moment(3, 'olga', join('acme', 'nobody'))]);
        await new Promise(() => undefined);
      }
      const result = await installation.imports.stream(OPERATOR, hesitant(), { end: true });
      expect(result).toMatchObject({ ok: false, badLine: { line: 3 } });
    });

    it('skips what is applied when the file is sent again, and only if it is the same file', async () => {
      const lines = joining(30);
      await send(lines.slice(0, 25), false);
      const before = await events();

      const other = [...lines];
      other[7] = moment(8, 'olga', register('another'));
      expect(await send(other)).toMatchObject({
        ok: false,
        badLine: { line: 8, refusal: { code: 'VALIDATION', field: 'line' } },
      });
      expect(await send(lines.slice(0, 10))).toMatchObject({
        ok: false,
        badLine: { line: 11, refusal: { code: 'VALIDATION' } },
      });
      expect(await events()).toEqual(before);
      expect(await send(lines.slice(0, 25), false)).toMatchObject({ ok: true, import: { lines: 25 } });
      expect(await send(lines)).toMatchObject({ ok: true, import: { state: 'ENDED', lines: 31 } });
    });

    it('names a differing line also among lines that changed nothing', async () => {
      const idle = (day: number) =>
        moment(day, 'olga', {
          command: 'updateMember',
          organization: 'acme',
          user: emailOf('user0'),
          permissions: [],
        });
      const lines = [...joining(1), idle(3), idle(4), idle(5), moment(6, 'olga')];
      await send(lines, false);
      const other = lines.with(3, idle(4).replace('user0', 'USER0'));
      expect(await send(other)).toMatchObject({ ok: false, badLine: { line: 4 } });
      expect(await send(lines)).toMatchObject({ ok: true, import: { lines: 6, events: 5 } });
    });

    it('refuses times that run back or lie ahead of the clock', async () => {
      const back = [...joining(3), moment(2, 'olga', register('late'))];
      expect(await send(back)).toMatchObject({
        badLine: { line: 5, refusal: { code: 'VALIDATION', field: 'occurredAt' } },
      });
      const ahead = [...joining(3), moment(36_500, 'olga', register('early'))];
      expect(await send(ahead)).toMatchObject({
        badLine: { line: 5, refusal: { code: 'VALIDATION', field: 'occurredAt' } },
      });
    });

    it('finds actors whom the same or an earlier line registers, and by what they are called at the time', async () => {
      const rename = (from: string, to: string) => ({
        command: 'updateProfile',
        user: emailOf(from),
        email: emailOf(to),
      });
      const lines = [
        moment(1, 'ana', register('ana')),
        moment(2, 'ANA@example.ORG', register('bob')),
        moment(3, 'bob', rename('ana', 'zoe')),
        moment(4, 'bob', { ...register('new'), email: emailOf('ana') }),
        moment(5, 'ana', register('x')),
        moment(6, 'zoe', register('y')),
      ];
      expect(await send(lines, false)).toMatchObject({ ok: true });
      const actors = (await events()).slice(2).map(({ actor }) => actor);
      expect(actors).toEqual(['ana', 'ana', 'bob', 'bob', 'new', 'ana'].map(idOf));
      const later = [...lines, moment(7, 'carl', register('dora')), moment(8, 'olga', register('carl'))];
      expect(await send(later)).toMatchObject({
        badLine: { line: 7, refusal: { code: 'USER_NOT_REGISTERED', field: 'actor' } },
      });
    });

    it('takes lines one call at a time, in order, each once', async () => {
      const { imports } = installation;
      const lines = joining(9);
      expect((await refusal(imports.importLines(OPERATOR, 1, lines))).code).toBe('IMPORT_CLOSED');
      await imports.begin(OPERATOR);
      expect(await imports.importLines(OPERATOR, 1, lines.slice(0, 4))).toMatchObject({
        ok: true,
        import: { lines: 4 },
      });
      expect((await refusal(imports.importLines(OPERATOR, 6, lines.slice(5)))).facts).toEqual({ next: 5 });
      expect(await imports.importLines(OPERATOR, 3, lines.slice(2, 7))).toMatchObject({
        ok: true,
        import: { lines: 7 },
      });
      const other = lines.slice(4).with(0, moment(5, 'olga', register('other')));
      expect(await imports.importLines(OPERATOR, 5, other)).toMatchObject({
        ok: false,
        badLine: { line: 5 },
      });
      expect(await imports.importLines(OPERATOR, 8, lines.slice(7))).toMatchObject({
        ok: true,
        import: { lines: 10 },
      });
      // The digest is that of the file, however its lines came.
      const ended = await imports.end();
      expect(ended.digest).toBe((await digestOf(lines)) ?? '');
    });

    /** The digest of a file that is sent whole. */
    async function digestOf(lines: readonly string[]): Promise<string | undefined> {
      const { chainDigest, NO_LINES } = await import('../../src/imports/digest.ts');
      return lines.reduce((digest, line) => chainDigest(digest, Buffer.from(line)), NO_LINES);
    }

    it('keeps other commands out from its begin to its end, and is answered when it is open already', async () => {
      const { imports } = installation;
      const open = await imports.begin(OPERATOR);
      expect((await imports.begin('somebody' as UserId)).id).toBe(open.id);
      expect(await createUser('ana')).toMatchObject({
        accepted: false,
        refusal: { code: 'IMPORT_IN_PROGRESS' },
      });
      expect(await imports.end()).toMatchObject({ id: open.id, state: 'ENDED', lines: 0 });
      expect((await refusal(imports.end())).code).toBe('IMPORT_CLOSED');
      // Ended and not yet live: another one may begin.
      expect((await imports.begin(OPERATOR)).id).not.toBe(open.id);
      await imports.end();
      expect(await createUser('ana')).toMatchObject({ accepted: true });
      expect((await refusal(imports.begin(OPERATOR))).code).toBe('IMPORT_CLOSED');
      expect((await refusal(send(joining(1)))).code).toBe('IMPORT_CLOSED');
    });

    it('ends an import that it began for a file whose first line is refused', async () => {
      const result = await send([moment(1, 'nobody', register('x')), ...joining(2)]);
      expect(result).toMatchObject({ ok: false, badLine: { line: 1 }, import: { state: 'ENDED', lines: 0 } });
      expect(await database.database.query(HEAD)).toMatchObject([{ live: false, import_id: null }]);
      expect(await send(joining(2))).toMatchObject({ ok: true, import: { lines: 3 } });
      // The same file once more is no history of this log any longer; commands go on.
      expect(await send(joining(2))).toMatchObject({
        ok: false,
        badLine: { line: 1 },
        import: { state: 'ENDED' },
      });
      expect(await createUser('ana')).toMatchObject({ accepted: true });
    });

    it('takes one stream at a time', async () => {
      let goOn = (): void => undefined;
      const waiting = new Promise<void>((resolve) => {
        goOn = resolve;
      });
      async function* slow(): AsyncGenerator<Uint8Array> {
        await waiting;
        yield* file(joining(2));
      }
      const first = installation.imports.stream(OPERATOR, slow(), { end: true });
      await installation.imports.begin(OPERATOR);
      expect((await refusal(send(joining(2)))).code).toBe('IMPORT_IN_PROGRESS');
      goOn();
      expect(await first).toMatchObject({ ok: true });
    });

    it('what was applied stands when the sender goes away, and nothing is applied twice', async () => {
      const lines = joining(60);
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield* file(lines.slice(0, 33));
        throw new Error('The connection broke');
      }
      await expect(installation.imports.stream(OPERATOR, broken(), { end: true })).rejects.toThrow('broke');
      expect(await events()).toHaveLength(2 + 3 + 32 * 2);
      expect(await send(lines)).toMatchObject({ ok: true, import: { lines: 61, events: 123 } });
      expect(await events()).toHaveLength(2 + 123);
    });
  });
}
