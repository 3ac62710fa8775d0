/** COMMAND: the demonstration set as the lines of an import: always the same lines, ids and times. */
import { STORY } from './story.ts';
import type { Moment } from './vocabulary.ts';
import { yearOfWork } from './work.ts';

/** The moments in the order of time. */
export function demoMoments(): Moment[] {
  return [...STORY, ...yearOfWork()].sort((a, b) => (a.occurredAt < b.occurredAt ? -1 : 1));
}

/** The same as the text of an import, UTF-8, one line a moment. */
export function demoText(): Buffer {
  return Buffer.from(
    demoMoments()
      .map((moment) => `${JSON.stringify(moment)}\n`)
      .join(''),
  );
}
