/** COMMAND: a mutation for each command, made from the registry: its input, its answer, and what it does. */
import { readAfter } from '../../access/pin.ts';
import { COMMANDS } from '../../features.ts';
import type { AnyCommandDefinition } from '../../kernel/command.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { Position } from '../../kernel/time.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { eventConnection } from '../types/event-list.ts';
import { answerFields } from './answers.ts';
import { Done } from './done.ts';
import { inputType } from './input-types.ts';
import { Refused, refusedType } from './refusal.ts';

/** What every mutation of a command takes. */
interface CommandArguments {
  readonly input: Readonly<Record<string, unknown>>;
  readonly idempotencyKey?: string | null;
  readonly ifUnchangedSince?: Position | null;
  readonly reason?: string | null;
}

const commandPayload = builder.interfaceRef<Done>('CommandPayload').implement({
  description: 'What a command did: the part of the answer that is the same for all commands.',
  fields: (t) => ({
    changed: t.boolean({
      description: 'Whether anything changed. When all was so already, there are no events.',
      resolve: ({ accepted }) => accepted.changed,
    }),
    position: t.field({
      type: 'Position',
      description:
        'The end of the log that this answer shows: that of its last event, or where it found all to be so already.',
      resolve: ({ accepted }) => accepted.position,
    }),
    events: t.field({
      type: eventConnection,
      nullable: true,
      description:
        'Its events in order: those about what the command names, and of the others those that the caller may read. ' +
        'Further pages come with the same mutation and idempotency key, or from the log, whose cursors these are.',
      args: t.arg.connectionArgs(),
      resolve: (done, args) => done.events.page(args),
    }),
  }),
});

for (const definition of COMMANDS) {
  if (definition.from !== 'import') defineMutation(definition);
}

function defineMutation(definition: AnyCommandDefinition): void {
  const { name, description } = definition;
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  const input = inputType(`${title}Input`, definition.input, `What \`${name}\` takes.`);
  const payload = builder.objectRef<Done>(`${title}Payload`).implement({
    description: `What \`${name}\` did.`,
    interfaces: [commandPayload],
    fields: (t) => answerFields(t, name),
  });
  const result = builder.unionType(`${title}Result`, {
    description: `What \`${name}\` did, or why not.`,
    types: [payload, refusedType],
    resolveType: (answer) => (answer instanceof Refused ? 'Refusal' : `${title}Payload`),
  });
  builder.mutationField(name, (t) =>
    t.field({
      type: result,
      description,
      args: {
        input: t.arg({ type: input, required: true, description: 'What to do.' }),
        idempotencyKey: t.arg.string({
          description:
            'Repeating a mutation with the same key and the same input does nothing again and answers as the first time; kept for 30 days. 1 to 200 printable ASCII characters.',
        }),
        ifUnchangedSince: t.arg({
          type: 'Position',
          description:
            'Refuses with VERSION_CONFLICT when an event after this position is about what the command is about.',
        }),
        reason: t.arg.string({
          description:
            'Why, for those who read the log: personal data, erased with its author or with the user whom it is about. One line.',
        }),
      },
      resolve: (_root, args, context) => run(name, args as CommandArguments, context),
    }),
  );
}

/** Submits the command, and moves the request on to where its answer is read. */
async function run(name: string, args: CommandArguments, context: Context): Promise<Done | Refused> {
  const { services, viewer, read } = context;
  try {
    const { userId: actor, identity } = viewer;
    const { outcome, secrets } = await services.gateway.submit({ actor, identity, name, ...args });
    if (!outcome.accepted) return refuse(name, outcome.refusal, outcome.position, context);
    const after = await readAfter(read, outcome.position);
    Object.assign(context, { read: after, viewer: after.viewer });
    return new Done(outcome, args.input, secrets, after);
  } catch (error) {
    if (error instanceof Refusal) return refuse(name, error, read.head.position, context);
    throw error;
  }
}

/** A refusal is no event: it is a line in the log of the server, without what was sent. */
function refuse(command: string, refusal: Refusal, position: Position, context: Context): Refused {
  const { requestId, viewer, services } = context;
  const { code, field } = refusal;
  services.log.info(
    { requestId, actor: viewer.userId, command, code, field, position },
    'A command was refused',
  );
  return new Refused(refusal, position);
}
