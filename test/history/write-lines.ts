/** Writes the real history as the lines of an import to standard output: `npm run -s history -- [FILE] > history.ndjson`. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { importText } from './adapter.ts';
import { readMoments } from './moments.ts';

await pipeline(Readable.from(importText(readMoments(process.argv[2]))), process.stdout);
