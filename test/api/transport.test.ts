// What the transport does to every request, whatever it asks for.
import { describe, expect, it } from 'vitest';
import { AUTHORIZED, smallServer, TOKEN } from './small-server.ts';

const ONLY = (answer: { body: { errors?: readonly unknown[] } }) => {
  expect(answer.body.errors).toHaveLength(1);
  return answer.body.errors?.[0] as { message: string; extensions: Record<string, unknown> };
};

describe('authentication', () => {
  it.each<[string, Record<string, string>]>([
    ['no header', {}],
    ['another scheme', { authorization: 'Basic dXNlcjpwYXNz' }],
    ['a token of another form', { authorization: 'Bearer abc' }],
    ['an unknown token', { authorization: `Bearer tnr_${'B'.repeat(43)}` }],
  ])('refuses %s with 401', async (_name, headers) => {
    const { send } = smallServer();
    const answer = await send('{ stone { name } }', { headers });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(ONLY(answer).extensions.code).toBe('UNAUTHENTICATED');
    expect(answer.body.data).toBeUndefined();
  });

  it.each([
    ['a syntax error', '{ stone {'],
    ['a field that does not exist', '{ stone { nme } }'],
    ['a wrong @asOf', 'query @asOf { stone { name } }'],
    ['a deep query', `{ ${'stone { stones '.repeat(2)} { name } ${'}'.repeat(2)} }`],
    ['the schema', '{ __schema { types { name } } }'],
  ])('comes before everything else: %s', async (_name, query) => {
    const { send } = smallServer();
    const none: Record<string, string> = {};
    for (const headers of [none, { authorization: `Bearer tnr_${'B'.repeat(43)}` }]) {
      const answer = await send(query, { headers });
      expect(answer.status).toBe(401);
      expect(ONLY(answer).extensions.code).toBe('UNAUTHENTICATED');
      expect(answer.text).not.toContain('Did you mean');
    }
  });

  it('lets a known token in', async () => {
    const { send } = smallServer();
    const answer = await send('{ stone { name } }');
    expect(answer.status).toBe(200);
    expect(answer.body.data).toEqual({ stone: { name: 'stone of 1' } });
  });

  it('never echoes or logs a token', async () => {
    const { send, logged } = smallServer();
    const answers = [
      await send('{ stone { failing } }'),
      await send(`{ ${TOKEN} }`),
      await send('{ stone { name } }', { headers: { authorization: `Bearer ${TOKEN}x` } }),
    ];
    expect(answers.map((answer) => JSON.stringify([...answer.headers])).join()).not.toContain(TOKEN);
    expect(logged.join()).not.toContain(TOKEN);
    expect(answers[2]?.text).not.toContain(TOKEN);
  });

  it('shows the schema to nobody where that is configured', async () => {
    const { send } = smallServer({ transport: { introspection: 'off' } });
    expect((await send('{ __schema { queryType { name } } }', { headers: {} })).status).toBe(401);
    const answer = await send('{ stone { name } __schema { queryType { name } } }');
    expect(answer.status).toBe(400);
    expect(new Set(answer.body.errors?.map(({ extensions }) => extensions.code))).toEqual(
      new Set(['VALIDATION']),
    );
    expect((await send('{ __typename }')).body.data).toEqual({ __typename: 'Query' });
  });

  it('shows the schema without a token where that is configured, and nothing else', async () => {
    const { send } = smallServer({ transport: { introspection: 'public' } });
    const schema = await send('{ __schema { queryType { name } } }', { headers: {} });
    expect(schema.body.data).toEqual({ __schema: { queryType: { name: 'Query' } } });
    for (const query of ['{ stone { name } }', '{ __typename stone { name } }', 'mutation { roll }']) {
      expect((await send(query, { headers: {} })).status).toBe(401);
    }
  });
});

describe('request ids', () => {
  it('takes the one of the client, and says it in the answer', async () => {
    const { send } = smallServer();
    const answer = await send('{ stone { name } }', {
      headers: { ...AUTHORIZED, 'x-request-id': 'web-17.a' },
    });
    expect(answer.headers.get('x-request-id')).toBe('web-17.a');
  });

  it.each(['', 'a b', 'x'.repeat(101), '<script>'])('makes its own instead of %j', async (given) => {
    const { send } = smallServer();
    const answer = await send('{ stone { nme } }', { headers: { ...AUTHORIZED, 'x-request-id': given } });
    const id = answer.headers.get('x-request-id');
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(ONLY(answer).extensions.requestId).toBe(id);
  });

  it('names every answer, also those that are no GraphQL', async () => {
    const { server } = smallServer();
    for (const path of ['/health', '/ready', '/nowhere']) {
      const response = await server.fetch(`http://localhost${path}`);
      expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
  });
});

describe('errors', () => {
  // Twice, and a third time: interpreted, compiled, and from the cache.
  const thrice = async (query: string) => {
    const small = smallServer();
    const answers = [await small.send(query), await small.send(query), await small.send(query)];
    return { answers, ...small };
  };

  it('tells a refusal in full, where it happened', async () => {
    const { answers } = await thrice('{ stone { name\n forbidden } }');
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(answer.body.data).toEqual({ stone: { name: 'stone of 1', forbidden: null } });
      expect(ONLY(answer)).toEqual({
        message: 'The name is withheld.',
        path: ['stone', 'forbidden'],
        locations: [{ line: 2, column: 2 }],
        extensions: {
          code: 'FORBIDDEN',
          field: 'name',
          remedy: 'Ask its owner.',
          facts: { owner: 'Ann' },
          requestId: answer.headers.get('x-request-id'),
        },
      });
    }
  });

  it('masks what is unexpected, and logs it under the request id', async () => {
    const { answers, logged } = await thrice('{ stone { name failing } }');
    for (const answer of answers) {
      expect(answer.text).not.toContain('password');
      expect(ONLY(answer)).toMatchObject({ path: ['stone', 'failing'], extensions: { code: 'INTERNAL' } });
      const line = logged.find((each) => each.includes(answer.headers.get('x-request-id') ?? '-'));
      expect(line).toContain('password of the database');
    }
  });

  it.each([
    ['a null where none may be', '{ stone { name missing } }', { stone: null }],
    ['a value of no possible type', '{ strayThing { name } }', { strayThing: null }],
  ])('masks %s', async (_name, query, data) => {
    const { answers } = await thrice(query);
    for (const answer of answers) {
      expect(answer.body.data).toEqual(data);
      for (const error of answer.body.errors ?? []) {
        expect(error.message).toContain('Something unexpected happened');
        expect(error.extensions.code).toBe('INTERNAL');
      }
      expect(answer.body.errors?.length).toBeGreaterThan(0);
    }
  });

  it.each([
    ['a syntax error', '{ stone {', {}],
    ['an unknown field', '{ stone { nme } }', {}],
    ['an unknown operation', 'query A { stone { name } }', { operationName: 'B' }],
    ['no operation chosen', 'query A { stone { name } } query B { stone { name } }', {}],
    [
      'a variable of the wrong type',
      'query ($w: Int!) { stone(weight: $w) { name } }',
      { variables: { w: 'x' } },
    ],
    ['a variable that is missing', 'query ($w: Int!) { stone(weight: $w) { name } }', {}],
    [
      'a time that is none',
      'query ($t: DateTime) { stone(at: $t) { name } }',
      { variables: { t: '2020-02-30' } },
    ],
    ['a time that is none, in the text', '{ stone(at: "yesterday") { name } }', {}],
  ])('answers 400 and VALIDATION to %s', async (_name, query, more) => {
    const small = smallServer();
    for (let time = 0; time < 3; time += 1) {
      const answer = await small.send(query, more);
      expect(answer.status).toBe(400);
      expect(ONLY(answer).extensions.code).toBe('VALIDATION');
      expect(answer.body.data).toBeUndefined();
    }
    expect(small.logged).toEqual([]);
  });

  it('answers VALIDATION to a null for an argument that may not be null', async () => {
    const { answers } = await thrice('query ($w: Int = 2) { stone(weight: $w) { name } }');
    for (const answer of answers) expect(answer.body.data).toEqual({ stone: { name: 'stone of 2' } });
    const small = smallServer();
    for (let time = 0; time < 3; time += 1) {
      const answer = await small.send('query ($w: Int = 2) { stone(weight: $w) { name } }', {
        variables: { w: null },
      });
      expect(ONLY(answer).extensions.code).toBe('VALIDATION');
    }
  });

  it.each([
    ['{ "query": ', 400],
    ['[]', 400],
    ['{}', 400],
    ['{"query": 1}', 400],
    ['{"query": "{ __typename }", "variables": 1}', 400],
    ['{"query": "{ __typename }", "surplus": 1}', 400],
  ])('answers to the body %s with %i', async (body, status) => {
    const { server } = smallServer();
    const headers = { ...AUTHORIZED, 'content-type': 'application/json' };
    const response = await server.fetch('http://localhost/graphql', { method: 'POST', headers, body });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'VALIDATION' } }] });
  });

  it('refuses a mutation by GET', async () => {
    const { server } = smallServer();
    const response = await server.fetch('http://localhost/graphql?query=mutation%7Broll%7D', {
      headers: AUTHORIZED,
    });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });
});

describe('@asOf', () => {
  it('is read once, and pins the request', async () => {
    const { send, pins } = smallServer();
    const query = 'query ($t: DateTime!) @asOf(time: $t) { stone { name } things { name } }';
    const answer = await send(query, { variables: { t: '2020-02-15T01:00:00+01:00' } });
    expect(pins).toEqual([{ time: '2020-02-15T00:00:00.000Z' }]);
    expect(answer.body.extensions?.tenure).toEqual({
      position: '42',
      time: '2026-01-01T00:00:00.000Z',
      settled: true,
    });
  });

  it.each([
    ['position: "7"', {}],
    ['position: 7', {}],
    ['position: $p', { p: '7' }],
    ['position: $p', { p: 7 }],
    ['position: $d', {}],
  ])('takes %s with %j', async (argument, variables) => {
    const { send, pins } = smallServer();
    const uses = argument.includes('$') ? '($p: Position, $d: Position = "7")' : '';
    const unused = argument.includes('$') ? 'things @include(if: false) { name }' : '';
    const answer = await send(`query ${uses} @asOf(${argument}) { stone { name } ${unused} }`, { variables });
    // A variable that nothing uses is a fault of the query, but not of the directive.
    if (answer.status === 200) expect(pins).toEqual([{ position: 7 }]);
    else expect(answer.text).toContain('is never used');
  });

  it.each([
    ['nothing', 'query @asOf { stone { name } }', {}],
    ['both', 'query @asOf(time: "2020-01-01T00:00:00Z", position: 1) { stone { name } }', {}],
    ['null', 'query @asOf(time: null) { stone { name } }', {}],
    ['a variable without a value', 'query ($t: DateTime) @asOf(time: $t) { stone { name } }', {}],
    ['a variable that is null', 'query ($t: DateTime) @asOf(time: $t) { stone { name } }', { t: null }],
  ])('refuses %s, and says what would be right', async (_name, query, variables) => {
    const { send } = smallServer();
    const answer = await send(query, { variables });
    expect(answer.status).toBe(400);
    expect(ONLY(answer).extensions).toMatchObject({
      code: 'VALIDATION',
      field: '@asOf',
      remedy: expect.stringContaining('exactly one'),
    });
  });

  it.each([
    ['a mutation', 'mutation @asOf(position: 1) { roll }'],
    ['a field', '{ stone @asOf(position: 1) { name } }'],
    ['a query twice', 'query @asOf(position: 1) @asOf(position: 2) { stone { name } }'],
    ['a time that is none', 'query @asOf(time: "2020-02-30T00:00:00Z") { stone { name } }'],
    ['a position that is none', 'query @asOf(position: -1) { stone { name } }'],
  ])('is refused on %s', async (_name, query) => {
    const { send } = smallServer();
    const answer = await send(query);
    expect(answer.status).toBe(400);
    expect(ONLY(answer).extensions.code).toBe('VALIDATION');
  });

  it('answers 400 when the moment is out of range', async () => {
    const { send } = smallServer();
    const answer = await send('query @asOf(position: 43) { stone { name } }');
    expect(answer.status).toBe(400);
    expect(ONLY(answer).extensions.code).toBe('AS_OF_OUT_OF_RANGE');
  });

  it('is told in every answer, also one with errors', async () => {
    const { send } = smallServer();
    for (const query of [
      '{ stone { name } }',
      '{ stone { failing } }',
      '{ stone { nme } }',
      'mutation { roll }',
    ]) {
      expect((await send(query)).body.extensions?.tenure).toMatchObject({ position: '42', settled: false });
    }
  });
});

describe('limits', () => {
  const code = async (query: string, limits: object, more = {}) => {
    const answer = await smallServer({ limits }).send(query, more);
    return { status: answer.status, ...ONLY(answer).extensions };
  };
  const tooComplex = (limit: string) => ({ status: 400, code: 'QUERY_TOO_COMPLEX', facts: { limit } });

  it('bounds tokens', async () => {
    expect(await code('{ stone { name name name name } }', { tokens: 8 })).toMatchObject(
      tooComplex('tokens'),
    );
  });

  it('bounds aliases', async () => {
    expect(await code('{ a: stone { name } b: stone { name } }', { aliases: 1 })).toMatchObject(
      tooComplex('aliases'),
    );
  });

  it('bounds depth, through fragments', async () => {
    const query = '{ stone { ...S } } fragment S on Stone { stones { ... on Stone { name } } }';
    expect(await code(query, { depth: 2 })).toMatchObject(tooComplex('depth'));
    expect((await smallServer({ limits: { depth: 3 } }).send(query)).status).toBe(200);
  });

  it('bounds directives', async () => {
    const query = '{ stone { name @include(if: true) @skip(if: false) } }';
    expect(await code(query, { directives: 1 })).toMatchObject({
      ...tooComplex('directives'),
      facts: { limit: 'directives', allowed: 1, asked: 2 },
    });
  });

  it('bounds lists, in the text and in variables, wherever they are', async () => {
    const limits = { list: 3 };
    expect(await code('{ sum(of: [1, 2, 3, 4]) }', limits)).toMatchObject(tooComplex('list'));
    const query = 'query ($of: [Int!]!) { sum(of: $of) }';
    const asked = await code(query, limits, { variables: { of: [1, 2, 3, 4] } });
    expect(asked).toMatchObject({
      ...tooComplex('list'),
      facts: { limit: 'list', allowed: 3, asked: 4 },
      remedy: expect.any(String),
    });
    const hidden = { of: [1], other: { deep: [[1, 2, 3, 4]] } };
    expect(await code(query, limits, { variables: hidden })).toMatchObject(tooComplex('list'));
    const within = await smallServer({ limits }).send(query, { variables: { of: [1, 2, 3] } });
    expect(within.body.data).toEqual({ sum: 6 });
  });

  it.each([
    ['selections', `{ stone ${'... { '.repeat(1_600)} name ${'}'.repeat(1_600)} }`],
    ['lists', `{ sum(of: ${'['.repeat(2_400)} 1 ${']'.repeat(2_400)}) }`],
    ['objects', `{ sum(of: ${'{a: '.repeat(1_200)} 1 ${'}'.repeat(1_200)}) }`],
  ])('bounds how deep %s nest as text', async (_name, query) => {
    expect(await code(query, {})).toMatchObject(tooComplex('depth'));
  });

  it('goes into brackets of any depth without running out of stack', async () => {
    const query = `{ sum(of: ${'['.repeat(100_000)}`;
    expect(await code(query, { tokens: 1_000_000 })).toMatchObject(tooComplex('depth'));
    const { server } = smallServer();
    const lists = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const response = await server.fetch('http://localhost/graphql', {
      method: 'POST',
      headers: { ...AUTHORIZED, 'content-type': 'application/json' },
      body: `{"query": "query ($of: [Int!]!) { sum(of: $of) }", "variables": {"of": ${lists}}}`,
    });
    expect(response.status).toBe(400);
  });

  it('answers no batches', async () => {
    const { server } = smallServer();
    const headers = { ...AUTHORIZED, 'content-type': 'application/json' };
    const body = JSON.stringify([{ query: '{ stone { name } }' }, { query: '{ stone { name } }' }]);
    const response = await server.fetch('http://localhost/graphql', { method: 'POST', headers, body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'VALIDATION' } }] });
  });

  it('repeats no more of a request than helps', async () => {
    const variables = { w: 'x'.repeat(100_000) };
    const answer = await smallServer().send('query ($w: Int!) { stone(weight: $w) { name } }', { variables });
    expect(ONLY(answer).message).toHaveLength(1_003);
  });

  it('counts what pages could hold, with their variables and defaults', async () => {
    const nested = (size: string) =>
      `query ($n: Int = 400) { stone { stones(first: ${size}) { stones(first: 300) { name } } } }`;
    const limits = { objects: 100_000 };
    expect(await code(nested('$n'), limits)).toMatchObject(tooComplex('objects'));
    expect(await code(nested('$n'), limits, { variables: { n: 350 } })).toMatchObject(tooComplex('objects'));
    expect((await smallServer({ limits }).send(nested('$n'), { variables: { n: 2 } })).status).toBe(200);
  });

  it('counts a fragment as often as it is spread, without walking it as often', async () => {
    const links = Array.from(
      { length: 40 },
      (_, n) => `fragment F${n} on Stone { x: stones { ...F${n + 1} } y: stones { ...F${n + 1} } }`,
    );
    const query = `{ stone { ...F0 } } ${links.join(' ')} fragment F40 on Stone { name }`;
    expect(await code(query, { depth: 100 })).toMatchObject(tooComplex('objects'));
  });

  it('bounds the body, over a port', async () => {
    const { server } = smallServer({ limits: { bodyBytes: 1000 } });
    await new Promise<void>((resolve) => server.http.listen(0, '127.0.0.1', resolve));
    const { port } = server.http.address() as { port: number };
    const send = (query: string) =>
      fetch(`http://127.0.0.1:${port}/graphql`, {
        method: 'POST',
        headers: { ...AUTHORIZED, 'content-type': 'application/json', 'x-request-id': 'big' },
        body: JSON.stringify({ query }),
      });
    try {
      const small = await send('{ stone { name } }');
      expect(await small.json()).toMatchObject({ data: { stone: { name: 'stone of 1' } } });
      expect(small.headers.get('x-request-id')).toBe('big');
      const big = await send(`{ stone { name } } # ${'x'.repeat(1000)}`);
      expect(big.status).toBe(413);
      expect(await big.json()).toMatchObject({
        errors: [
          { extensions: { code: 'QUERY_TOO_COMPLEX', requestId: 'big', facts: { limit: 'bodyBytes' } } },
        ],
      });
    } finally {
      await new Promise((resolve) => server.http.close(resolve));
    }
  });
});

describe('compiled queries', () => {
  it('answer what each operation of a document asks, with its own variables', async () => {
    const { send } = smallServer();
    const query = 'query A { stone { name } } query B($w: Int!) { heavy: stone(weight: $w) { name } }';
    for (let time = 0; time < 3; time += 1) {
      const a = await send(query, { operationName: 'A' });
      const b = await send(query, { operationName: 'B', variables: { w: time } });
      expect(a.body.data).toEqual({ stone: { name: 'stone of 1' } });
      expect(b.body.data).toEqual({ heavy: { name: `stone of ${time}` } });
    }
  });

  it('follow @skip and @include', async () => {
    const { send } = smallServer();
    const query =
      'query ($yes: Boolean!) { things { ... @include(if: $yes) { name } __typename @skip(if: $yes) } }';
    for (const yes of [true, false, true, false]) {
      const one = yes ? [{ name: 'a' }, { name: 'b' }] : [{ __typename: 'Stone' }, { __typename: 'Stone' }];
      expect((await send(query, { variables: { yes } })).body.data).toEqual({ things: one });
    }
  });
});

describe('the page to try queries on', () => {
  const page = async (graphiql: boolean) =>
    smallServer({ transport: { graphiql } }).server.fetch('http://localhost/graphql', {
      headers: { accept: 'text/html' },
    });

  it('is served where it is configured, and only there', async () => {
    const served = await page(true);
    expect(served.status).toBe(200);
    expect(served.headers.get('content-type')).toContain('text/html');
    const not = await page(false);
    expect(not.headers.get('content-type') ?? '').not.toContain('text/html');
    expect(not.status).not.toBe(200);
  });

  it('asks no other host for anything: it refers to none, and its policy forbids it', async () => {
    const served = await page(true);
    const policy = served.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).not.toMatch(/https?:|\*/);
    const html = await served.text();
    const markup = html.replace(/<(script|style)>[\s\S]*?<\/\1>/g, '');
    expect(markup).not.toMatch(/(src|href)="(https?:)?\/\//);
    const styles = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? '';
    expect(styles.length).toBeGreaterThan(1000);
    expect(styles).not.toMatch(/@import|url\((?!["']?(data:|#))/);
    expect(html).not.toMatch(/importScripts\(["'`]http/);
  });

  it('holds the example queries', async () => {
    expect(await (await page(true)).text()).toContain('query Members(');
  });
});

describe('health', () => {
  it('says that the process lives, and whether it can answer', async () => {
    const answer = async (path: string, ready: boolean) =>
      (await smallServer({ ready: async () => ready }).server.fetch(`http://localhost${path}`)).status;
    expect(await answer('/health', false)).toBe(200);
    expect(await answer('/ready', true)).toBe(200);
    expect(await answer('/ready', false)).toBe(503);
  });

  it('keeps to itself why it cannot answer', async () => {
    const { server, logged } = smallServer({
      ready: () => Promise.reject(new Error('no route to the database')),
    });
    const response = await server.fetch('http://localhost/ready');
    expect(response.status).toBe(503);
    expect(await response.text()).toBe('');
    expect(logged.join()).toContain('no route to the database');
  });
});
