import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isTsvisionError } from '../../core/index.js';
import { npmPackages } from './npmPackages.js';

// What the pip wheel's program and kernelspec run, in the wheel's own copy of the package, where no npm package is:
// `node main.js cli ARGUMENTS` or `node main.js kernel CONNECTION_FILE`. The packages are fetched if this is the
// first time, then the program goes on in the copy that has them. Only Node's own modules and core are there.
const [, , program, ...args] = process.argv;
try {
  const folder = await npmPackages();
  const main = join(folder, program === 'kernel' ? 'dist/kernel/main.js' : 'dist/cli/main.js');
  process.argv.splice(1, process.argv.length, main, ...args);
  await import(pathToFileURL(main).href);
} catch (error) {
  process.stderr.write(`${isTsvisionError(error) ? error.message : (error as Error)?.stack}\n`);
  process.exitCode = 1;
}
