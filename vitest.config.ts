import { defineConfig } from 'vitest/config';
import { useSharedData } from './scripts/sharedData.mjs';
import { builtSources } from './test/builtSources';
import { hangLimit } from './test/hangLimit';
import { propertyRuns } from './test/propertyRuns';

useSharedData();

// `unit` needs nothing but npm packages; `jupyter` and `browser` drive a real Jupyter and a real Chromium, and
// `notebooks` runs the lessons.
export default defineConfig({
  plugins: [builtSources(), propertyRuns()],
  resolve: { alias: { tsvision: new URL('./src/index.ts', import.meta.url).pathname } },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    // Two processes load the engine and the compiler once, not once for each of 150 files.
    isolate: false,
    setupFiles: './test/leaveAsFound.ts',
    testTimeout: hangLimit,
    hookTimeout: hangLimit,
    expect: { poll: { timeout: hangLimit } },
    globalSetup: './test/emptyCache.ts',
    env: { TZ: 'UTC' },
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      reportsDirectory: 'artifacts/coverage',
      reporter: ['text', 'html'],
    },
    server: { deps: { external: [/\/dist\//] } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          sequence: { groupOrder: 0 },
          include: ['test/**/*.test.ts'],
          exclude: ['test/{jupyter,browser,notebooks}/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'jupyter',
          sequence: { groupOrder: 1 },
          include: ['test/jupyter/**/*.test.ts'],
          // A test here may be a whole suite of Python's.
          testTimeout: 6 * hangLimit,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'notebooks',
          sequence: { groupOrder: 2 },
          include: ['test/notebooks/**/*.test.ts'],
          testTimeout: 3 * hangLimit,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          sequence: { groupOrder: 3 },
          // Every look at the page costs the page time.
          expect: { poll: { timeout: hangLimit, interval: 200 } },
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 3 * hangLimit,
          fileParallelism: false,
        },
      },
    ],
  },
});
