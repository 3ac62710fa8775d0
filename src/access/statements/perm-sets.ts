/** READ: Permission Sets: those of Instances, who holds them, what users hold, and which mention a name. */
import { notExpired } from '../../projecting/living-rows.ts';
import { type Composed, compose, type Dollar } from './compose.ts';
import { entityRows } from './entity-rows.ts';
import { defineList, type PageSql } from './list.ts';
import { BY_NAME_THERE } from './list-order.ts';
import { packed } from './packed.ts';

const HELD = `r.kind = 'PERMISSION_SET'`;
const ENTRY = packed('entry.id', 'entry.valid_from', 'entry.expires_at');

/** The sets of an Instance `k`. `whole`: all; otherwise those that the viewer reads or holds. */
function setsOfInstance($: Dollar, page: PageSql): string {
  const whole = page.open ? '' : ' and k.whole';
  const key = `r.parent_id = k.instance_id and r.type = 'PermSet'${whole}${page.within('r.key')}`;
  const all = $.living('entity_version', key, {
    columns: 'r.entity_id as id, r.key',
    page: page.ordered('r.key'),
  });
  if (page.open) return `(select entry.* from ${all} entry ${page.ordered('entry.key')})`;
  const seen = `select mine.id, seen.key from (select unnest(${$('setsRead')}) as id union select unnest(${$('setsHeld')})) mine
      cross join lateral ${$.version('mine.id')} seen
    where seen.parent_id = k.instance_id and not k.whole${page.within('seen.key')}`;
  return `(select entry.* from (select * from ${all} whole_list union all ${seen}) entry ${page.ordered('entry.key')})`;
}

const INSTANCES = ($: Dollar) =>
  `unnest(${$('ids')}, ${$('whole')}) with ordinality k(instance_id, whole, n)`;

/** Instance -> sets. */
export const SETS_OF_INSTANCES = defineList({
  name: 'sets-of-instances',
  order: BY_NAME_THERE,
  keys: INSTANCES,
  source: setsOfInstance,
  entry: 'entry.id::text',
  finds: 'PermSet',
});

/** The rows of an Instance in the order of the lists. */
const BY_KEY = 'order by v.key';

/** Instance -> all its sets at once, one row each: for what must know them all to answer. */
export const ALL_SETS_OF_INSTANCES: Composed = compose('all-sets-of-instances', ($) => {
  const all: PageSql = { open: false, derived: false, within: () => '', ordered: () => '' };
  const found = `(select k.n, found.id, true as whole from ${INSTANCES($)} cross join lateral ${setsOfInstance($, all)} found)`;
  return `${entityRows($, found, { finds: 'others', also: 'd.n::int' })} ${BY_KEY}`;
});

/** Set -> holders, all of them. `whole`: the viewer sees all of them, not their names alone. */
export const HOLDERS_OF_SETS = defineList({
  name: 'holders-of-sets',
  keys: ($) => `unnest(${$('ids')}, ${$('whole')}) with ordinality k(set_id, whole, n)`,
  source($, page) {
    const key = `r.target_id = k.set_id and ${HELD}${page.within('r.subject_id')} and ${notExpired('r', $('moment'))}`;
    const held = $.living('grant', key, {
      columns: 'r.subject_id as id, r.valid_from, r.expires_at',
      page: page.ordered('r.subject_id'),
    });
    return `(select held.* from ${held} held ${page.ordered('held.id')})`;
  },
  entry: ENTRY,
  finds: 'User',
});

/** Whether the viewer reads who holds a set: by one of the row `r`, unless the key is whole. */
const readable = ($: Dollar) =>
  `(k.whole or r.scope_id = any(${$('setInstances')}) or r.target_id = any(${$('setsRead')}))`;

/** User -> Instances on which they hold sets. `whole`: all; otherwise those where the viewer reads that they hold one. */
export const INSTANCES_OF_HOLDERS = defineList({
  name: 'instances-of-holders',
  keys: ($) => `unnest(${$('users')}, ${$('whole')}) with ordinality k(user_id, whole, n)`,
  source($, page) {
    const visible = page.open ? '' : ` and ${readable($)}`;
    const key = `r.subject_id = k.user_id and ${HELD}${page.within('r.scope_id')}${visible} and ${notExpired('r', $('moment'))}`;
    const held = $.living('grant', key, { columns: 'r.scope_id as id' });
    return `(select distinct held.id from ${held} held ${page.ordered('held.id')})`;
  },
  entry: 'entry.id::text',
  finds: 'Instance',
});

/** What a user holds on an Instance, as a key of two: `whole` as before. */
const heldThere = ($: Dollar, open: boolean) =>
  `r.subject_id = k.user_id and ${HELD} and r.scope_id = k.instance_id${open ? '' : ` and ${readable($)}`} and ${notExpired('r', $('moment'))}`;

const USER_ON_INSTANCE = ($: Dollar) =>
  `unnest(${$('users')}, ${$('ids')}, ${$('whole')}) with ordinality k(user_id, instance_id, whole, n)`;

/** User and Instance -> the sets that they hold there. */
export const SETS_OF_HOLDERS = defineList({
  name: 'sets-of-holders',
  order: BY_NAME_THERE,
  keys: USER_ON_INSTANCE,
  source($, page) {
    const held = $.living('grant', heldThere($, page.open), {
      columns: 'r.target_id as id, r.valid_from, r.expires_at',
    });
    return `(select held.*, named.key from ${held} held cross join lateral ${$.version('held.id')} named
      where true${page.within('named.key')} ${page.ordered('named.key')})`;
  },
  entry: ENTRY,
  finds: 'PermSet',
});

/** User and Instance -> all sets that they hold there with their permissions, one row each. */
export const ALL_SETS_OF_HOLDERS: Composed = compose('all-sets-of-holders', ($) => {
  const held = $.living('grant', heldThere($, false), {
    columns: 'r.target_id as id, r.valid_from, r.expires_at',
  });
  const found = `(select k.n, held.*, true as whole from ${USER_ON_INSTANCE($)} cross join lateral ${held} held)`;
  return `${entityRows($, found, { finds: 'others', also: 'd.n::int, d.valid_from, d.expires_at' })} ${BY_KEY}`;
});

/** Name on an Instance -> the sets that mention it since a position or before. `whole`: all; otherwise those that the viewer reads or holds. */
export const SETS_MENTIONING = defineList({
  name: 'sets-mentioning',
  order: BY_NAME_THERE,
  keys: ($) =>
    `unnest(${$('ids')}, ${$('instances')}, ${$('whole')}) with ordinality k(name_id, instance_id, whole, n)`,
  source($, page) {
    const seen = ` and (k.whole or r.subject_id = any(${$('setsRead')}) or r.subject_id = any(${$('setsHeld')}))`;
    const key = `r.target_id = k.name_id and r.kind = 'PERMSET_MENTION' and r.valid_from <= ${$('since')}${page.open ? '' : seen}`;
    const mentions = $.living('grant', key, { columns: 'r.subject_id as id' });
    return `(select mention.id, named.key from ${mentions} mention cross join lateral ${$.version('mention.id')} named
      where true${page.within('named.key')} ${page.ordered('named.key')})`;
  },
  entry: 'entry.id::text',
  finds: 'PermSet',
});
