// Values that are right by their type, and that no database and no library was made for: found by the fuzz.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eachDatabase } from '../support/databases.ts';
import { startTestTenure, type TestTenure } from '../support/tenure.ts';

eachDatabase('odd values', (fresh) => {
  let test: TestTenure;
  beforeAll(async () => {
    test = await startTestTenure(fresh());
  });
  afterAll(() => test.close());
  const codes = async (query: string, variables = {}) =>
    (await test.ask(query, variables)).errors?.map(({ extensions }) => extensions.code);

  it.each(['\u0000', 'a\u0000b', '\ud800', 'x\udfff'])('nothing is called %j', async (text) => {
    const query = 'query ($text: String!) { user(email: $text) { id } organization(name: $text) { id } }';
    const { data, errors } = await test.ask(query, { text });
    expect(errors).toBeUndefined();
    expect(data).toEqual({ user: null, organization: null });
  });

  it('no permission is half a character, whatever key the command comes with', async () => {
    const query = `mutation ($input: UpdateMemberInput!) { updateMember(input: $input, idempotencyKey: "k") {
      ... on Refusal { code field } } }`;
    const input = { organization: 'nowhere', user: 'nobody@x.io', permissions: ['\ud800'] };
    const { data, errors } = await test.ask(query, { input });
    expect(errors).toBeUndefined();
    expect(data).toEqual({ updateMember: { code: 'VALIDATION', field: 'permissions.0' } });
  });

  const gpc = (text: string) => Buffer.from(`GPC:${text}`).toString('base64');
  it.each(['', 'null', gpc('S:nothing'), gpc('N:1'), gpc('S:\u0000'), gpc('J:[]')])(
    'a list that Prisma pages has no cursor %j',
    async (cursor) => {
      for (const list of ['imports', 'operations']) {
        const query = `query ($cursor: String!) { ${list}(after: $cursor) { edges { cursor } } }`;
        expect(await codes(query, { cursor })).toEqual(['VALIDATION']);
      }
    },
  );

  it.each(['first: -1', 'last: -1'])('a list that Prisma pages has no page %s', async (page) => {
    expect(await codes(`{ imports(${page}) { edges { cursor } } }`)).toEqual(['VALIDATION']);
  });

  it('no moment lies before the year 1', async () => {
    for (const time of ['0000-01-01T00:00:00Z', '0001-01-01T00:00:00+01:00'])
      expect(await codes(`query @asOf(time: "${time}") { log { position } }`)).toEqual(['VALIDATION']);
    const { data } = await test.ask('query @asOf(time: "0001-01-01T00:00:00Z") { log { position } }');
    expect(data).toMatchObject({ log: { position: expect.any(String) } });
  });
});
