// Prints the outcome of the last vitest run as one plain line, `N passed, N failed`. Exits 1 without a passed test,
// so that a run whose tests were never found cannot look green.
import { existsSync, readFileSync } from 'node:fs';

const report = new URL('../node_modules/.cache/tenure/vitest.json', import.meta.url);
let passed = 0;
let failed = 0;
let skipped = 0;
if (existsSync(report)) {
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  for (const file of testResults) {
    const states = file.assertionResults.map((test) => test.status);
    const red = states.filter((state) => state === 'failed').length;
    passed += states.filter((state) => state === 'passed').length;
    skipped += states.length - red - states.filter((state) => state === 'passed').length;
    // A file that broke outside its tests (an import, a hook) counts as one failure.
    failed += file.status === 'failed' && red === 0 ? 1 : red;
  }
}
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = passed === 0 || failed > 0 ? 1 : 0;
