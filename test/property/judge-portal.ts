/** Judges what one answer of the nested views says about Partners, Instances and the access to them, for one viewer. */
import type { Levelled } from '../support/oracle/portal.ts';
import { instanceView, levelOn, partnerView, portalView } from '../support/oracle/portal-views.ts';
import {
  accessesVerdict,
  accessVerdict,
  creatorVerdict,
  homeVerdict,
  instanceDoor,
  instanceVerdict,
  partnerDoor,
  partnerVerdict,
} from '../support/oracle/portal-visibility.ts';
import { find } from '../support/oracle/world.ts';
import type { Json } from './answer-shapes.ts';
import { Judging, text } from './judging.ts';

export class PortalJudge extends Judging {
  /** What the answer to `user(id:)` says of the portal; whether there is an answer, others judge. */
  user(path: string, json: unknown, id: string): void {
    if (json === null || !find(this.viewing.asked.world.users, id)) return;
    const node = json as Json;
    const full = portalView(this.viewing.asked, id);
    this.field(`${path}.homePartner`, homeVerdict(this.viewing, id), node.homePartner, full.homePartner);
    const creator = creatorVerdict(this.viewing, id);
    if (full.createInstances === null) this.same(`${path}.createInstances`, node.createInstances, null);
    else if (this.withheld(`${path}.createInstances`, creator, node.createInstances)) {
      this.grant(`${path}.createInstances`, node.createInstances, full.createInstances);
    }
    this.#accesses(`${path}.instances`, node.instanceAccesses, 'INSTANCE_ACCESS', id, full.instanceAccesses);
    this.#accesses(`${path}.partners`, node.partnerAccesses, 'PARTNER_ACCESS', id, full.partnerAccesses);
  }

  /** The answer to `instance(id:)` with everything below. */
  instance(path: string, json: unknown, id: string): void {
    const full = instanceView(this.viewing.asked, this.personal, id);
    const node = this.door(path, json, full && instanceDoor(this.viewing, { id }) ? 'SHOWN' : 'HIDDEN');
    if (!node || !full) return;
    this.same(`${path}.name`, node.name, full.name);
    const { partner } = full;
    this.field(
      `${path}.partner`,
      partner ? partnerVerdict(this.viewing, partner) : 'HIDDEN',
      node.partner,
      partner,
    );
    this.#holders(path, node.accesses, 'INSTANCE_ACCESS', id, full.accesses);
  }

  /** The answer to `partner(id:)` with everything below. */
  partner(path: string, json: unknown, id: string): void {
    const full = partnerView(this.viewing.asked, this.personal, id);
    const node = this.door(path, json, full && partnerDoor(this.viewing, { id }) ? 'SHOWN' : 'HIDDEN');
    if (!node || !full) return;
    this.same(`${path}.name`, node.name, full.name);
    this.list(`${path}.instances`, node.instances, {
      all: full.instances.map((instance) => instance.id),
      id: (each) => text(each, 'id'),
      // Whoever knows the Partner knows none of them by that (IN-15).
      verdict: (instance) => instanceVerdict(this.viewing, { id: instance }),
      judge: (at, each, instance) =>
        this.same(
          at,
          each,
          full.instances.find((one) => one.id === instance),
        ),
    });
    const verdict = accessesVerdict(this.viewing, 'PARTNER_ACCESS', id);
    if (this.withheld(`${path}.users`, verdict, node.users)) {
      this.list(`${path}.users`, node.users, {
        all: full.users.map((user) => user.id),
        id: (each) => text(each, 'id'),
        verdict: () => verdict,
        judge: (at, each, user) => this.names(at, each, user),
      });
    }
    this.#holders(path, node.accesses, 'PARTNER_ACCESS', id, full.accesses);
  }

  /** What a user has access to. */
  #accesses(
    path: string,
    connection: unknown,
    kind: Levelled,
    user: string,
    all: readonly { readonly on: { readonly id: string; readonly name: string } }[],
  ): void {
    const [field, verdict] =
      kind === 'INSTANCE_ACCESS'
        ? (['instance', instanceVerdict] as const)
        : (['partner', partnerVerdict] as const);
    this.list(path, connection, {
      all: all.map(({ on }) => on.id),
      id: (each) => text(each[field], 'id'),
      verdict: (target) => accessVerdict(this.viewing, kind, user, target),
      judge: (at, each, target) => {
        this.visible(at, verdict(this.viewing, { id: target }));
        this.same(at, each[field], all.find(({ on }) => on.id === target)?.on);
        this.#level(at, each, kind, user, target);
      },
    });
  }

  /** Who has access to something, all of them or none. */
  #holders(
    path: string,
    connection: unknown,
    kind: Levelled,
    target: string,
    all: readonly { readonly user: { readonly id: string } }[],
  ): void {
    const verdict = accessesVerdict(this.viewing, kind, target);
    if (!this.withheld(`${path}.accesses`, verdict, connection)) return;
    this.list(`${path}.accesses`, connection, {
      all: all.map(({ user }) => user.id),
      id: (each) => text(each.user, 'id'),
      verdict: () => verdict,
      judge: (at, each, user) => {
        this.names(at, each.user as Json, user);
        this.#level(at, each, kind, user, target);
      },
    });
  }

  #level(path: string, node: Json, kind: Levelled, user: string, target: string): void {
    const full = levelOn(this.viewing.asked, kind, user, target);
    if (!full?.grant) return;
    this.same(`${path}.level`, node.level, full.level);
    this.rights(path, 'SHOWN', node.rights, full.rights);
    this.grant(`${path}.grant`, node.grant, full.grant);
  }
}
