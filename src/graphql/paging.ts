/** QUERY: the connection types that every list shares: their shape and their descriptions. */
import { PAGE_SIZE } from '../access/paging.ts';

/** Options of the relay plugin: cursors are opaque strings, edges and nodes are never null. */
export const PAGING = {
  cursorType: 'String',
  nodeTypeOptions: {
    description: 'A thing with an identity of its own: its id never changes, its name may.',
  },
  idFieldOptions: { description: 'The UUID that identifies it, in the log and everywhere.' },
  pageInfoTypeOptions: { description: 'Where a page lies in its list (Relay).' },
  pageInfoFieldOptions: { description: 'Where the page lies in its list.' },
  hasNextPageFieldOptions: { description: 'Whether there is more after this page.' },
  hasPreviousPageFieldOptions: { description: 'Whether there is more before this page.' },
  startCursorFieldOptions: { description: 'The cursor of the first edge; null when the page is empty.' },
  endCursorFieldOptions: { description: 'The cursor of the last edge; null when the page is empty.' },
  firstArgOptions: {
    description: `How many from the start, or after \`after\`: ${PAGE_SIZE.default} unless said otherwise, at most ${PAGE_SIZE.max}.`,
  },
  afterArgOptions: { description: 'Only what comes after this cursor.' },
  lastArgOptions: { description: `How many from the end, or before \`before\`: at most ${PAGE_SIZE.max}.` },
  beforeArgOptions: { description: 'Only what comes before this cursor.' },
  edgesFieldOptions: {
    nullable: { list: false, items: false },
    description: 'The page, each with its cursor.',
  },
  nodeFieldOptions: { nullable: false, description: 'What the edge leads to.' },
  cursorFieldOptions: { description: 'The place of this edge in the list, for `after` and `before`.' },
  nodesOnConnection: false,
  defaultConnectionTypeOptions: { description: 'A page of a list (Relay).' },
  defaultEdgeTypeOptions: { description: 'One entry of a list (Relay).' },
} as const;
