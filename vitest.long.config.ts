// Tests that take minutes: run by `npm run test:long`, not by every push.
import { defineConfig } from 'vitest/config';
import { resolve, test } from './vitest.shared.ts';

export default defineConfig({
  resolve,
  test: { ...test, include: ['test/long/**/*.test.ts'], testTimeout: 1_800_000, hookTimeout: 300_000 },
});
