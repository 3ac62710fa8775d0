import { configDefaults, defineConfig } from 'vitest/config';
import { resolve, test } from './vitest.shared.ts';

export default defineConfig({
  resolve,
  test: {
    ...test,
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'test/long/**'],
    coverage: { provider: 'v8', include: ['src/**/*.ts'], exclude: ['src/generated/**'] },
  },
});
