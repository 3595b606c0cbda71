// Makes the programs of exported models' pages: the engine in `dist/web/runtime`, the page's own in `dist/web/page`. They are
// copied at export, so that exporting needs neither a bundler nor a network.
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { build } from 'esbuild';

const runtime = 'web/runtime';

/**
 * Programs of the page: what it runs, where that comes from, and as what.
 * @type {Record<string, [entry: string, format: 'esm' | 'iife']>}
 */
const pagePrograms = {
  'web/page/page.js': ['src/web/page/client/program.ts', 'esm'],
  'web/page/engine.js': ['src/web/page/client/engine/thread.ts', 'esm'],
  'web/page/sw.js': ['src/web/page/client/serviceWorker.ts', 'iife'],
};

/**
 * Whether a file below `dist` is one that {@link buildWeb} makes.
 * @param {string} name
 */
export function isOfWeb(name) {
  const path = name.split(sep).join('/');
  return path.startsWith(runtime) || Object.hasOwn(pagePrograms, path);
}

/** @type {import('esbuild').BuildOptions} */
const common = { bundle: true, target: 'es2022', charset: 'utf8', minify: true, legalComments: 'none' };

/** @param {string} root folder of the repository, with a separator at its end */
export async function buildWeb(root) {
  rmSync(`${root}dist/${runtime}`, { recursive: true, force: true });
  await buildRuntime(root);
  await buildPage(root);
}

/**
 * `classifier.js`, with TensorFlow.js; its WebGPU backend in files of its own, for browsers that have one.
 * @param {string} root
 */
async function buildRuntime(root) {
  const outdir = `${root}dist/${runtime}`;
  await build({
    ...common,
    absWorkingDir: root,
    entryPoints: [{ in: 'src/web/index.ts', out: 'classifier' }],
    outdir,
    platform: 'browser',
    format: 'esm',
    splitting: true,
    chunkNames: '[name]-[hash]',
    // What TensorFlow.js has for Node stands behind tests for Node.
    external: ['util', 'fs', 'path', 'worker_threads', 'perf_hooks', 'os', 'crypto', 'string_decoder'],
  });
  for (const kind of ['', '-simd', '-threaded-simd']) {
    const name = `tfjs-backend-wasm${kind}.wasm`;
    copyFileSync(`${root}node_modules/@tensorflow/tfjs-backend-wasm/dist/${name}`, `${outdir}/${name}`);
  }
}

/**
 * The page's programs, which take the engine from the file beside them.
 * @param {string} root
 */
async function buildPage(root) {
  /** @type {import('esbuild').Plugin} */
  const engine = {
    name: 'engine',
    setup(plugin) {
      plugin.onResolve({ filter: /\/index\.js$/ }, ({ path, resolveDir }) =>
        resolve(resolveDir, path) === resolve(root, 'src/web/index.js')
          ? { path: './classifier.js', external: true }
          : undefined,
      );
    },
  };
  for (const [name, [entry, format]] of Object.entries(pagePrograms))
    if (existsSync(`${root}${entry}`))
      await build({
        ...common,
        absWorkingDir: root,
        entryPoints: [entry],
        outfile: `${root}dist/${name}`,
        platform: 'browser',
        format,
        plugins: [engine],
      });
}
