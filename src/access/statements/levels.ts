/** READ: access to Instances and Partners, from either side, and what lies in a Partner. */
import { LEVELS, type Levelled } from '../../grants/levels.ts';
import { notExpired } from '../../projecting/living-rows.ts';
import { type Composed, compose, type Dollar } from './compose.ts';
import { atHome } from './directory.ts';
import { defineList } from './list.ts';
import { packed } from './packed.ts';

const ENTRY = packed('entry.id', 'entry.valid_from', 'entry.value', 'entry.expires_at');
const COLUMNS = 'r.valid_from, r.value, r.expires_at';

/** User -> Instances or Partners. `whole`: all; otherwise those that the viewer may modify. */
const accessesOfUsers = (name: string, type: Levelled) =>
  defineList({
    name,
    keys: ($) => `unnest(${$('users')}, ${$('whole')}) with ordinality k(user_id, whole, n)`,
    source($, page) {
      const visible = page.open ? '' : ` and (k.whole or r.target_id = any(${$('overseen')}))`;
      const mine = `r.subject_id = k.user_id and r.kind = '${LEVELS[type].name}'${page.within('r.target_id')}`;
      const held = $.living('grant', `${mine} and ${notExpired('r', $('moment'))}${visible}`, {
        columns: `r.target_id as id, ${COLUMNS}`,
        page: page.ordered('r.target_id'),
      });
      return `(select * from ${held} held ${page.ordered('held.id')})`;
    },
    entry: ENTRY,
    finds: type,
  });

/** Instance or Partner -> users with access. Whoever may read one of them may read them all. `whole`: all of the users, too. */
const accessesOn = (name: string, type: Levelled) =>
  defineList({
    name,
    keys: ($) => `unnest(${$('ids')}, ${$('whole')}) with ordinality k(target_id, whole, n)`,
    source($, page) {
      const theirs = `r.target_id = k.target_id and r.kind = '${LEVELS[type].name}'${page.within('r.subject_id')}`;
      const held = $.living('grant', `${theirs} and ${notExpired('r', $('moment'))}`, {
        columns: `r.subject_id as id, ${COLUMNS}`,
        page: page.ordered('r.subject_id'),
      });
      return `(select * from ${held} held ${page.ordered('held.id')})`;
    },
    entry: ENTRY,
    finds: 'User',
  });

export const ACCESSES_OF_USERS = {
  Instance: accessesOfUsers('instances-of-users', 'Instance'),
  Partner: accessesOfUsers('partners-of-users', 'Partner'),
} as const;

export const ACCESSES_ON = {
  Instance: accessesOn('users-of-instances', 'Instance'),
  Partner: accessesOn('users-of-partners', 'Partner'),
} as const;

/** Partner -> users who are at home there. */
export const USERS_AT_HOME = defineList({
  name: 'users-at-home',
  keys: ($) => `unnest(${$('ids')}, ${$('whole')}) with ordinality k(partner_id, whole, n)`,
  source: ($, page) =>
    `(select home.id from ${atHome($, page, 'k.partner_id')} home ${page.ordered('home.id')})`,
  entry: 'entry.id::text',
  finds: 'User',
});

/** Partner -> Instances. `whole`: all; otherwise those that the viewer may know of. */
export const INSTANCES_OF_PARTNERS = defineList({
  name: 'instances-of-partners',
  keys: ($) => `unnest(${$('ids')}, ${$('whole')}) with ordinality k(partner_id, whole, n)`,
  source($, page) {
    const visible = page.open ? '' : ` and (k.whole or r.entity_id = any(${$('knownInstances')}))`;
    const key = `r.parent_id = k.partner_id and r.type = 'Instance'${page.within('r.entity_id')}${visible}`;
    const found = $.living('entity_version', key, {
      columns: 'r.entity_id as id',
      page: page.ordered('r.entity_id'),
    });
    return `(select found.id from ${found} found ${page.ordered('found.id')})`;
  },
  entry: 'entry.id::text',
  finds: 'Instance',
});

export interface HeldLevelRow {
  /** The index of the key, from 1; keys for which nothing is held have no row. */
  readonly n: number;
  readonly value: string;
  readonly since: string;
  readonly expires_at: string | null;
}

/** What users hold on Instances or Partners, one by one; whoever looks. */
export const HELD_LEVELS: Composed = compose('held-levels', ($: Dollar) => {
  const key = `r.subject_id = k.user_id and r.kind = k.kind and r.target_id = k.target_id`;
  return `select k.n::int, held.value, held.valid_from as since, held.expires_at
    from unnest(${$('users')}, ${$('types')}, ${$('ids')}) with ordinality k(user_id, kind, target_id, n)
      cross join lateral ${$.living('grant', key)} held
    where ${notExpired('held', $('moment'))}`;
});
