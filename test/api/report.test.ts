import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../src/core/index.js';
import { readPublicApi } from './publicApi.js';
import { apiReports } from './report.js';

const folder = join(packageRoot(), 'docs/api');
const fileOf = (entry: string): string => `${entry.replace('/', '-')}.txt`;
const reports = apiReports(readPublicApi());

it.each([...reports])(
  '%s is as its report in docs/api says; `npm run api` renews it',
  async (entry, text) => {
    expect(text).not.toBe('');
    await expect(text).toMatchFileSnapshot(join(folder, fileOf(entry)));
  },
);

it('every report belongs to an entry point', () => {
  expect(readdirSync(folder).sort()).toEqual([...reports.keys()].map(fileOf).sort());
});
