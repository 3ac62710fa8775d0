// `npm start`: builds when needed, then becomes the server in this same process, so signals and arguments reach
// it directly (`npm start -- --demo`).
import { build } from './build.mjs';

try {
  build();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
const main = new URL('../dist/main.js', import.meta.url);
// The server sees the command line it would see as `node dist/main.js ...`.
process.argv[1] = decodeURIComponent(main.pathname);
await import(main.href);
