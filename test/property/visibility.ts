/**
 * PROPERTY: whoever asks, about whatever moment, sees all that they may see and nothing else: through the doors, the
 * nested views, the lists, and the log. Authority is judged at the head, the data are of then.
 */
import { expect } from 'vitest';
import { holdsPlatformRole, sceneOf } from '../support/oracle/access.ts';
import { isFor, readsInvitation } from '../support/oracle/authority.ts';
import {
  INSTANCES,
  INVITATIONS,
  ORGANIZATIONS,
  PARTNERS,
  PERM_SETS,
  PROJECTS,
  USERS,
} from '../support/oracle/cast.ts';
import { type Exposure, exposures } from '../support/oracle/exposures.ts';
import { fold } from '../support/oracle/fold.ts';
import { hiddenTexts, jsonText } from '../support/oracle/hidden-texts.ts';
import { valueBehind } from '../support/oracle/personal.ts';
import { portalLists } from '../support/oracle/portal-visibility.ts';
import type { Step } from '../support/oracle/scenario.ts';
import type { StoredEvent } from '../support/oracle/stored-event.ts';
import type { Viewing } from '../support/oracle/viewing.ts';
import { byName } from '../support/oracle/views.ts';
import {
  eventShown,
  invitationVerdict,
  nameVerdict,
  organizationDoor,
} from '../support/oracle/visibility.ts';
import { find, type Invitation, living } from '../support/oracle/world.ts';
import type { Json } from './answer-shapes.ts';
import { positionAt, runSteps } from './as-of.ts';
import type { Asker, Served } from './asker.ts';
import type { Chronicle } from './chronicle.ts';
import { Judge } from './judge.ts';
import { EventJudge, MORE_OF_EVENTS } from './judge-events.ts';
import { PortalJudge } from './judge-portal.ts';
import { SetJudge } from './judge-sets.ts';
import { IDS, nestedViewsQuery } from './nested-views.ts';
import { sshFlaws } from './ssh-answers.ts';
import { type Viewpoint, viewpoints } from './viewpoint.ts';

/** A moment to ask about: now, or a share of the log, by position or by the time at which its last event happened. */
export interface Moment {
  readonly by: 'now' | 'position' | 'time';
  /** From 0 up to 1. */
  readonly share: number;
}

export async function seesExactly(
  { installation, asker }: Served,
  steps: readonly Step[],
  moments: readonly Moment[],
): Promise<void> {
  const chronicle = await runSteps(installation, steps);
  const everybody = await viewpoints(installation, chronicle);
  installation.clock.turn(15 * 60_000);
  const now = installation.clock.now();
  for (const moment of moments) {
    const asked = whenOf(chronicle, moment, now);
    const events = chronicle.rows.slice(0, asked.position).map(({ event }) => event);
    const world = fold(events);
    const exposed = exposures(events, asked.moment);
    for (const viewpoint of everybody) {
      const viewing: Viewing = {
        viewer: viewpoint.user,
        head: sceneOf(chronicle.world, now),
        asked: sceneOf(world, asked.moment),
      };
      await new Look(asker, chronicle, viewpoint, viewing, { ...asked, exposed }).all();
    }
  }
}

interface Asked extends Moment {
  readonly position: number;
  /** The moment by which grants have ended; null for a position. */
  readonly moment: string | null;
  readonly variables: Readonly<Record<string, string>>;
}

function whenOf(chronicle: Chronicle, moment: Moment, now: string): Asked {
  const head = chronicle.position;
  const position = Math.min(head, Math.floor(moment.share * (head + 1)));
  if (moment.by === 'now') return { ...moment, position: head, moment: now, variables: {} };
  if (moment.by === 'position') {
    return { ...moment, position, moment: null, variables: { position: String(position) } };
  }
  const time = chronicle.rows[position - 1]?.event.occurredAt ?? '1970-01-01T00:00:00.000Z';
  return { ...moment, position: positionAt(chronicle, time), moment: time, variables: { time } };
}

const HEADS = {
  now: (more: string) => `query Q${more && `(${more})`}`,
  position: (more: string) =>
    `query Q($position: Position!${more && `, ${more}`}) @asOf(position: $position)`,
  time: (more: string) => `query Q($time: DateTime!${more && `, ${more}`}) @asOf(time: $time)`,
};

type AskedWhole = Asked & { readonly exposed: readonly Exposure[] };

/** One viewer looking at one moment. */
class Look {
  readonly #asker: Asker;
  readonly #chronicle: Chronicle;
  readonly #viewpoint: Viewpoint;
  readonly #viewing: Viewing;
  readonly #asked: AskedWhole;
  readonly #told: string;

  constructor(asker: Asker, chronicle: Chronicle, viewpoint: Viewpoint, viewing: Viewing, asked: AskedWhole) {
    this.#asker = asker;
    this.#chronicle = chronicle;
    this.#viewpoint = viewpoint;
    this.#viewing = viewing;
    this.#asked = asked;
    this.#told = `${viewpoint.user} as of ${asked.by} ${JSON.stringify(asked.variables)} at position ${asked.position}`;
  }

  async all(): Promise<void> {
    await this.#nestedViews();
    await this.#lists();
    await this.#events();
    await this.#invitations();
  }

  /** Invitations by their own door, and those that were pending then in the lists of what they are to and of the viewer. */
  async #invitations(): Promise<void> {
    const { head, asked, viewer } = this.#viewing;
    const { personal } = this.#chronicle;
    const list = 'invitations(first: 100) { edges { node { id } } }';
    const lists = `${list} ended: invitations(first: 100, states: [ACCEPTED, CANCELLED]) { edges { node { id } } }`;
    const data = await this.#ask(`${HEADS[this.#asked.by]('')} { viewer { ${list} }
      ${INVITATIONS.map((id, n) => `invitation${n}: invitation(id: "${id}") { id email state }`)}
      ${ORGANIZATIONS.map((id, n) => `organization${n}: organization(id: "${id}") { ${lists} }`)}
      ${PROJECTS.map((id, n) => `project${n}: project(id: "${id}") { ${lists} }`)} }`);
    for (const [n, id] of INVITATIONS.entries()) {
      const then = find(asked.world.invitations, id);
      const open = then && invitationVerdict(this.#viewing, personal, then) === 'SHOWN';
      const shown = open ? { id, email: valueBehind(personal, then.email), state: then.state } : null;
      expect(data[`invitation${n}`], `${this.#told} invitation ${id}`).toEqual(shown);
    }
    const all = living(asked.world.invitations);
    const idsIn = (thing: unknown, name: 'invitations' | 'ended' = 'invitations') =>
      (thing as Record<typeof name, { edges: { node: { id: string } }[] } | null>)[name]?.edges.map(
        ({ node }) => node.id,
      ) ?? null;
    const idsOf = (some: readonly Invitation[]) => some.map(({ id }) => id).sort();
    const own = all.filter((one) => one.state === 'PENDING' && isFor(head, personal, viewer, one));
    expect(idsIn(data.viewer), `${this.#told} own invitations`).toEqual(idsOf(own));
    const targets = [
      ...living(asked.world.organizations).map(({ id }) => ({
        thing: data[`organization${ORGANIZATIONS.indexOf(id)}`],
        to: { kind: 'ORGANIZATION', targetId: id, organizationId: id },
      })),
      ...living(asked.world.projects).map(({ id, organizationId }) => ({
        thing: data[`project${PROJECTS.indexOf(id)}`],
        to: { kind: 'PROJECT', targetId: id, organizationId },
      })),
    ];
    for (const { thing, to } of targets) {
      if (thing === null) continue;
      const open = readsInvitation(head, viewer, to) || holdsPlatformRole(head, viewer, 'AUDITOR');
      const there = all.filter((one) =>
        to.kind === 'PROJECT' ? one.targetId === to.targetId : one.organizationId === to.organizationId,
      );
      for (const name of ['invitations', 'ended'] as const) {
        const such = there.filter(({ state }) => (state === 'PENDING') === (name === 'invitations'));
        const told = `${this.#told} ${name} of ${to.targetId}`;
        expect(idsIn(thing, name), told).toEqual(open ? idsOf(such) : null);
      }
    }
  }

  async #ask(query: string, variables: Readonly<Record<string, unknown>> = {}) {
    const answer = await this.#asker.ask(this.#viewpoint.token, query, {
      ...this.#asked.variables,
      ...variables,
    });
    const unexpected = answer.errors.filter((error) => error.extensions.code !== 'FORBIDDEN');
    expect(unexpected, this.#told).toEqual([]);
    this.#noCanary(answer.text);
    return answer.data ?? {};
  }

  async #nestedViews(): Promise<void> {
    const data = await this.#ask(nestedViewsQuery(IDS, this.#asked.by));
    const judge = new Judge(this.#viewing, this.#chronicle.personal, this.events);
    for (const [n, id] of IDS.users.entries()) judge.user(`user${n}`, data[`user${n}`], id);
    for (const [n, id] of IDS.organizations.entries()) {
      judge.organization(`organization${n}`, data[`organization${n}`], id);
    }
    for (const [n, id] of IDS.projects.entries()) judge.project(`project${n}`, data[`project${n}`], id);
    const portal = new PortalJudge(this.#viewing, this.#chronicle.personal, this.events);
    for (const [n, id] of IDS.users.entries()) portal.user(`user${n}`, data[`user${n}`], id);
    for (const [n, id] of IDS.partners.entries()) portal.partner(`partner${n}`, data[`partner${n}`], id);
    for (const [n, id] of IDS.instances.entries()) portal.instance(`instance${n}`, data[`instance${n}`], id);
    const sets = new SetJudge(this.#viewing, this.#chronicle.personal, this.events);
    for (const [n, id] of IDS.users.entries()) sets.user(`user${n}`, data[`user${n}`], id);
    for (const [n, id] of IDS.instances.entries()) sets.instance(`instance${n}`, data[`instance${n}`], id);
    for (const [n, id] of IDS.permSets.entries()) sets.set(`permSet${n}`, data[`permSet${n}`], id);
    expect([...judge.found, ...portal.found, ...sets.found], this.#told).toEqual([]);
    const { exposed: known } = this.#asked;
    const asked = { viewing: this.#viewing, personal: this.#chronicle.personal, exposures: known };
    const flaws = IDS.projects.flatMap((id, n) => sshFlaws(asked, data[`project${n}`], id));
    expect(flaws, this.#told).toEqual([]);
  }

  /** The lists of everything, in small pages that must join to the whole. */
  async #lists(): Promise<void> {
    const { asked } = this.#viewing;
    const users = await this.#pages('users', 'id', 2);
    for (const { id } of living(asked.world.users)) {
      const verdict = nameVerdict(this.#viewing, id);
      if (verdict !== 'EITHER')
        expect(users.includes(id), `${this.#told} users ${id}`).toBe(verdict === 'SHOWN');
    }
    expect(users.filter((id) => !asked.world.users.some((user) => user.id === id))).toEqual([]);
    const organizations = await this.#pages('organizations', 'id', 1);
    const open = living(asked.world.organizations).filter((one) => organizationDoor(this.#viewing, one));
    expect(organizations, this.#told).toEqual(byName(open).map(({ id }) => id));
    for (const [list, all] of Object.entries(portalLists(this.#viewing))) {
      const found = await this.#pages(list, 'id', 2);
      expect([...found].sort(), `${this.#told} ${list}`).toEqual(all.map(({ id }) => id).sort());
    }
  }

  /** The log as far as the viewer may read it, newest first, oldest first, and of one scope or subject. */
  async #events(): Promise<void> {
    const shown = this.#chronicle.rows
      .slice(0, this.#asked.position)
      .map(({ event }) => event)
      .filter((event) => eventShown(this.#viewing, event));
    const positions = shown.map((event) => event.position);
    expect(await this.#pages('events', 'position', 17), this.#told).toEqual([...positions].reverse());
    expect(await this.#pages('events(order: OLDEST_FIRST)', 'position', 200), this.#told).toEqual(positions);
    const [organization] = ORGANIZATIONS as [string];
    const [project] = PROJECTS as [string];
    const [, , , user] = USERS as [string, string, string, string];
    const [instance] = INSTANCES as [string];
    const [partner] = PARTNERS as [string];
    const [, set] = PERM_SETS as [string, string];
    const within = (scope: string) => shown.filter((event) => Object.values(event.scope).includes(scope));
    const filters: [string, typeof shown][] = [
      [`scope: "${organization}"`, within(organization)],
      [`scope: "${project}"`, within(project)],
      [`scope: "${instance}"`, within(instance)],
      [`scope: "${partner}"`, within(partner)],
      [`target: "${set}"`, shown.filter((event) => event.target.id === set)],
      [`subject: "${user}"`, shown.filter((event) => event.subject === user)],
      [`actor: "${user}"`, shown.filter((event) => event.actor === user)],
      [`target: "${project}"`, shown.filter((event) => event.target.id === project)],
      [
        'types: [PermissionGranted, MemberRemoved]',
        shown.filter(({ type }) => type === 'PermissionGranted' || type === 'MemberRemoved'),
      ],
    ];
    for (const [filter, expected] of filters) {
      const found = await this.#pages(`events(${filter}, order: OLDEST_FIRST)`, 'position', 100);
      expect(found, `${this.#told} ${filter}`).toEqual(expected.map(({ position }) => position));
    }
  }

  /** A field of all nodes of a list, page by page. */
  async #pages(list: string, field: string, size: number): Promise<string[]> {
    const [name = '', args = ''] = list.split(/[()]/);
    const found: string[] = [];
    for (let after: string | null = null; ; ) {
      const given = `first: ${size}, after: $after${args && `, ${args}`}`;
      const more = name === 'events' ? MORE_OF_EVENTS : '';
      const query = `${HEADS[this.#asked.by]('$after: String')} { list: ${name}(${given}) {
        pageInfo { hasNextPage endCursor } edges { node { ${field} ${more} } } } }`;
      const { list: page } = (await this.#ask(query, { after })) as {
        list: {
          pageInfo: { hasNextPage: boolean; endCursor: string | null };
          edges: { node: Record<string, unknown> }[];
        };
      };
      found.push(...page.edges.map(({ node }) => String(node[field])));
      if (name === 'events') this.#judgeEvents(page.edges.map(({ node }) => node));
      if (!page.pageInfo.hasNextPage) return found;
      expect(page.pageInfo.endCursor, `${this.#told} ${list}`).not.toBe(after);
      after = page.pageInfo.endCursor;
    }
  }

  #judgeEvents(nodes: readonly Json[]): void {
    const judge = new EventJudge(this.#viewing, this.#chronicle.personal, this.events);
    for (const node of nodes) judge.event(node);
    expect(judge.found, this.#told).toEqual([]);
  }

  get events(): readonly StoredEvent[] {
    return this.#chronicle.rows.map(({ event }) => event);
  }

  /** No answer, whatever was asked, holds a text of a thing that the viewer may not see. */
  #noCanary(answer: string): void {
    for (const canary of this.#hidden) {
      expect(answer.includes(jsonText(canary)), `${this.#told} sees ${canary}`).toBe(false);
    }
  }

  /** Worked out once. */
  get #hidden(): readonly string[] {
    this.#canaries ??= hiddenTexts(this.#viewing, this.#chronicle.world, this.#chronicle.personal).spelt;
    return this.#canaries;
  }
  #canaries: readonly string[] | undefined;
}
