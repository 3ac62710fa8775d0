/** QUERY, COMMAND: the page to try queries on. It works offline: all that it needs is in it. */
import type { Plugin } from 'graphql-yoga';
import { EXAMPLES } from './example-queries.ts';

/** The browser itself sees to it that the page talks to this server only. */
const POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval' blob:",
  'worker-src blob:',
  "style-src 'unsafe-inline'",
  'img-src data:',
  'font-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function useGraphiQL(endpoint: string): Plugin {
  let page: Promise<string> | undefined;
  return {
    async onRequest({ request, url, endResponse, fetchAPI }) {
      if (request.method !== 'GET' || url.pathname !== endpoint) return;
      if (!request.headers.get('accept')?.includes('text/html')) return;
      // Nine megabytes: loaded when somebody looks, not when the server starts.
      page ??= renderPage(endpoint);
      const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY };
      endResponse(new fetchAPI.Response(await page, { headers }));
    },
  };
}

async function renderPage(endpoint: string): Promise<string> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  return renderGraphiQL({
    title: 'Tenure',
    endpoint,
    defaultTabs: EXAMPLES.map(({ query, variables }) => ({
      query,
      variables: variables === undefined ? undefined : JSON.stringify(variables, undefined, 2),
      headers: JSON.stringify({ authorization: 'Bearer tnr_...' }, undefined, 2),
    })),
    defaultEditorToolsVisibility: 'headers',
    // A token typed into the page is forgotten with it.
    shouldPersistHeaders: false,
    schemaDescription: true,
    directiveIsRepeatable: true,
    inputValueDeprecation: true,
  });
}
