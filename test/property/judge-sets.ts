/** Judges what one answer of the nested views says about Permission Sets, who holds them and what they give, for one viewer. */
import { heldSets } from '../support/oracle/perm-sets.ts';
import { instanceVerdict } from '../support/oracle/portal-visibility.ts';
import { setsOnInstance, setsView, setView, unionOf } from '../support/oracle/set-views.ts';
import { holdersVerdict, holdingVerdict, setVerdict } from '../support/oracle/set-visibility.ts';
import type { Verdict } from '../support/oracle/viewing.ts';
import { among } from '../support/oracle/viewing.ts';
import { byName } from '../support/oracle/views.ts';
import { find, type PermSet } from '../support/oracle/world.ts';
import type { Json } from './answer-shapes.ts';
import { Judging, text } from './judging.ts';

export class SetJudge extends Judging {
  /** What the answer to `user(id:)` says of the sets that they hold; whether there is an answer, others judge. */
  user(path: string, json: unknown, id: string): void {
    const { asked } = this.viewing;
    if (json === null || !find(asked.world.users, id)) return;
    const full = setsView(asked, id);
    this.list(`${path}.sets`, (json as Json).permissionSets, {
      all: full.map(({ instance }) => instance.id),
      id: (each) => text(each.instance, 'id'),
      verdict: (instance) =>
        among(...heldSets(asked, id, instance).map((set) => holdingVerdict(this.viewing, id, set))),
      judge: (at, each, instance) => {
        const truth = full.find((one) => one.instance.id === instance);
        this.visible(at, instanceVerdict(this.viewing, { id: instance }));
        this.same(`${at}.instance`, each.instance, truth?.instance);
        this.#holdings(at, each, id, instance);
      },
    });
  }

  /** The sets that somebody holds on an Instance, and the union of those that are shown. */
  #holdings(path: string, node: Json, user: string, instance: string): void {
    const all = byName(heldSets(this.viewing.asked, user, instance));
    const truth = setsView(this.viewing.asked, user).find((one) => one.instance.id === instance)?.sets ?? [];
    this.list(`${path}.sets`, node.sets, {
      all: all.map(({ id }) => id),
      inOrder: true,
      id: (each) => text(each.set, 'id'),
      verdict: (set) => holdingVerdict(this.viewing, user, this.#then(set)),
      judge: (at, each, set) => {
        const one = truth.find((held) => held.set.id === set);
        this.same(at, each.set, one?.set);
        if (one?.grant) this.grant(`${at}.grant`, each.grant, one.grant);
      },
    });
    const shown = all.filter((set) => holdingVerdict(this.viewing, user, set) === 'SHOWN');
    const given = (node.permissions as readonly Json[]).map(({ permission, givenBy }) => ({
      permission,
      givenBy: (givenBy as readonly Json[]).map(({ id }) => id),
    }));
    this.same(`${path}.permissions`, given, unionOf(shown));
  }

  /** The sets that the answer to `instance(id:)` lists; whether there is an answer, others judge. */
  instance(path: string, json: unknown, id: string): void {
    if (json === null || !find(this.viewing.asked.world.instances, id)) return;
    const all = setsOnInstance(this.viewing.asked, id);
    this.list(`${path}.sets`, (json as Json).permissionSets, {
      all: all.map((set) => set.id),
      inOrder: true,
      id: (each) => text(each, 'id'),
      verdict: (set) => setVerdict(this.viewing, this.#then(set)),
      judge: (at, each, set) =>
        this.same(
          at,
          each,
          all.find((one) => one.id === set),
        ),
    });
  }

  /** The answer to `permSet(id:)` with everything below. */
  set(path: string, json: unknown, id: string): void {
    const full = setView(this.viewing.asked, this.personal, id);
    const door: Verdict = full ? setVerdict(this.viewing, this.#then(id)) : 'HIDDEN';
    const node = this.door(path, json, door);
    if (!node || !full) return;
    const { name, description, enabled, permissions } = node;
    this.same(
      path,
      [name, description, enabled, permissions],
      [full.name, full.description, full.enabled, full.permissions],
    );
    const { instance } = full;
    this.field(
      `${path}.instance`,
      instance ? instanceVerdict(this.viewing, instance) : 'HIDDEN',
      node.instance,
      instance,
    );
    this.list(`${path}.mentionedBy`, node.mentionedBy, {
      all: full.mentionedBy,
      inOrder: true,
      id: (each) => text(each, 'id'),
      verdict: (other) => setVerdict(this.viewing, this.#then(other)),
      judge: () => {},
    });
    const verdict = holdersVerdict(this.viewing, this.#then(id));
    if (!this.withheld(`${path}.holders`, verdict, node.holders)) return;
    this.list(`${path}.holders`, node.holders, {
      all: full.holders.map(({ user }) => user.id),
      id: (each) => text(each.user, 'id'),
      verdict: () => verdict,
      judge: (at, each, user) => {
        this.names(at, each.user as Json, user);
        const truth = full.holders.find((one) => one.user.id === user);
        if (truth?.grant) this.grant(`${at}.grant`, each.grant, truth.grant);
      },
    });
  }

  #then(id: string): PermSet {
    return find(this.viewing.asked.world.permSets, id) as PermSet;
  }
}
