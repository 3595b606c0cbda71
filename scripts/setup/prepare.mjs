// Everything that `npm start` and `npm test` need, done once: packages, build, lab extension, Jupyter, engine.

import { installJupyter } from './jupyter.mjs';
import { installNpmPackages } from './npmPackages.mjs';
import { hashOf, root, run, SetupError, step } from './step.mjs';

const node = process.execPath;
const cli = 'dist/cli/main.js';

/**
 * Prepares this checkout.
 * @returns what could not be had, each with its reason; the rest works without it
 */
export async function prepare() {
  checkNode();
  await installNpmPackages();
  await step('build', {
    stamp: 'dist/stamp',
    key: hashOf('src', 'tsconfig.json', 'package-lock.json'),
    work: () => run(node, ['scripts/build.mjs']),
  });
  await step('widgets', {
    stamp: 'widgets/labextension/stamp',
    key: hashOf(
      'widgets/src',
      'widgets/package.json',
      'widgets/rspack.config.cjs',
      'widgets/tsconfig.json',
      'scripts/buildWidgets.mjs',
    ),
    work: () => run(node, ['scripts/buildWidgets.mjs']),
  });
  const missing = [];
  await attempt(missing, 'Jupyter', async () => {
    await installJupyter();
    await step('kernel and lab extension into .venv', {
      stamp: '.venv/share/jupyter/kernels/tsvision/stamp',
      key: `${root}\n${node}\n${hashOf('widgets/labextension', 'src/cli/commands/install.ts', 'src/kernel/kernelspec', 'requirements.txt')}`,
      work: () => run(node, [cli, 'install', '--prefix', '.venv']),
    });
  });
  await attempt(missing, 'TensorFlow', () => run(node, [cli, 'setup'], { show: true }));
  return missing;
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new SetupError(
    `This is Node ${process.versions.node}; tsvision needs at least 20.19.`,
    'Install Node 22 or 24.',
  );
}

/** Does the work; when it cannot be done here, says so in `missing` and goes on. */
export async function attempt(missing, what, work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    missing.push({ what, reason: error.message });
  }
}

/** Runs `main` and shows a {@link SetupError} as what it is: a message, not a stack. */
export async function asProgram(main) {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`${error instanceof SetupError ? error.message : error.stack}\n`);
    process.exitCode = 1;
  }
}
