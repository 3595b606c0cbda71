// Everything that `npm start` and `npm test` need, done once: packages, build, lab extension, Jupyter, engine,
// pretrained weights, digits.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { installJupyter, venvProgram } from './jupyter.mjs';
import { buildLibrary } from './library.mjs';
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
  const missing = [];
  // What needs the network waits for it most of the time, what compiles computes: side by side they take half.
  const packages = installNpmPackages();
  const build = packages.then(buildLibrary);
  const widgets = packages.then(buildWidgets);
  const jupyter = attempt(missing, 'Jupyter', installJupyter);
  const parts = build.then(() => Promise.all(setupParts.map((part) => bring(missing, part))));
  await allOrFirstError([build, widgets, jupyter, parts]);
  if (!missing.some(({ what }) => what === 'Jupyter')) {
    await attempt(missing, 'Jupyter', installKernel);
    await attempt(missing, 'trust in the lessons', trustLessons);
  }
  return missing;
}

/** What `tsvision setup` brings, by what a user would miss. */
const setupParts = [
  { what: 'TensorFlow', part: 'engine' },
  { what: 'EfficientNet-Lite0', part: 'weights' },
  { what: 'MNIST', part: 'digits' },
];

/** One part fails for itself; side by side they wait for the network. */
const bring = (missing, { what, part }) =>
  attempt(missing, what, () => run(node, [cli, 'setup', '--only', part], { show: part === 'engine' }));

/** What a script needs that only uses the library: packages and build. */
export async function prepareLibrary() {
  checkNode();
  await installNpmPackages();
  await buildLibrary();
}

const buildWidgets = () =>
  step('widgets', {
    stamp: 'widgets/labextension/stamp',
    key: hashOf(
      'widgets/src',
      'src/clean/cleaner/protocol.ts',
      'src/clean/cleaner/viewVersion.ts',
      'src/widgets/anywidget/anyWidgetModel.ts',
      'src/widgets/anywidget/page',
      'widgets/package.json',
      'widgets/rspack.config.cjs',
      'widgets/tsconfig.json',
      'scripts/buildWidgets.mjs',
    ),
    work: () => run(node, ['scripts/buildWidgets.mjs']),
  });

const installKernel = () =>
  step('kernel and lab extension into .venv', {
    stamp: '.venv/share/jupyter/kernels/tsvision/stamp',
    key: `${root}\n${node}\n${hashOf('widgets/labextension', 'src/cli/commands/install.ts', 'src/kernel/kernelspec', 'requirements.txt')}`,
    work: () => run(node, [cli, 'install', '--prefix', '.venv']),
  });

/**
 * Signs the notebooks that come with this package for this user: else JupyterLab shows none of their saved widgets and
 * pages at first. Whoever changes one signs it by saving it.
 */
const trustLessons = () => {
  const notebooks = lessonNotebooks();
  return step('trust in the lessons', {
    stamp: '.venv/tsvision-trust',
    key: hashOf(...notebooks),
    work: () => run(venvProgram('jupyter'), ['trust', ...notebooks]),
  });
};

/** The index and the lessons, but nothing that a student has put beside them. */
const lessonNotebooks = () =>
  readdirSync(join(root, 'notebooks'))
    .filter((name) => /^(index|lesson\d+-[\w-]+)\.ipynb$/.test(name))
    .sort()
    .map((name) => `notebooks/${name}`);

/** Waits for all, so that nothing is cut off half-way, then throws what failed first. */
async function allOrFirstError(works) {
  await Promise.allSettled(works);
  await Promise.all(works);
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
