/** READ: what lists are ordered by in the database: a column of their entries, which their cursors bear. */
import { AFTER_NAMES, BEFORE_NAMES, placeAmongNames } from '../../grants/permission-sets/set-key.ts';
import { AFTER_IDS, BEFORE_IDS } from '../../kernel/ids.ts';
import { AFTER_KEYS } from '../../kernel/text.ts';
import type { Page } from '../paging.ts';
import type { Dollar, Values } from './compose.ts';

export interface ListOrder {
  /** The column of the entries. No two entries of a list have the same in it, or they are one. */
  readonly column: 'id' | 'key';
  /** What comes before and after all of a page with cursors, to be compared with the column; may name columns of `k`. */
  readonly after: ($: Dollar) => string;
  readonly before: ($: Dollar) => string;
  /** The parameters of both, whichever of the cursors is missing. */
  values(page: Page): Values;
}

export const BY_ID: ListOrder = {
  column: 'id',
  after: ($) => $('after'),
  before: ($) => $('before'),
  values: ({ after, before }) => ({ after: after ?? BEFORE_IDS, before: before ?? AFTER_IDS }),
};

/** What has a name that is unique: by the stored key, whose column has the collation "C" (A15). */
export const BY_NAME: ListOrder = {
  column: 'key',
  after: ($) => $('afterText'),
  before: ($) => $('beforeText'),
  values: ({ after, before }) => ({ afterText: after ?? '', beforeText: before ?? AFTER_KEYS }),
};

/**
 * Permission Sets of one Instance, which `k` holds as `instance_id`. Cursors bear what the key says of the name, so that
 * they fit the lists of any Instance.
 */
export const BY_NAME_THERE: ListOrder = {
  column: 'key',
  after: ($) => `(k.instance_id::text || ${$('afterText')})`,
  before: ($) => `(k.instance_id::text || ${$('beforeText')})`,
  values: ({ after, before }) => ({
    afterText: after === null ? BEFORE_NAMES : placeAmongNames(after),
    beforeText: before === null ? AFTER_NAMES : placeAmongNames(before),
  }),
};
