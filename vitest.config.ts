import { defineConfig } from 'vitest/config';

// `unit` needs nothing but npm packages; `jupyter` and `browser` drive a real Jupyter and a real Chromium.
export default defineConfig({
  resolve: { alias: { tsvision: new URL('./src/index.ts', import.meta.url).pathname } },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    env: { TZ: 'UTC' },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/{jupyter,browser,notebooks}/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'jupyter',
          include: ['test/{jupyter,notebooks}/**/*.test.ts'],
          testTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
