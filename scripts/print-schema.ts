// Writes schema.graphql, the contract of the API, from the code. A test fails when the two differ.
import { writeFileSync } from 'node:fs';
import { printedSchema } from '../src/graphql/schema.ts';

writeFileSync(new URL('../schema.graphql', import.meta.url), printedSchema());
