import { startPostgres } from './harness/postgres.ts';
import { buildProduct } from './harness/product.ts';
import { setsPart } from './sets/part.ts';
buildProduct();
const postgres = await startPostgres({ statements: false });
const result = await setsPart({ postgres, quick: process.argv[2] === 'quick', say: (line: string) => console.error(line) } as never);
console.log(result.markdown);
await postgres.stop?.();
process.exit(0);
