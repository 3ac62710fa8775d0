/** The real history as it is published: reading `history.ndjson.gz` and the truths beside it. */
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createGunzip, gunzipSync } from 'node:zlib';

export type AccessLevel = 'none' | 'read' | 'triage' | 'write' | 'maintain' | 'admin';

/** What a moment changes. */
export type HistoryChange =
  | { readonly op: 'organization.add'; readonly organization: string }
  | { readonly op: 'project.add'; readonly organization: string; readonly project: string }
  | { readonly op: 'member.add' | 'member.remove'; readonly organization: string; readonly user: string }
  | { readonly op: 'admin.add' | 'admin.remove'; readonly organization: string; readonly user: string }
  | {
      readonly op: 'access.set';
      readonly organization: string;
      readonly project: string;
      readonly user: string;
      readonly from: AccessLevel;
      readonly to: AccessLevel;
    }
  | TeamChange;

interface InTeam {
  readonly organization: string;
  readonly team: string;
}

export type TeamChange =
  | (InTeam & { readonly op: 'team.add' | 'team.delete' })
  | (InTeam & { readonly op: 'team.assign' | 'team.unassign'; readonly user: string })
  | (InTeam & { readonly op: 'team.permissions'; readonly permissions: Readonly<Record<string, string>> })
  | {
      readonly op: 'team.rename';
      readonly organization: string;
      readonly from: string;
      readonly to: string;
    };

export interface Moment {
  readonly at: string;
  readonly actor: string;
  readonly changes: readonly HistoryChange[];
}

/** The whole state of one organization before a date: who is a member, who administers, who reaches what, and the teams. */
export interface OrganizationTruth {
  readonly members: readonly string[];
  readonly admins: readonly string[];
  /** User, repository, level. */
  readonly access: readonly (readonly [string, string, AccessLevel])[];
  readonly teams: Readonly<
    Record<
      string,
      { readonly members: readonly string[]; readonly permissions: Readonly<Record<string, string>> }
    >
  >;
}

export const TRUTH_DATES = ['2020-02-15', '2024-11-30'] as const;

/** The folder of the history: `TENURE_HISTORY`, by default beside the checkout. */
const historyFolder =
  process.env.TENURE_HISTORY ??
  fileURLToPath(new URL('../../../shared/data/kubernetes-org-history', import.meta.url));

const historyFile = join(historyFolder, 'history.ndjson.gz');

/** Whether the history is there. Says so on the console when it is not, so that a run without it is no secret. */
export function historyIsThere(): boolean {
  if (existsSync(historyFile)) return true;
  console.warn(
    `The tests on real history DID NOT RUN: ${historyFile} does not exist. TENURE_HISTORY names its folder.`,
  );
  return false;
}

/** The moments of a history, oldest first. */
export async function* readMoments(file: string = historyFile): AsyncGenerator<Moment> {
  const source = createReadStream(file);
  const input = file.endsWith('.gz') ? source.pipe(createGunzip()) : source;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    yield JSON.parse(line) as Moment;
  }
}

/** The state before a date, by organization. */
export function readTruth(date: string): ReadonlyMap<string, OrganizationTruth> {
  const bytes = gunzipSync(readFileSync(join(historyFolder, `truth-${date}.json.gz`)));
  return new Map(Object.entries(JSON.parse(bytes.toString('utf8')) as Record<string, OrganizationTruth>));
}
