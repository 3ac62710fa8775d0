/** COMMAND: one line of an import, from its text to commands whose input is parsed. Pure. */
import type { AnyCommandDefinition } from '../kernel/command.ts';
import { derivedId, type Id } from '../kernel/ids.ts';
import { invalid, type Refusal } from '../kernel/refusal.ts';
import { parseTime, type Time } from '../kernel/time.ts';
import type { CommandRegistry } from '../log/registry.ts';
import { lineDigest } from './digest.ts';
import { givenIds } from './given-ids.ts';
import type { RawLine } from './split-lines.ts';

/** A command of a line, its input parsed by its definition. */
interface LineCommand {
  readonly commandId: Id<'Command'>;
  readonly name: string;
  readonly input: unknown;
}

export interface ParsedLine {
  readonly occurredAt: Time;
  /** An id or an email, as the file has it. */
  readonly actor: string;
  readonly reason: string | undefined;
  readonly commands: readonly LineCommand[];
}

/** What a line means beside its text: the import that it belongs to, and the commands there are. */
export interface LineContext {
  readonly importId: Id;
  readonly commands: CommandRegistry;
}

const LINE_FIELDS = ['occurredAt', 'actor', 'reason', 'commands'];
const LONGEST_REASON = 2_000;
const LONGEST_ACTOR = 320;

/** The commands' ids come from the import, the line's number and its text: the same line again is the same commands. */
export function lineCommandIds(importId: Id, line: RawLine): (index: number) => Id<'Command'> {
  const digest = lineDigest(line.bytes);
  return (index) => derivedId('import', importId, line.number, digest, index);
}

/** Reads a line. Throws a {@link Refusal} that names the field at fault. */
export function parseLine(line: RawLine, context: LineContext): ParsedLine {
  const fields = parseObject(decode(line.bytes), '');
  for (const field of Object.keys(fields)) {
    if (!LINE_FIELDS.includes(field)) throw unknownField(field, LINE_FIELDS);
  }
  const { commands } = fields;
  if (!Array.isArray(commands)) throw invalid('commands', 'commands must be a list of commands');
  const commandId = lineCommandIds(context.importId, line);
  return {
    occurredAt: parseOccurredAt(fields.occurredAt),
    actor: parseText('actor', fields.actor, LONGEST_ACTOR, 'the id or the email of a user'),
    reason:
      fields.reason === undefined || fields.reason === null
        ? undefined
        : parseText('reason', fields.reason, LONGEST_REASON, 'a text'),
    commands: commands.map((command, index) =>
      parseCommand(command, `commands[${index}]`, commandId(index), context),
    ),
  };
}

function decode(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw invalid('line', 'The line is not UTF-8');
  }
  if (text.trim() === '') throw invalid('line', 'The line is blank', 'Remove it');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid('line', `The line is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function parseObject(value: unknown, field: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw invalid(field || 'line', `${field || 'The line'} must be an object`);
}

function parseOccurredAt(value: unknown): Time {
  const time = typeof value === 'string' ? parseTime(value) : undefined;
  if (time !== undefined) return time;
  const remedy = 'Write it like 2020-02-15T00:00:00Z';
  throw invalid('occurredAt', 'occurredAt must be a moment as RFC 3339 writes it', remedy);
}

function parseText(field: string, value: unknown, longest: number, what: string): string {
  if (typeof value !== 'string' || value.trim() === '') throw invalid(field, `${field} must be ${what}`);
  if (value.length > longest) throw invalid(field, `${field} must have at most ${longest} characters`);
  if (value.includes('\0') || !value.isWellFormed()) {
    throw invalid(field, `${field} must contain neither NUL nor lone surrogates`);
  }
  return value.normalize('NFC').trim();
}

function parseCommand(
  value: unknown,
  field: string,
  commandId: Id<'Command'>,
  context: LineContext,
): LineCommand {
  const { command: name, ...input } = parseObject(value, field);
  const definition = typeof name === 'string' ? context.commands.find(name) : undefined;
  if (!definition || definition.from === 'api') {
    throw invalid(
      `${field}.command`,
      `There is no command ${JSON.stringify(name) ?? '(none)'} in an import`,
      known(context),
    );
  }
  return {
    commandId,
    name: definition.name,
    input: parseInput(definition, { ...givenIds(definition, commandId), ...input }, field),
  };
}

function parseInput(definition: AnyCommandDefinition, input: unknown, field: string): unknown {
  const parsed = definition.input.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue ? pathText(issue.path) : '';
  if (issue?.code === 'unrecognized_keys') throw unknownField(`${field}${path}.${issue.keys[0]}`, []);
  throw invalid(`${field}${path}`, `${definition.name}${path}: ${issue?.message ?? 'malformed'}`);
}

function pathText(path: readonly PropertyKey[]): string {
  return path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
}

function unknownField(field: string, fields: readonly string[]): Refusal {
  const remedy =
    fields.length > 0 ? `The fields are ${fields.join(', ')}` : 'Remove it, or check its spelling';
  return invalid(field, `There is no field ${field}`, remedy);
}

function known({ commands }: LineContext): string {
  const names = commands.definitions.filter(({ from }) => from !== 'api').map(({ name }) => name);
  return `The commands are ${names.join(', ')}`;
}
