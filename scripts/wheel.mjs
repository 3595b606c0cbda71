// npm run wheel [-- --out FOLDER --built]: dist/tsvision-VERSION-py3-none-any.whl, for those who live in Python. It holds the packed npm package
// with its lock, the lab extension and the kernelspec, and a program that runs them by the Node that pip brings.
// `--built` takes what is built.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findPython } from './setup/jupyter.mjs';
import { asProgram } from './setup/prepare.mjs';
import { hashOf, root, run } from './setup/step.mjs';

const staging = join(root, '.cache/wheel');

/** Builds the wheel of what is built here into `folder`; its path. */
async function buildWheel(folder) {
  rmSync(staging, { recursive: true, force: true });
  cpSync(join(root, 'python'), staging, { recursive: true });
  for (const name of ['README.md', 'LICENSE', 'NOTICE']) cpSync(join(root, name), join(staging, name));
  const version = layPackage(join(staging, 'tsvision/package'));
  await layJupyterFiles(join(staging, 'share/jupyter'));
  replaceIn(join(staging, 'pyproject.toml'), 'version = "0"', `version = "${version}"`);
  const python = await findPython();
  await run(python, ['-m', 'pip', 'wheel', '--quiet', '--no-deps', '--wheel-dir', folder, staging]);
  return join(folder, `tsvision-${version}-py3-none-any.whl`);
}

/** What npm would publish, and the lock, which npm never packs; the version. */
function layPackage(folder) {
  const tarball = execFileSync(
    'npm',
    ['pack', '--ignore-scripts', '--silent', '--pack-destination', staging],
    { cwd: root, encoding: 'utf8' },
  ).trim();
  mkdirSync(folder, { recursive: true });
  execFileSync('tar', ['xzf', join(staging, tarball), '-C', folder, '--strip-components=1']);
  cpSync(join(root, 'package-lock.json'), join(folder, 'package-lock.json'));
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const key = `${version}-${hashOf('.cache/wheel/tsvision').slice(0, 12)}`;
  writeFileSync(join(folder, 'wheel.json'), `${JSON.stringify({ key })}\n`);
  return version;
}

/** Data files: pip lays them where the Jupyter of the same environment looks. */
async function layJupyterFiles(shared) {
  const { kernelNodeOptions, kernelspec } = await import('../dist/kernel/index.js');
  const kernel = join(shared, 'kernels/tsvision');
  const logos = ['logo-32x32.png', 'logo-64x64.png', 'logo-svg.svg'];
  for (const logo of logos) cpSync(join(root, 'src/kernel/kernelspec', logo), join(kernel, logo));
  // Jupyter puts its own Python in the place of the first word.
  const argv = ['python', '-m', 'tsvision.kernel', ...kernelNodeOptions, '{connection_file}'];
  const spec = { ...kernelspec(kernel), argv };
  writeFileSync(join(kernel, 'kernel.json'), `${JSON.stringify(spec, undefined, 2)}\n`);
  for (const [from, to] of [
    ['widgets/labextension', 'labextensions/tsvision'],
    ['widgets/amd', 'nbextensions/tsvision'],
  ])
    if (existsSync(join(root, from))) cpSync(join(root, from), join(shared, to), { recursive: true });
}

function replaceIn(path, from, to) {
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
}

const { values } = parseArgs({ options: { out: { type: 'string' }, built: { type: 'boolean' } } });
await asProgram(async () => {
  if (!values.built)
    for (const script of ['build', 'buildWidgets']) await run(process.execPath, [`scripts/${script}.mjs`]);
  process.stdout.write(`${await buildWheel(values.out ?? join(root, 'dist'))}\n`);
});
