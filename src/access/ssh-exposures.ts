/** READ: when somebody had SSH that their roles no longer gave them, from its beginning to its end (PJ-28). */
import type { Id, UserId } from '../kernel/ids.ts';
import type { Position, Time } from '../kernel/time.ts';
import { type Connection, connectionOf, type Page, type PageArguments, readPage } from './paging.ts';
import type { Read } from './read.ts';
import { type ExposedIn, type ExposureRow, exposuresStatement } from './statements/ssh-exposures.ts';

/** The time between losing a role and the redeploy that ended SSH. */
export interface SshExposure {
  readonly userId: UserId;
  readonly environmentId: Id;
  /** What it is called: it never changes, so it is known of what is gone as well. */
  readonly environmentName: string;
  readonly projectId: Id;
  /** The position of the event that took the role; null when its time is up and no event says so yet. */
  readonly since: Position | null;
  readonly beganAt: Time;
  /** The position of the event that ended it; null while it lasts. */
  readonly until: Position | null;
  readonly endedAt: Time | null;
}

/** `open` true: only those that last; false: only those that have ended; null: both. */
export type ExposureArguments = PageArguments & { readonly open?: boolean | null };

/** No key of an exposure lies before or after. */
const [FIRST, LAST] = ['', '~'];

/** The exposures on an environment, in a project, in an organization or of a user, as far as the viewer may see them. */
export function sshExposuresIn(
  read: Read,
  within: ExposedIn,
  { id }: { readonly id: Id },
  { open = null, ...args }: ExposureArguments,
): Promise<Connection<SshExposure>> {
  const page = readPage('exposure', args);
  return read.load('ssh exposures', [within, open, page], id, () => ({
    key: (key) => key,
    async load(ids) {
      const rows = await read.query<ExposureRow>(exposuresStatement(within, page.backward), {
        ids,
        open,
        afterText: page.after ?? FIRST,
        beforeText: page.before ?? LAST,
        limit: page.size + 1,
      });
      return ids.map((_, index) =>
        pageOf(
          page,
          rows.filter(({ n }) => n === index + 1),
        ),
      );
    },
  }));
}

function pageOf(page: Page, rows: readonly ExposureRow[]): Connection<SshExposure> {
  const items = rows.filter(({ key }) => key !== null);
  const { preceded, followed } = rows[0] ?? { preceded: false, followed: false };
  return connectionOf(page, { items, preceded, followed }, ({ key }) => key ?? '', toExposure);
}

function toExposure(row: ExposureRow): SshExposure {
  const position = (text: string | null) => (text === null ? null : Number(text));
  return {
    userId: row.user_id as UserId,
    environmentId: row.environment_id as Id,
    environmentName: row.environment_name,
    projectId: row.project_id as Id,
    since: position(row.since),
    beganAt: row.began_at as Time,
    until: position(row.until),
    endedAt: row.ended_at as Time | null,
  };
}
