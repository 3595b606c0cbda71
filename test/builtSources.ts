import { existsSync, readFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import type { Plugin } from 'vite';

const [sources, built] = [resolve(import.meta.dirname, '../src'), resolve(import.meta.dirname, '../dist')];

/**
 * Takes the library from `dist`, as users do, where `TSVISION_TEST_BUILT` is set (`npm test` builds first): Node loads
 * it in a third of the time that Vite needs for the sources, once for each of more than a hundred test files. A test
 * that puts another module into the place of one (`vi.mock`) can only do so in sources.
 */
export function builtSources(): Plugin {
  return {
    name: 'built-sources',
    enforce: 'pre',
    async resolveId(source, importer, options) {
      if (process.env.TSVISION_TEST_BUILT !== '1' || !importer || mocks(importer)) return undefined;
      if (source === 'tsvision') return { id: join(built, 'index.js'), external: true };
      const found = await this.resolve(source, importer, { ...options, skipSelf: true });
      if (!found?.id.startsWith(sources + sep)) return undefined;
      const id = join(built, found.id.slice(sources.length + 1).replace(/\.ts$/, '.js'));
      return existsSync(id) ? { id, external: true } : undefined;
    },
  };
}

const mocks = (importer: string): boolean =>
  importer.endsWith('.test.ts') && readFileSync(importer, 'utf8').includes('vi.mock(');
