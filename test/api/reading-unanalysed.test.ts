// A statement about then reads what is asked about and nothing of others, however little the planner knows of the tables.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Composed } from '../../src/access/statements/compose.ts';
import { ORGANIZATIONS } from '../../src/access/statements/directory.ts';
import {
  HELD_EVERYWHERE,
  ORGANIZATIONS_BY_NAME,
  THINGS_BY_ID,
  USERS_BY_EMAIL,
  USERS_BY_ID,
} from '../../src/access/statements/entities.ts';
import { HELD_GRANTS } from '../../src/access/statements/held-grants.ts';
import { HELD_LEVELS } from '../../src/access/statements/levels.ts';
import { ALL_SETS_OF_HOLDERS, ALL_SETS_OF_INSTANCES } from '../../src/access/statements/perm-sets.ts';
import { REDEPLOY_NEEDED } from '../../src/access/statements/ssh.ts';
import { exposuresStatement } from '../../src/access/statements/ssh-exposures.ts';
import type { Call, Row, Transaction } from '../../src/database/sql.ts';
import { GRANT_KINDS } from '../../src/grants/registry.ts';
import { AFTER_IDS, BEFORE_IDS } from '../../src/kernel/ids.ts';
import { AFTER_KEYS } from '../../src/kernel/text.ts';
import { OPEN_END } from '../../src/kernel/time.ts';
import { SPAN_WIDTHS, spanOf } from '../../src/projecting/living-rows.ts';
import { eachDatabase } from '../support/databases.ts';
import { ID, LISTS, type Plan, rowsRead, VALUES, VARIANTS } from '../support/every-statement.ts';

/** All organizations are a list of all that were called otherwise then: it is for others to be bounded. */
const lists = Object.values(LISTS).filter((list) => list !== ORGANIZATIONS);
const exposures = (['environment', 'project', 'organization', 'user'] as const).map((within) =>
  exposuresStatement(within, false),
);
const ALL: readonly Composed[] = [
  ...lists.flatMap((list) =>
    VARIANTS.filter(({ atHead }) => !atHead).map((variant) => list.statement(variant)),
  ),
  ...[HELD_GRANTS.anytime, HELD_LEVELS, HELD_EVERYWHERE, ALL_SETS_OF_HOLDERS, ALL_SETS_OF_INSTANCES],
  ...[ORGANIZATIONS_BY_NAME, THINGS_BY_ID, USERS_BY_EMAIL, USERS_BY_ID, REDEPLOY_NEEDED, ...exposures],
];
/** Those whose texts differ. */
const STATEMENTS = [...new Map(ALL.map((statement) => [statement.text, statement])).values()];

const THEN = 2 ** 26;
/** Between cursors so far apart that they would let everybody through. */
const ASKED = {
  ...{ ...VALUES, position: THEN, types: ['INSTANCE_ACCESS'] },
  ...{ after: BEFORE_IDS, before: AFTER_IDS, afterText: '', beforeText: AFTER_KEYS },
};
const KINDS = [...GRANT_KINDS.map(({ name }) => name), 'PERMSET_MENTION'];
const TYPES = [
  'User',
  'Identity',
  'Organization',
  'Project',
  'Environment',
  'Invitation',
  'Instance',
  'PermSet',
];
/** Of each class a life through the moment that is asked about, as [from, until]. */
const LIVES = SPAN_WIDTHS.map((width) => Math.min(width, THEN) / 4).map((side) => [THEN - side, THEN + side]);

/** An entity that is everything at once, and an email. */
const KNOWN = [
  `insert into projection.entity_version (valid_from, ordinal, valid_until, span, entity_id, type, attributes)
    values (1, 0, ${OPEN_END}, 0, '${ID}', 'Environment', '{"ownerId": "${ID}", "sshUserIds": ["${ID}"]}')`,
  `insert into personal (commitment, field, salt, value, lookup) values ('${ID}', 'email', '', 'somebody', 'somebody')`,
];

/** Grants of every kind and versions of every type that lived then and have ended since; `whose` is an id in SQL. */
function ended(count: number, whose: string): string[] {
  return LIVES.flatMap(([from = 0, until = 0]) => {
    const life = `${from}, row_number() over () + ${count}, ${until}, ${spanOf(until - from)}`;
    const each = (names: readonly string[]) =>
      `unnest('{${names.join(',')}}'::text[]) name, generate_series(1, ${count})`;
    return [
      `insert into projection."grant" (valid_from, ordinal, valid_until, span, kind, subject_id, target_id, scope_id, slot, value)
        select ${life}, name, ${whose}, ${whose}, ${whose}, '', 'VIEWER' from ${each(KINDS)}`,
      `insert into projection.entity_version (valid_from, ordinal, valid_until, span, entity_id, type, parent_id, key, attributes)
        select ${life}, gen_random_uuid(), name, ${whose}, ${whose}::text, '{}' from ${each(TYPES)}`,
    ];
  });
}

eachDatabase('On tables of which nothing is known', (fresh, kind) => {
  let transaction: Transaction;
  let calls = 0;
  beforeAll(async () => {
    transaction = await fresh().database.begin();
  });
  afterAll(() => transaction?.rollback());

  const call = (text: string): Call => {
    calls += 1;
    return { statement: { name: `unanalysed-${kind}-${calls}`, text }, values: [] };
  };
  const prepare = (plans: string) =>
    transaction.send(STATEMENTS.map(({ text }, index) => call(`prepare ${plans}_${index} as ${text}`)));
  const read = async (plans: string): Promise<Record<string, number>> => {
    const found = await transaction.send(
      STATEMENTS.map((statement, index) => {
        const literals = statement.bind(ASKED).map(literal).join(', ');
        return call(`explain (analyze, format json) execute ${plans}_${index}(${literals})`);
      }),
    );
    return Object.fromEntries(
      STATEMENTS.map(({ name }, index) => [name, rowsRead(planOf(found[index]?.[0]))]),
    );
  };

  it('no statement reads what others held', async () => {
    await transaction.send([
      call(`update head set position = ${2 ** 28}`),
      ...[...KNOWN, ...ended(1, `'${ID}'::uuid`)].map(call),
    ]);
    await prepare('early');
    const alone = await read('early');
    await transaction.send(ended(100, 'gen_random_uuid()').map(call));
    await prepare('late');
    expect(await read('early'), 'by plans made before there were others').toEqual(alone);
    expect(await read('late'), 'by plans made when there were many').toEqual(alone);
  });
});

function literal(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `'{${value.map((each) => each ?? 'null').join(',')}}'`;
  return `'${value}'`;
}

function planOf(row: Row | undefined): Plan {
  const found = row?.['QUERY PLAN'];
  const [{ Plan: plan }] = (typeof found === 'string' ? JSON.parse(found) : found) as [{ Plan: Plan }];
  return plan;
}
