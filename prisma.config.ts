import { defineConfig } from 'prisma/config';

// For Prisma's own command line only; the server reads its settings in src/config.ts.
const url = process.env.DATABASE_URL;

export default defineConfig({
  schema: 'prisma/schema',
  migrations: { path: 'prisma/migrations' },
  ...(url === undefined ? {} : { datasource: { url } }),
});
