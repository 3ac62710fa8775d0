/** What the data of events are made of: JSON values whose schema says what they mean. */
import { z } from 'zod';
import type { Id } from './ids.ts';
import type { Time } from './time.ts';

/** An id: a UUID in lower-case text. */
export const idData = z.guid() as unknown as z.ZodType<Id, string>;

/** A moment, in the one textual form (see {@link Time}). */
export const timeData = z.iso.datetime({ precision: 3 }) as unknown as z.ZodType<Time, string>;

/** Users whom an event lists beside its subject: whoever does not read the log that it lies in is shown themself alone. */
export const usersData = z.array(idData).meta({ title: 'Users' });

/** A Partner that an event names beside its target: shown to those who may know of it. */
export const partnerData = idData.meta({ title: 'Partner' }) as typeof idData;

/** A Permission Set, of the Instance of the event, that an event names beside its target: shown to those who see it. */
export const permSetData = idData.meta({ title: 'PermSet' }) as typeof idData;

/** The data of an event whose envelope says it all. */
export const noData = z.strictObject({});
