import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { engines } from '../../scripts/engines/engines.mjs';
import { hangLimit } from '../hangLimit.js';

const root = resolve(import.meta.dirname, '../..');
const names = Object.keys(engines);
const isNightly = process.env.TSVISION_NIGHTLY === '1';
const page = readFileSync(resolve(root, 'docs/deploy.md'), 'utf8');

it.each(names)('%s has its pins, its suite, a row in the docs, and what it said is kept', (name) => {
  const pins = readFileSync(resolve(root, `test/deploy/requirements/${name}.txt`), 'utf8');
  for (const pin of pins.trim().split('\n')) expect(pin).toMatch(/^[\w[\].-]+==[\w.]+$/);
  expect(existsSync(resolve(root, 'test/deploy', engines[name]!.suite))).toBe(true);
  expect(page).toContain(`npm run engines -- ${name}`);
  expect(page).toContain(`(engines/${name}.txt)`);
  expect(readFileSync(resolve(root, `docs/engines/${name}.txt`), 'utf8').length).toBeGreaterThan(40);
});

it('the hub is run with what its image has', () => {
  const [hub, image] = ['hub', 'jupyterhub'].map((name) =>
    readFileSync(resolve(root, `test/deploy/requirements/${name}.txt`), 'utf8')
      .trim()
      .split('\n'),
  ) as [string[], string[]];
  expect(hub).toEqual([...image, expect.stringMatching(/^dockerspawner==/)]);
});

describe.skipIf(!isNightly)(
  `run for real${isNightly ? '' : ': in the nightly run (TSVISION_NIGHTLY=1)'}`,
  () => {
    it.for(names)('%s', { timeout: 20 * hangLimit }, (name, { skip }) => {
      const { status, stdout } = spawnSync(process.execPath, ['scripts/engines.mjs', name], {
        cwd: root,
        encoding: 'utf8',
        // All that the script does is limited; together it is no longer than this.
        timeout: 19 * hangLimit,
        killSignal: 'SIGKILL',
      });
      skip(stdout.includes('1 skipped'), stdout);
      expect(status, stdout).toBe(0);
      expect(stdout).toContain('1 passed');
    });
  },
);
