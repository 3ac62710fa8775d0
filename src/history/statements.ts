/** READ: the statements that find events: narrow index ranges for what the viewer may read, the leaves joined after. */
import { type Composed, compose, type Dollar, type Parameter } from '../access/statements/compose.ts';

/**
 * What finds the events: the filter that an index serves best, else what the viewer may read. Whatever the driver,
 * all filters hold; drivers that do not say by themselves that the viewer may read the event check it.
 */
export const DRIVERS = [
  'subject',
  'target',
  'scope',
  'actor',
  'types',
  'everything',
  'own',
  'readable',
] as const;
export type Driver = (typeof DRIVERS)[number];

/** One row for each event of the page, or a single one without an event; the flags are the same in all. */
export interface EventPageRow {
  readonly position: string | null;
  readonly leaf: string | null;
  /** Whether there are events at or before the lower cursor, at or after the upper one. */
  readonly below: boolean;
  readonly above: boolean;
}

interface Bounds {
  readonly condition: string;
  readonly tail: string;
}

const statements = new Map<string, Composed>();

/** The statement of a driver, in ascending or descending order of positions, with or without cursors. */
export function eventsStatement(driver: Driver, descending: boolean, bounded: boolean): Composed {
  const name = `events-by-${driver}${descending ? '-descending' : ''}${bounded ? '-bounded' : ''}`;
  let statement = statements.get(name);
  if (!statement) {
    statement = composeEvents(name, driver, descending, bounded);
    statements.set(name, statement);
  }
  return statement;
}

function composeEvents(name: string, driver: Driver, descending: boolean, bounded: boolean): Composed {
  return compose(name, ($) => {
    const [after, before] = [$('afterPosition'), $('beforePosition')];
    const order = descending ? 'desc' : 'asc';
    const page: Bounds = {
      condition: ` and e."position" > ${after} and e."position" < ${before}`,
      tail: `order by e."position" ${order} limit ${$('limit')}`,
    };
    const beyond = (side: string) =>
      bounded
        ? `exists (select from (${found($, driver, { condition: ` and e."position" ${side}`, tail: 'limit 1' })}) beyond)`
        : 'false';
    return `with span as materialized (${span($)}),
      page as materialized (select distinct found."position" from (${found($, driver, page)}) found
        order by found."position" ${order} limit ${$('limit')})
      select page."position", event.leaf, flags.below, flags.above
      from (select ${beyond(`<= ${after}`)} as below, ${beyond(`>= ${before}`)} as above) flags
        left join (page join event on event."position" = page."position") on true
      order by page."position" ${order}`;
  });
}

/** The positions between which events lie that had been written by the position and happened in the time asked for. */
function span($: Dollar): string {
  const first = `select e."position" from event e where e.occurred_at >= ${$('from')} order by e.occurred_at, e."position" limit 1`;
  const last = `select e."position" from event e where e.occurred_at < ${$('until')}
    order by e.occurred_at desc, e."position" desc limit 1`;
  return `select
      case when ${$('from')} is null then 1 else coalesce((${first}), ${$('position')} + 1) end as first,
      least(${$('position')}, case when ${$('until')} is null then ${$('position')} else coalesce((${last}), 0) end) as last`;
}

function found($: Dollar, driver: Driver, bounds: Bounds): string {
  const events = (condition: string) =>
    `(select e."position" from event e where ${condition}${filters($)}
      and e."position" >= (select span.first from span) and e."position" <= (select span.last from span)
      ${bounds.condition} ${bounds.tail})`;
  const each = (list: string, column: string, further = '') =>
    `select mine."position" from unnest(${list}) each(key) cross join lateral ${events(`e.${column} = each.key${further}`)} mine`;
  const ofSets = ` and ${isAboutSet('e')}`;
  const notOfSets = ` and not ${isAboutSet('e')}`;
  const namedSets = each($('setsRead'), 'target_id');
  const own = events(`e.subject_id = ${$('viewer')}`);
  switch (driver) {
    case 'subject':
      return events(`e.subject_id = ${$('subject')} and ${readable($, 'e')}`);
    case 'target':
      return `${events(`e.target_id = ${$('target')} and ${readableLog($, 'target_id', 'target')}`)} union all ${own}`;
    case 'scope':
      return `${events(`e.organization_id = ${$('scope')} and (${$('all')} or ${$('scope')} = any(${$('managed')}))`)}
        union all ${events(`e.project_id = ${$('scope')} and ${readableLog($, 'project_id', 'scope')}`)}
        union all ${events(`e.partner_id = ${$('scope')} and ${overseenScope($)}`)}
        union all ${events(`e.instance_id = ${$('scope')}${notOfSets} and ${overseenScope($)}`)}
        union all ${each($('adminOf'), 'project_id')}
        union all ${events(`e.instance_id = ${$('scope')}${ofSets} and (${$('all')} or ${$('scope')} = any(${$('setInstances')}))`)}
        union all ${namedSets}
        union all ${own}`;
    case 'actor':
      return events(`e.actor = ${$('actor')} and ${$('all')}`);
    case 'types':
      return `select typed."position" from unnest(${$('eventTypes')}) each(key)
        cross join lateral ${events(`e.type = each.key and ${$('all')}`)} typed`;
    case 'everything':
      return events($('all'));
    case 'own':
      return own;
    case 'readable':
      return [
        own,
        each($('managed'), 'organization_id'),
        each($('adminOf'), 'project_id'),
        each($('overseen'), 'partner_id'),
        each($('overseen'), 'instance_id', notOfSets),
        each($('setInstances'), 'instance_id', ofSets),
        namedSets,
      ].join(' union all ');
    default:
      return driver satisfies never;
  }
}

/** Whether the viewer may read an event: their own, or one of a log that they may read. */
function readable($: Dollar, event: string): string {
  return `(${$('all')} or ${event}.subject_id = ${$('viewer')} or ${event}.organization_id = any(${$('managed')})
    or ${event}.project_id = any(${$('adminOf')}) or ${overseenLog($, event)} or ${readableSet($, event)})`;
}

/**
 * Whether an event lies in the log of a Partner or an Instance that the viewer reads: there they may modify it. The sets of
 * an Instance have logs of their own (A23).
 */
function overseenLog($: Dollar, event: string): string {
  return `(coalesce(${event}.partner_id, ${event}.instance_id) = any(${$('overseen')}) and not ${isAboutSet(event)})`;
}

/** The same of the scope that is asked for. */
function overseenScope($: Dollar): string {
  return `(${$('all')} or ${$('scope')} = any(${$('overseen')}))`;
}

/** Whether it is about a Permission Set that the viewer reads. */
function readableSet($: Dollar, event: string): string {
  return `(${event}.target_id = any(${$('setsRead')})
    or (${event}.instance_id = any(${$('setInstances')}) and ${isAboutSet(event)}))`;
}

function isAboutSet(event: string): string {
  return `exists (select from projection.entity anchor where anchor.id = ${event}.target_id and anchor.type = 'PermSet')`;
}

/**
 * Whether the viewer may read all events that have that column in common: one of them says it for all, since what
 * they are about lies in one place for ever. Asked once, so that nobody's question goes through a foreign log.
 */
function readableLog($: Dollar, column: string, value: Parameter): string {
  return `(${$('all')} or exists (
    select from (select * from event e where e.${column} = ${$(value)} order by e."position" limit 1) one
    where one.organization_id = any(${$('managed')}) or one.project_id = any(${$('adminOf')})
      or ${overseenLog($, 'one')} or ${readableSet($, 'one')}))`;
}

/** The filters, each of which may be absent (null). */
function filters($: Dollar): string {
  const equal: readonly (readonly [string, Parameter])[] = [
    ['subject_id', 'subject'],
    ['actor', 'actor'],
    ['target_id', 'target'],
  ];
  const conditions = equal.map(([column, name]) => ` and (${$(name)} is null or e.${column} = ${$(name)})`);
  return `${conditions.join('')}
      and (${$('scope')} is null or ${$('scope')} in (e.organization_id, e.project_id, e.partner_id, e.instance_id))
      and (${$('eventTypes')} is null or e.type = any(${$('eventTypes')}))`;
}

/** The events at some positions, as far as they had been written by the position read at. */
export const EVENTS_BY_POSITION = compose('events-by-position', ($) => {
  const position = `event."position" = any(${$('positions')}) and event."position" <= ${$('position')}`;
  return `select event."position", event.leaf from event where ${position}`;
});

/** The personal values behind commitments; none once erased. */
export const PERSONAL_VALUES = compose('personal-values', ($) => {
  return `select personal.commitment, personal.value from personal where personal.commitment = any(${$('texts')})`;
});
