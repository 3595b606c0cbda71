// npm run bench -- AREA [--json]: runs the benchmarks of bench/AREA/main.mjs.
import { existsSync, readdirSync } from 'node:fs';

const areas = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(new URL(`${entry.name}/main.mjs`, import.meta.url)))
  .map(({ name }) => name);
const area = process.argv[2] ?? '';
if (areas.includes(area)) {
  process.argv.splice(2, 1); // so that the area's own options stand where it looks for them
  await import(`./${area}/main.mjs`);
} else {
  console.error(`npm run bench -- AREA [--json], where AREA is one of ${areas.join(', ')}`);
  process.exitCode = 1;
}
