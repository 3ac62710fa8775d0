/** ORACLE: the projection rows that a log must have given, in one comparable form. */
import { createHash } from 'node:crypto';
import { mentionedIn } from './permissions.ts';
import type { Lifetime, World } from './world.ts';

/** A version of an entity as a row: the opening and the closing position, the closing one null while it is open. */
export interface VersionRow {
  readonly from: number;
  readonly until: number | null;
  readonly id: string;
  readonly type: string;
  readonly scope: string;
  readonly parent: string | null;
  readonly key: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface GrantRow {
  readonly from: number;
  readonly until: number | null;
  readonly kind: string;
  readonly subject: string;
  readonly target: string;
  readonly scope: string;
  readonly slot: string;
  readonly value: string;
  readonly expiresAt: string | null;
}

/** A name as it is stored. */
export function nameOf(text: string): string {
  return text.normalize('NFC').trim();
}

/** Names as they are compared: NFC, trimmed, lower case. */
export function folded(text: string): string {
  return text.normalize('NFC').trim().toLowerCase().normalize('NFC');
}

const span = ({ from, until }: Lifetime) => ({ from, until });

/** An id that is made of texts: a UUIDv8 of their hash. */
function madeOf(...parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:${part}`);
  const digits = [...hash.digest('hex').slice(0, 32)];
  digits[12] = '8';
  digits[16] = '89ab'.charAt(Number.parseInt(digits[16] ?? '', 16) % 4);
  return digits.join('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** Where invitations lie that are no longer pending, by what they became and their organization. */
const drawer = (state: string, organization: string): string => madeOf('invitations', state, organization);

/** Every version of every entity that the log says there was, in no particular order. */
export function versionRows(world: World): VersionRow[] {
  return [
    ...world.users.map((row) => ({
      ...span(row),
      id: row.id,
      type: 'User',
      scope: row.id,
      parent: row.homePartnerId,
      key: row.email,
      attributes: { email: row.email, name: row.name },
    })),
    ...world.tokens.map((row) => ({
      ...span(row),
      id: row.id,
      type: 'ApiToken',
      scope: row.userId,
      parent: row.userId,
      key: null,
      attributes: { userId: row.userId, expiresAt: row.expiresAt, provisional: row.provisional },
    })),
    ...world.identities.map((row) => ({
      ...span(row),
      id: row.id,
      type: 'Identity',
      scope: row.userId,
      parent: row.userId,
      key: row.identity,
      attributes: { userId: row.userId, issuer: row.issuer },
    })),
    ...world.partners.map((row) => ({
      ...span(row),
      id: row.id,
      type: 'Partner',
      scope: row.id,
      parent: null,
      key: null,
      attributes: { name: row.name },
    })),
    ...world.instances.map((row) => ({
      ...span(row),
      id: row.id,
      type: 'Instance',
      scope: row.id,
      parent: row.partnerId,
      key: null,
      attributes: { name: row.name },
    })),
    ...world.permSets.map((row) => ({
      ...span(row),
      id: row.id,
      type: 'PermSet',
      scope: row.instanceId,
      parent: row.instanceId,
      key: `${row.instanceId}/${folded(row.name)}`,
      attributes: {
        name: row.name,
        description: row.description,
        enabled: row.enabled,
        permissions: row.permissions,
      },
    })),
    ...world.organizations.map((row) => ({
      ...span(row),
      id: row.id,
      type: 'Organization',
      scope: row.id,
      parent: null,
      key: folded(row.name),
      attributes: { name: row.name, label: row.label, ownerId: row.ownerId },
    })),
    ...world.projects.map((row) => ({
      ...span(row),
      id: row.id,
      type: 'Project',
      scope: row.organizationId,
      parent: row.organizationId,
      key: null,
      attributes: { title: row.title, defaultBranch: row.defaultBranch },
    })),
    ...world.environments.map((row) => ({
      ...span(row),
      id: row.id,
      type: 'Environment',
      scope: row.organizationId,
      parent: row.projectId,
      key: null,
      attributes: {
        parentId: row.parentId,
        name: row.name,
        type: row.type,
        sshMinRole: row.minRole,
        sshUserIds: [...row.sshUserIds],
      },
    })),
    ...world.invitations.map((row) => ({
      ...span(row),
      id: row.id,
      type: 'Invitation',
      scope: row.organizationId,
      parent: row.state === 'PENDING' ? row.organizationId : drawer(row.state, row.organizationId),
      key: row.state === 'PENDING' ? row.email : null,
      attributes: {
        kind: row.kind,
        targetId: row.targetId,
        email: row.email,
        state: row.state,
        invitedBy: row.invitedBy,
        sent: row.sent,
        permissions: row.requested.permissions,
        projectRole: row.requested.projectRole,
        environmentTypes: row.requested.environmentTypes.map(({ type, role }) => `${type} ${role}`),
        expiresAt: row.requested.expiresAt,
      },
    })),
  ];
}

/** Every grant that the log says there was, and every mention of a name by a set, which lies among them. */
export function grantRows(world: World): GrantRow[] {
  return [...world.grants.map((grant) => ({ ...grant })), ...mentionRows(world)];
}

/** From when until when each set mentioned each name. */
function mentionRows({ permSets }: World): GrantRow[] {
  const rows: GrantRow[] = [];
  for (const { id, instanceId, permissions, from, until } of permSets) {
    for (const name of mentionedIn(permissions)) {
      const before = rows.findIndex((row) => row.subject === id && row.value === name && row.until === from);
      rows.push({
        from: before < 0 ? from : (rows.splice(before, 1)[0]?.from ?? from),
        until,
        kind: 'PERMSET_MENTION',
        subject: id,
        target: madeOf('permset-name', instanceId, name),
        scope: instanceId,
        slot: `${instanceId}/${folded(name)}`,
        value: name,
        expiresAt: null,
      });
    }
  }
  return rows;
}

/** A row as one line of text with its fields in a fixed order, for comparing sets of rows. */
export function lineOf(row: VersionRow | GrantRow): string {
  return JSON.stringify(row, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

/** What only one of two sets of rows has; both lists empty when they are equal. Equal rows count as often as they occur. */
export function difference(
  expected: readonly string[],
  found: readonly string[],
): { missing: string[]; surplus: string[] } {
  const left = [...found];
  const missing = expected.filter((line) => {
    const at = left.indexOf(line);
    if (at < 0) return true;
    left.splice(at, 1);
    return false;
  });
  return { missing, surplus: left };
}
