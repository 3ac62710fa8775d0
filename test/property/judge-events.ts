/** Judges an event as the log gives it to one viewer: what it mentions is judged by its own door; what caused it, like any event. */
import { PARTNERS } from '../support/oracle/cast.ts';
import { instanceDoor, partnerDoor, partnerVerdict } from '../support/oracle/portal-visibility.ts';
import { setVerdict } from '../support/oracle/set-visibility.ts';
import type { Verdict } from '../support/oracle/viewing.ts';
import { eventShown, nameVerdict, organizationDoor, projectDoor } from '../support/oracle/visibility.ts';
import { find } from '../support/oracle/world.ts';
import type { Json } from './answer-shapes.ts';
import { Judging } from './judging.ts';

/** The fields of an event that are judged. */
export const MORE_OF_EVENTS = `position subject { id name } target { id } organization { id name } project { id title }
  partner { id name } instance { id name } ... on UserRegistered { homePartnerId } ... on InstanceCreated { partnerId }
  ... on PermSetCreated { setName: name description permissions sourceId } ... on PermSetRenamed { was: from is: to }
  ... on UserPartnerChanged { from to } ... on InstancePartnerChanged { from to }
  actor { user { id name email } } reason causedBy { position }`;

/** Where events name a Partner in their data. */
const PARTNER_FIELDS = ['homePartnerId', 'partnerId', 'from', 'to'];

export class EventJudge extends Judging {
  event(node: Json): void {
    const { asked } = this.viewing;
    const event = this.events[Number(node.position) - 1];
    if (!event) throw new Error(`there is no event ${node.position}`);
    const path = `event ${event.position}`;
    const cause = this.events.find(({ id }) => id === event.causationId);
    const readable = cause !== undefined && eventShown(this.viewing, cause);
    this.same(`${path}.causedBy`, node.causedBy, readable ? { position: cause.position } : null);
    const reason = event.personal?.reason;
    this.same(`${path}.reason`, node.reason, reason === undefined ? null : this.personal.get(reason)?.value);
    const { subject = '', scope } = event;
    const organization = find(asked.world.organizations, scope.organization ?? '');
    const project = find(asked.world.projects, scope.project ?? '');
    const partner = find(asked.world.partners, scope.partner ?? '');
    const instance = find(asked.world.instances, scope.instance ?? '');
    const shown = (door: boolean | undefined): Verdict => (door ? 'SHOWN' : 'HIDDEN');
    const doors: Readonly<Record<string, Verdict>> = {
      subject: find(asked.world.users, subject) ? nameVerdict(this.viewing, subject) : 'HIDDEN',
      organization: shown(organization && organizationDoor(this.viewing, organization)),
      project: project ? projectDoor(this.viewing, project) : 'HIDDEN',
      partner: shown(partner && partnerDoor(this.viewing, partner)),
      instance: shown(instance && instanceDoor(this.viewing, instance)),
    };
    for (const [field, verdict] of Object.entries(doors)) this.door(`${path}.${field}`, node[field], verdict);
    const { sourceId } = event.data;
    if (typeof sourceId === 'string' && scope.instance !== undefined) {
      const verdict = setVerdict(this.viewing, { id: sourceId, instanceId: scope.instance });
      this.field(`${path}.sourceId`, verdict, node.sourceId, sourceId);
    }
    for (const field of PARTNER_FIELDS) {
      const id = event.data[field];
      if (typeof id !== 'string' || !PARTNERS.includes(id)) continue;
      this.field(`${path}.${field}`, partnerVerdict(this.viewing, { id }), node[field], id);
    }
  }
}
