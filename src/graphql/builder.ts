/** QUERY: the one builder of the schema. It holds no types and needs no database: types add themselves to it. */
import SchemaBuilder from '@pothos/core';
import PrismaPlugin from '@pothos/plugin-prisma';
import RelayPlugin from '@pothos/plugin-relay';
import type PrismaTypes from '../generated/pothos.ts';
import { getDatamodel } from '../generated/pothos.ts';
import type { Position, Time } from '../kernel/time.ts';
import type { Context } from './context.ts';
import { PAGING } from './paging.ts';

export interface SchemaShape {
  Context: Context;
  /** A field is non-null unless it says otherwise: authority may withhold it, or it may be absent. */
  DefaultFieldNullability: false;
  DefaultEdgesNullability: { list: false; items: false };
  DefaultNodeNullability: false;
  PrismaTypes: PrismaTypes;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: Time; Output: Time };
    Position: { Input: Position; Output: Position };
    JSON: { Input: unknown; Output: unknown };
  };
}

export const builder = new SchemaBuilder<SchemaShape>({
  plugins: [RelayPlugin, PrismaPlugin],
  defaultFieldNullability: false,
  prisma: {
    client: (context) => context.services.prisma,
    dmmf: getDatamodel(),
    onUnusedQuery: null,
  },
  relay: {
    ...PAGING,
    // The id of a node is its UUID as it stands in the log; `node` finds out what it names.
    encodeGlobalID: (_type, id) => String(id),
    decodeGlobalID: (id) => ({ typename: 'Node', id }),
    nodeQueryOptions: false,
    nodesQueryOptions: false,
  },
});
