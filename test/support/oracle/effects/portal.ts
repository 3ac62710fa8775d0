/** ORACLE: what the events about Partners and Instances do. */
import { subjectOf, textOf, textOrNull } from '../stored-event.ts';
import { living } from '../world.ts';
import { alter, Contradiction, create, current, type Effects, end, was } from './effect.ts';

export const PORTAL: Effects = {
  PartnerCreated(world, event) {
    create(world.partners, event, { name: textOf(event, 'name') });
  },
  PartnerRenamed(world, event) {
    was(event, current(world.partners, event).name, event.data.from);
    alter(world.partners, event, { name: textOf(event, 'to') });
  },
  PartnerDeleted(world, event) {
    const { id } = event.target;
    const inhabited =
      living(world.instances).some(({ partnerId }) => partnerId === id) ||
      living(world.users).some(({ homePartnerId }) => homePartnerId === id);
    if (inhabited) throw new Contradiction(event, 'the Partner is not empty');
    end(current(world.partners, event), event);
  },
  UserPartnerChanged(world, event) {
    if (subjectOf(event) !== event.target.id) throw new Contradiction(event, 'is about somebody else');
    was(event, current(world.users, event).homePartnerId, textOrNull(event, 'from'));
    const homePartnerId = textOf(event, 'to');
    current(world.partners, event, homePartnerId);
    alter(world.users, event, { homePartnerId });
  },
  InstanceCreated(world, event) {
    const partnerId = textOf(event, 'partnerId');
    current(world.partners, event, partnerId);
    create(world.instances, event, { partnerId, name: textOf(event, 'name') });
  },
  InstanceRenamed(world, event) {
    was(event, current(world.instances, event).name, event.data.from);
    alter(world.instances, event, { name: textOf(event, 'to') });
  },
  InstancePartnerChanged(world, event) {
    was(event, current(world.instances, event).partnerId, event.data.from);
    const partnerId = textOf(event, 'to');
    current(world.partners, event, partnerId);
    alter(world.instances, event, { partnerId });
  },
  InstanceDeleted(world, event) {
    end(current(world.instances, event), event);
  },
};
