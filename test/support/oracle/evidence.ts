/** ORACLE: what makes the log evidence: canonical leaves, their hashes, and commitments instead of personal data. */
import { createHash } from 'node:crypto';
import { canonical } from './canonical.ts';
import type { Personal } from './personal.ts';
import type { EventRow } from './read-log.ts';
import { folded } from './rows.ts';

/** What is wrong with an event's row, as text; nothing when all is well. */
export function flaws({ event, leaf, leafHashHex, columns }: EventRow, personal: Personal): string[] {
  const found: string[] = [];
  const claim = (holds: boolean, what: string): void => {
    if (!holds) found.push(`${what}: ${leaf}`);
  };
  claim(canonical(JSON.parse(leaf)) === leaf, 'the leaf is not canonical');
  const hash = createHash('sha256')
    .update(Buffer.from([0]))
    .update(Buffer.from(leaf, 'utf8'))
    .digest('hex');
  claim(hash === leafHashHex, 'the hash is not that of the leaf');
  claim(event.format === 1 && event.schemaVersion >= 1, 'the versions are not those of this time');
  const expected: Readonly<Record<string, string | null>> = {
    position: event.position,
    type: event.type,
    occurred_at: event.occurredAt,
    actor: event.actor,
    command_id: event.commandId,
    subject_id: event.subject ?? null,
    target_id: event.target.id,
    organization_id: event.scope.organization ?? null,
    project_id: event.scope.project ?? null,
    partner_id: event.scope.partner ?? null,
    instance_id: event.scope.instance ?? null,
  };
  for (const [column, value] of Object.entries(expected)) {
    claim(columns[column] === value, `the column ${column} says ${columns[column]}`);
  }
  for (const [field, commitment] of Object.entries(event.personal ?? {})) {
    const row = personal.get(commitment);
    claim(/^[0-9a-f]{64}$/.test(commitment), `${field} is no commitment`);
    if (!row) {
      claim(false, `nothing stands behind the commitment of ${field}`);
      continue;
    }
    const salt = Buffer.from(row.saltHex, 'hex');
    const opened = createHash('sha256').update(salt).update(Buffer.from(row.value, 'utf8')).digest('hex');
    claim(salt.length === 32 && opened === commitment, `the commitment of ${field} does not open`);
    claim(row.field === field, `what stands behind ${field} is a ${row.field}`);
    claim(field !== 'identity' || row.lookup === row.value, 'the identity is not found by its text');
    claim(field !== 'email' || row.lookup === folded(row.value), 'the email is not found by its folded form');
  }
  return found;
}

/** Texts of personal data, and secrets: none may occur in any row of an event. */
export function leaks(rows: readonly EventRow[], forbidden: readonly string[]): string[] {
  return rows.flatMap(({ leaf, columns }) => {
    const text = `${leaf} ${Object.values(columns).join(' ')}`.normalize('NFC').toLowerCase();
    return forbidden
      .filter((secret) => text.includes(folded(secret)))
      .map((secret) => `"${secret}" stands in the log: ${leaf}`);
  });
}

/** No salt and no commitment is used twice, so equal values cannot be told from each other's commitments. */
export function repeatedSalts(personal: Personal): string[] {
  const salts = [...personal.values()].map((row) => row.saltHex);
  return salts.filter((salt, at) => salts.indexOf(salt) !== at);
}
