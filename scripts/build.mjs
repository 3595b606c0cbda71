// Compiles src/ to dist/ with TypeScript 7, which is native (the kernel needs the API of TypeScript 5), and makes one
// file of each program of a page, which goes into the page as it is, and of what tfjs-core leaves to others.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { buildWeb, isOfWeb } from './buildWeb.mjs';
import { libraryKey, libraryStamp } from './setup/library.mjs';
import { writeTfjsPackages } from './tfjsPackages.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
// Taken now: what is edited while it builds is not in the build.
const key = libraryKey();
// What the compiler remembers of the last build; of no use once the build is gone.
const memory = '.cache/build.tsbuildinfo';
if (!existsSync(`${root}dist/index.js`)) rmSync(`${root}${memory}`, { force: true });
// Views for front ends that load them from a CDN: buildWidgets.mjs makes them.
const views = 'widgets/amd/index.js';
const { status } = spawnSync(
  process.execPath,
  ['node_modules/typescript-native/lib/tsc.js', '-p', '.', '--incremental', '--tsBuildInfoFile', memory],
  { cwd: root, stdio: 'inherit' },
);
if (status !== 0) process.exit(status ?? 1);
/** Programs of pages, which these get as they are. */
const pagePrograms = {
  'src/serve/page/client/program.ts': 'dist/serve/page/program.js',
  'src/widgets/anywidget/page/program.ts': 'dist/widgets/anywidget/page/program.js',
};
// The compiler leaves what it made of sources that are gone or have moved, which would be packed.
for (const name of readdirSync(`${root}dist`, { recursive: true, encoding: 'utf8' })) {
  const source = /^(.*?)(\.d\.ts|\.js)(\.map)?$/.exec(name)?.[1];
  const isOurs = source === undefined || existsSync(`${root}src/${source}.ts`);
  const isBundle = Object.values(pagePrograms).includes(`dist/${name}`) || isOfWeb(name);
  if (!isOurs && !isBundle) rmSync(`${root}dist/${name}`);
}
for (const program of ['cli/main.js', 'kernel/kernelspec/program.js'])
  chmodSync(new URL(`../dist/${program}`, import.meta.url), 0o755);
for (const [entry, outfile] of Object.entries(pagePrograms))
  buildSync({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    minifySyntax: true,
    minifyWhitespace: true,
  });
const parts = ['register_all_gradients', 'public/chained_ops/register_all_chained_ops'];
buildSync({
  absWorkingDir: root,
  stdin: {
    contents: parts.map((name) => `import '@tensorflow/tfjs-core/dist/${name}.js';`).join('\n'),
    resolveDir: root,
  },
  outfile: 'dist/engine/tfjsParts.cjs',
  bundle: true,
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
});
writeTfjsPackages(root);
await buildWeb(root);
if (existsSync(`${root}${views}`)) cpSync(`${root}${views}`, `${root}dist/views.js`);
// Last, so that a build that was cut off is done again.
writeFileSync(`${root}${libraryStamp}`, key);
