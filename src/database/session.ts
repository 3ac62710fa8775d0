/** The settings that every session of ours makes, whatever the database or its user have for defaults. */

/** The role that the server runs as; it may add events and can never change them. Made by the migrations. */
export const ROLE = 'tenure_app';

const EVERYWHERE = [
  `set search_path = public`,
  // Moments are read as text, and Prisma reads them wrongly in any other zone.
  `set timezone = 'UTC'`,
  `set datestyle = 'ISO'`,
  `set bytea_output = 'hex'`,
  // Only a transaction that says so may write (see pg-transaction.ts).
  `set default_transaction_read_only = on`,
];

/**
 * For the lane and the reads: small statements, prepared once, that begin with the keys looked up and go on by exact
 * keys. Their plans are made while tables may still be empty, and then kept; the embedded database never gathers
 * statistics at all. So plans must not rest on tables being small: joins are carried out in the order in which they
 * are written, by way of indexes. (Left to the planner, looking up 32 emails read every user.) And compiling
 * them would never pay.
 */
const PREPARED = [
  `set plan_cache_mode = force_generic_plan`,
  `set join_collapse_limit = 1`,
  `set enable_seqscan = off`,
  `set enable_bitmapscan = off`,
  `set enable_hashjoin = off`,
  `set enable_mergejoin = off`,
  `set jit = off`,
];

export type Purpose = 'write' | 'read' | 'long';

const FOR: Readonly<Record<Purpose, readonly string[]>> = {
  // Were this process to freeze within a transaction, the log's lock would go free after a minute.
  write: [
    ...PREPARED,
    `set statement_timeout = 0`,
    `set lock_timeout = 0`,
    `set idle_in_transaction_session_timeout = '60s'`,
  ],
  // A slow query holds up those behind it.
  read: [...PREPARED, `set statement_timeout = '30s'`],
  long: [],
};

/** SQL commands that make a session ready. */
export function sessionSetup(
  purpose: Purpose,
  options: { readonly restricted: boolean; readonly shared: boolean },
): string {
  // In a shared session the last word would count for all, so it is the same for all.
  const own = options.shared ? PREPARED : FOR[purpose];
  const role = options.restricted ? [`set role ${ROLE}`] : [];
  return [...EVERYWHERE, ...own, ...role].join('; ');
}
