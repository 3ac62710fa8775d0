/** Start: what the person at the console is told: where the server is, where the token lies, what to ask first. */
import { relative } from 'node:path';
import type { Config } from './config.ts';

export interface Greeting {
  readonly config: Config;
  /** The port that the server really has. */
  readonly port: number;
  readonly tokenState: 'works' | 'stale' | 'missing';
  /** The token itself, where it may be shown. */
  readonly token: string | undefined;
}

/** A first query that every log can answer, and one for the demonstration set: who Bob was in June 2025. */
const FIRST_QUERY = '{ viewer { user { name } } log { position phase } }';
const DEMO_QUERY = `query Bob @asOf(time: "2025-06-01T00:00:00Z") {
  user(email: "bob@example.org") {
    name
    organizations { edges { node { organization { name } projects { edges { node { project { title } role } } } } } }
  }
}`.replaceAll(/\s+/g, ' ');

export function greeting({ config, port, tokenState, token }: Greeting): string {
  const url = `http://${hostToVisit(config.host)}:${port}/graphql`;
  const { tokenFile } = config;
  const place = relative(process.cwd(), tokenFile);
  const shown = place.startsWith('..') ? tokenFile : place;
  const lines = {
    works: [
      `The operator's token lies in ${shown}${token === undefined ? '' : `: ${token}`}`,
      '',
      'A first query:',
      `  curl -s ${url} -H "authorization: Bearer $(cat ${shown})" -H 'content-type: application/json' \\`,
      `    -d '${JSON.stringify({ query: config.demo ? DEMO_QUERY : FIRST_QUERY })}'`,
    ],
    stale: [
      `The token in ${shown} does not work here: it was revoked, or belongs to another database.`,
      'Use the token of somebody who is an operator; they can issue others with the mutation issueApiToken.',
    ],
    missing: [
      `There is no token in ${shown}: this log was made with another file, and a token is never shown twice.`,
      'Use the token of somebody who is an operator; they can issue others with the mutation issueApiToken.',
    ],
  };
  const graphiql = config.transport.graphiql ? ' (open it in a browser to try queries)' : '';
  return [`Tenure is ready at ${url}${graphiql}`, ...lines[tokenState], ''].join('\n');
}

/** An address that a client on this machine can use, where the server listens on all of them. */
function hostToVisit(host: string): string {
  if (['0.0.0.0', '::', ''].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
