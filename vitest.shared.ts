// What the quick and the long test run have in common.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ViteUserConfig } from 'vitest/config';

const globalSetup = 'test/support/global-setup.ts';

export const resolve: ViteUserConfig['resolve'] = {
  // Without this, tests get graphql twice (its ESM and its CommonJS copy) and fail with "another realm".
  alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }],
};

export const test: ViteUserConfig['test'] = {
  pool: 'forks',
  // Files share a process, and with it what they import: they leave nothing behind but names of statements.
  isolate: false,
  maxWorkers: 2,
  testTimeout: 60_000,
  hookTimeout: 60_000,
  // .ci/run counts from the second report.
  reporters: ['default', ['json', { outputFile: 'node_modules/.cache/tenure/vitest.json' }]],
  globalSetup: existsSync(fileURLToPath(new URL(globalSetup, import.meta.url))) ? [globalSetup] : [],
};
