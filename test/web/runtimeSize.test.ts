import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

it('adds less than 30 kB to a page besides TensorFlow.js at once, and nothing that only Node has', async () => {
  const { outputFiles, warnings } = await build({
    entryPoints: [join(import.meta.dirname, '../../src/web/index.ts')],
    outdir: 'out',
    bundle: true,
    splitting: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external: ['@tensorflow/*'],
  });
  expect(warnings).toEqual([]);
  // What the entry loads at once; reading JPEGs and heat maps come when they are first asked for.
  const files = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
  const atOnce = new Set<string>();
  const load = (name: string): void => {
    if (atOnce.has(name)) return;
    atOnce.add(name);
    for (const [, other] of files.get(name)!.matchAll(/(?:from|import)\s*"\.\/([^"]+)"/g)) load(other!);
  };
  load('index.js');
  const bytes = (names: Iterable<string>): number =>
    [...names].reduce((sum, name) => sum + files.get(name)!.length, 0);
  const zipped = (names: Iterable<string>): number =>
    [...names].reduce((sum, name) => sum + gzipSync(files.get(name)!).length, 0);
  console.log(
    `tsvision/web: ${bytes(atOnce)} bytes minified at once (${zipped(atOnce)} zipped), ${bytes(files.keys())} in all (${zipped(files.keys())})`,
  );
  expect(bytes(atOnce)).toBeLessThanOrEqual(23_500);
  expect(zipped(atOnce)).toBeLessThanOrEqual(11_000);
  expect(bytes(files.keys())).toBeLessThanOrEqual(37_000);
  expect(zipped(files.keys())).toBeLessThanOrEqual(16_800);
  const text = [...files.values()].join('\n');
  const imported = [...text.matchAll(/(?:from|import)\s*\(?["']([^."'][^"']*)["']/g)].map(([, name]) => name);
  expect([...new Set(imported)].sort()).toEqual([
    '@tensorflow/tfjs-backend-wasm',
    '@tensorflow/tfjs-backend-webgpu',
    '@tensorflow/tfjs-core',
  ]);
});
