/** DECIDE: where the right to create Instances is held: everywhere. */
import { PORTAL, type UserId } from '../../../kernel/ids.ts';
import type { Place } from '../../lifecycle.ts';
import { CREATE_INSTANCES } from './kind.ts';

export function createInstancesPlace(subject: UserId): Place {
  return { kind: CREATE_INSTANCES.name, subject, target: PORTAL, slot: '', scope: PORTAL };
}
