// Starts the kernel: `node launch.mjs MAIN CONNECTION_FILE`. It lies in the kernelspec's folder, so that it is still
// there when the folder that tsvision was installed from is not: then the one beside the notebook runs, or who asks
// reads in Jupyter's log what to do, instead of a stack of "Cannot find module".
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , installed, connectionFile] = process.argv;
const folder = dirname(dirname(dirname(installed)));
// The kernel alone is a package of its own.
const name = basename(folder) === 'tsvision-kernel' ? 'tsvision-kernel' : 'tsvision';
const main = existsSync(installed) ? installed : besideNotebook();
if (main === undefined) {
  process.stderr.write(
    `The kernel tsvision was installed from ${folder}, which is gone.\n` +
      (process.env.TSVISION_PIP_PREFIX
        ? '→ Run: tsvision install; and start the kernel again.\n'
        : `→ In a folder that stays: npm install ${name}, then npx ${name} install; and start the kernel again.\n`),
  );
  process.exitCode = 1;
} else {
  process.argv.splice(1, 3, main, connectionFile);
  await import(pathToFileURL(main).href);
}

/** Of the project that the notebook lies in, if that has tsvision too. */
function besideNotebook() {
  try {
    const kernel = createRequire(join(process.cwd(), 'notebook.ipynb')).resolve(`${name}/kernel`);
    return join(dirname(kernel), 'main.js');
  } catch {
    return undefined;
  }
}
