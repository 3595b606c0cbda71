import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../src/core/index.js';

interface Coverage {
  readonly result: readonly { readonly url: string }[];
}

/** Every script that Node loaded while it ran this: V8 names them all when it counts coverage. */
async function scriptsOf(program: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tsvision-loaded-'));
  try {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      env: { ...process.env, NODE_V8_COVERAGE: folder },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    expect(await once(child, 'exit')).toEqual([0, null]);
    const reports = await Promise.all(
      (await readdir(folder)).map((file) => readFile(join(folder, file), 'utf8')),
    );
    return reports.flatMap((text) => (JSON.parse(text) as Coverage).result.map(({ url }) => url));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const dist = resolve(packageRoot(), 'dist');

it('a process that serves loads no compiler and no DOM', async () => {
  const scripts = await scriptsOf(`
    import '${dist}/cli/commands/serve.js';
    const { serve, loadClassifier, restrictDecoders } = await import('${dist}/serve/index.js');
    restrictDecoders();
    await loadClassifier('/nowhere').catch(() => undefined);
    const classify = async (photos) => photos.map(() => Float32Array.of(1));
    const model = { name: 'm', version: '1', classes: ['a'], size: 8, classify, classifyPixels: classify };
    const service = await serve(model, { port: 0 });
    const paths = ['', 'openapi.json', 'metrics', 'v2/models/m'];
    for (const path of paths) if (!(await fetch(service.url + path)).ok) throw new Error(path);
    await service.stop();
    process.exit();`);
  expect(scripts.some((url) => url.endsWith('/serve/app.js'))).toBe(true);
  const heavy = /\/node_modules\/(typescript[^/]*|jsdom|tslab|esbuild|plotly[^/]*|@typescript)\//;
  expect(scripts.filter((url) => heavy.test(url))).toEqual([]);
});
