/** The peer of the reads part: PostGraphile 5 over the flat schema, as its documentation sets it up for production. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { answer } from '../harness/worker.ts';

let close: () => Promise<void> = async () => undefined;

const handlers = {
  /** Serves the schema `flat` and answers the URL of its GraphQL endpoint. */
  async open({ url, connections }: { url: string; connections: number }): Promise<string> {
    const instance = postgraphile({
      extends: [PostGraphileAmberPreset],
      pgServices: [
        makePgService({ connectionString: url, schemas: ['flat'], poolConfig: { max: connections } }),
      ],
      grafast: { explain: false },
      grafserv: { graphiql: false, watch: false },
      schema: { defaultBehavior: '-insert -update -delete +list -filter -order' },
    });
    const server = createServer();
    server.once('error', (error) => console.error(error));
    await instance.createServ(grafserv).addTo(server);
    const port = await listen(server);
    close = async () => {
      server.closeAllConnections();
      server.close();
      await instance.release();
    };
    return `http://127.0.0.1:${port}/graphql`;
  },
  close: () => close(),
};
export type PostgraphileHandlers = typeof handlers;

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

answer(handlers);
