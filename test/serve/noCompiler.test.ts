import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../src/core/index.js';
import { loadedScripts } from '../loadedScripts.js';

const dist = resolve(packageRoot(), 'dist');

it('a process that serves loads no compiler and no DOM', async () => {
  const scripts = await loadedScripts(`
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
