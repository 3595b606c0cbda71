// Builds the front end (widgets/) from npm alone: the JupyterLab extension with Jupyter's own builder, and the same
// widgets as one AMD module for front ends that load by RequireJS: nbconvert's HTML and VS Code from a CDN, where
// the module `tsvision/views` is `dist/views.js` of the npm package, or VS Code from Jupyter's nbextensions.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const widgets = fileURLToPath(new URL('../widgets', import.meta.url));
const require = createRequire(import.meta.url);

node('node_modules/typescript-native/lib/tsc.js', '-p', widgets);
node(
  'node_modules/@jupyter/builder/lib/build-labextension.js',
  '--core-package-file',
  'node_modules/@jupyterlab/core-meta/core.package.json',
  widgets,
);
await buildAmd();
// VS Code does not run this one, but reads which module is which file.
writeFileSync(
  `${widgets}/amd/extension.js`,
  `define(function () {
  window.requirejs.config({ map: { '*': { 'tsvision/views': 'nbextensions/tsvision/index' } } });
  return { load_ipython_extension: function () {} };
});
`,
);
mkdirSync(`${root}dist`, { recursive: true });
cpSync(`${widgets}/amd/index.js`, `${root}dist/views.js`);

function node(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (status === 0) return;
  process.stderr.write(`${stdout}\n${stderr}`);
  process.exit(status ?? 1);
}

function buildAmd() {
  // The builder's own rspack, whichever version it asks for.
  const { rspack } = createRequire(require.resolve('@jupyter/builder'))('@rspack/core');
  const config = require('../widgets/rspack.config.cjs');
  const compiler = rspack({
    ...config,
    mode: 'production',
    context: widgets,
    entry: './src/index.ts',
    // One file is one request: what the lab extension loads later stands in it from the beginning.
    module: { ...config.module, parser: { javascript: { dynamicImportMode: 'eager' } } },
    output: { path: `${widgets}/amd`, filename: 'index.js', library: { type: 'amd' }, clean: true },
    externals: ['@jupyter-widgets/base'],
    performance: { hints: false },
  });
  return new Promise((resolve, reject) => {
    compiler.run((error, stats) => {
      compiler.close(() => {
        if (error) reject(error);
        else if (stats.hasErrors()) reject(new Error(stats.toString({ all: false, errors: true })));
        else resolve(undefined);
      });
    });
  });
}
