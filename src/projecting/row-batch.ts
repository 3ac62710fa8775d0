/** PROJECT: what a batch of events does to the rows, folded: a row opened and closed in one batch is written once. */
import type { Id, UserId } from '../kernel/ids.ts';
import type { Entity, Grant } from '../kernel/state.ts';
import type { Position } from '../kernel/time.ts';
import { grantKeyText, type RowChange } from './present.ts';

export interface VersionRow {
  readonly from: Position;
  readonly ordinal: number;
  until: Position | null;
  readonly entity: Entity;
}

export interface GrantRow {
  readonly ordinal: number;
  until: Position | null;
  readonly grant: Grant;
}

/** The open row of a grant that the database holds, and where it ends. */
export interface GrantEnd {
  readonly subject: UserId;
  readonly kind: string;
  readonly target: Id;
  readonly slot: string;
  readonly until: Position;
}

export class RowBatch {
  readonly entities: { readonly entity: Entity; readonly from: Position }[] = [];
  readonly versions: VersionRow[] = [];
  readonly versionEnds = new Map<Id, Position>();
  readonly grants: GrantRow[] = [];
  readonly grantEnds: GrantEnd[] = [];
  readonly #openVersions = new Map<Id, VersionRow>();
  readonly #openGrants = new Map<string, GrantRow>();
  readonly #endedGrants = new Set<string>();

  /** Takes what one event did; `changes` in their order, so that a row's key is (position, ordinal). */
  add(position: Position, changes: readonly RowChange[]): void {
    let ordinal = 0;
    for (const change of changes) {
      switch (change.do) {
        case 'entity':
          this.entities.push({ entity: change.entity, from: position });
          break;
        case 'openVersion': {
          const row: VersionRow = { from: position, ordinal, until: null, entity: change.entity };
          ordinal += 1;
          this.versions.push(row);
          this.#openVersions.set(change.entity.id, row);
          break;
        }
        case 'closeVersion':
          this.#closeVersion(change.id, position);
          break;
        case 'openGrant': {
          const row: GrantRow = { ordinal, until: null, grant: change.grant };
          ordinal += 1;
          this.grants.push(row);
          this.#openGrants.set(grantKeyText(change.grant), row);
          break;
        }
        case 'closeGrant': {
          const text = grantKeyText(change.key);
          const open = this.#openGrants.get(text);
          if (open) {
            open.until = position;
            this.#openGrants.delete(text);
            this.#endedGrants.add(text);
          } else if (!this.#endedGrants.has(text)) {
            this.#endedGrants.add(text);
            const { subject, kind, target, slot } = change.key;
            this.grantEnds.push({ subject, kind, target, slot, until: position });
          }
          break;
        }
        default:
          change satisfies never;
      }
    }
  }

  #closeVersion(id: Id, position: Position): void {
    const open = this.#openVersions.get(id);
    if (open) {
      open.until = position;
      this.#openVersions.delete(id);
    } else if (!this.versionEnds.has(id)) {
      this.versionEnds.set(id, position);
    }
  }
}
