/** QUERY: one type of the API for each type of event, its data as fields: made from the registry, never written by hand. */
import type { z } from 'zod';
import { partnerShown, permSetShown, usersShown } from '../../access/visibility.ts';
import { EVENTS } from '../../features.ts';
import { GRANT_KINDS } from '../../grants/registry.ts';
import { type EventView, shownName } from '../../history/event-view.ts';
import { partnerData, permSetData, usersData } from '../../kernel/data.ts';
import type { AnyEventDefinition } from '../../kernel/event.ts';
import type { Id, PartnerId, PermSetId } from '../../kernel/ids.ts';
import { builder } from '../builder.ts';
import { fieldsOf, type InputField, kindOf, titleOf } from '../input-schema.ts';
import { environmentType, environmentTypeRole, grantKind, invitationKind } from './enums.ts';
import { eventInterface, invitationOfferType } from './refs.ts';

type DataFields = PothosSchemaTypes.ObjectFieldBuilder<typeof builder.$inferSchemaTypes, EventView>;

for (const definition of EVENTS) defineEventType(definition);

function defineEventType({ type, description, data }: AnyEventDefinition): void {
  builder.objectRef<EventView>(type).implement({
    description,
    interfaces: [eventInterface],
    fields: (t) =>
      Object.fromEntries(
        fieldsOf(data as z.ZodType).map((field) => {
          const shown = shownName(type, field.name);
          return [shown, dataField(t, shown, field, `${type}${capitalized(field.name)}`)];
        }),
      ),
  });
}

function dataField(t: DataFields, name: string, field: InputField, title: string) {
  if (field.description === undefined) throw new Error(`${title} needs a description: it is part of the API`);
  const shape = {
    type: typeOf(field, title),
    nullable: (field.nullable || field.optional) as never,
    description: field.description,
  };
  const dataOf = (event: EventView) => event[name as keyof EventView] as unknown;
  switch (titleOf(field.schema)) {
    case titleOf(usersData):
      return t.field({
        ...shape,
        resolve: (event, _args, { read }) =>
          usersShown(read.viewer, event, dataOf(event) as readonly Id[]) as never,
      });
    case titleOf(partnerData):
      return t.field({
        ...shape,
        nullable: true as never,
        resolve: (event, _args, { read }) =>
          partnerShown(read.viewer, event, dataOf(event) as PartnerId | null) as never,
      });
    case titleOf(permSetData):
      return t.field({
        ...shape,
        resolve: (event, _args, { read }) =>
          permSetShown(read.viewer, event, dataOf(event) as PermSetId | null) as never,
      });
    default:
      return t.expose(name as never, shape);
  }
}

/** The types of data that things have, too, by the title of their schema. */
const SHARED_OBJECTS: Readonly<Record<string, unknown>> = { InvitationOffer: invitationOfferType };

/** The type of a field; `title` names the type of what is an object itself. Pothos cannot know it before it runs. */
function typeOf({ schema, name }: InputField, title: string): never {
  const kind = kindOf(schema);
  switch (kind.kind) {
    case 'text':
      return textType(schema) as never;
    case 'number':
      return 'Int' as never;
    case 'boolean':
      return 'Boolean' as never;
    case 'enum':
      return enumOf(kind.values, name) as never;
    case 'list':
      return [typeOf(kind.of, title)] as unknown as never;
    case 'object': {
      const shared = SHARED_OBJECTS[titleOf(schema) ?? ''];
      if (shared) return shared as never;
      return builder.objectRef<EventView>(title).implement({
        description: schema.description,
        fields: (t) =>
          Object.fromEntries(
            fieldsOf(schema).map((field) => [
              field.name,
              dataField(t, field.name, field, `${title}${capitalized(field.name)}`),
            ]),
          ),
      }) as never;
    }
  }
}

/** What the text of an event's data is: kernel/data.ts makes ids and moments of texts of a format. */
function textType(schema: z.ZodType): string {
  const { format } = schema._zod.def as { format?: string };
  return format === 'guid' ? 'ID' : format === 'datetime' ? 'DateTime' : 'String';
}

function enumOf(values: readonly string[], name: string): unknown {
  const known = {
    'DEVELOPMENT PRODUCTION STAGING': environmentType,
    'ADMIN CONTRIBUTOR VIEWER': environmentTypeRole,
    'ORGANIZATION PROJECT': invitationKind,
    [GRANT_KINDS.map((kind) => kind.name)
      .sort()
      .join(' ')]: grantKind,
  };
  const found = known[[...values].sort().join(' ') as keyof typeof known];
  if (!found) throw new Error(`The API has no enum for the data field ${name} (${values.join(', ')})`);
  return found;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
