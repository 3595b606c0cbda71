import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../src/core/index.js';
import { hangLimit } from '../../hangLimit.js';

const main = resolve(import.meta.dirname, '../../../dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'tsvision-setup-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the command where pip cannot reach its index, nor npm its registry. */
function setup(...args: string[]): { stdout: string; stderr: string; status: number | null } {
  const bin = mkdtempSync(join(folder, 'bin-'));
  symlinkSync('/bin/sh', join(bin, 'sh'));
  const pip =
    'case "$*" in *--version*) echo "pip 24 from x (python 3.11)";; *) echo "connection broken" >&2; exit 1;; esac';
  writeFileSync(join(bin, 'python3'), `#!/bin/sh\n${pip}\n`, { mode: 0o755 });
  const cache = mkdtempSync(join(folder, 'cache-'));
  mkdirSync(cacheFolder('engine'), { recursive: true });
  symlinkSync(cacheFolder('engine'), join(cache, 'engine'), 'junction');
  const env = { TSVISION_CACHE: cache, PATH: bin, HF_HOME: cache, TSVISION_BACKEND: 'cpu' };
  const npm = {
    npm_config_registry: 'http://127.0.0.1:1/',
    npm_config_fetch_retries: '0',
    npm_config_cache: cache,
  };
  const plain = {
    TSVISION_DATA: '',
    TSVISION_WEIGHTS: '',
    TSVISION_DIGITS: '',
    TSVISION_PYTHON: '',
    CXX: '',
  };
  return spawnSync(process.execPath, [main, 'setup', ...args], {
    encoding: 'utf8',
    timeout: hangLimit,
    env: { ...process.env, ...env, ...npm, ...plain },
  });
}

describe.skipIf(!existsSync(main) || process.platform === 'win32')('tsvision setup without an index', () => {
  it('goes on without weights and digits, says so, and comes to the engine', () => {
    const { stdout, stderr, status } = setup();
    expect(stderr).toMatch(
      /^Lessons will take models\.tinyresnet, .* The pretrained weights of models\.efficientnetLite0 cannot be fetched: .*no connection/m,
    );
    expect(stderr).toMatch(/^Lessons will draw their digits\. /m);
    // Where the engine is set up, all is well; elsewhere its own error ends it.
    if (/TensorFlow [\d.]+ \(\w+\) was set up already/.test(stdout)) expect(status).toBe(0);
    else expect(stderr).toMatch(/TensorFlow/);
  });

  it('fails when the weights alone are asked for', () => {
    const { stderr, status } = setup('--only', 'weights');
    expect(status).toBe(1);
    expect(stderr).toMatch(/cannot be fetched: .*no connection to the package index\n→ Check the network/);
    expect(stderr).not.toMatch(/TensorFlow|digits/);
  });

  it('knows its parts', () => {
    const { stderr, status } = setup('--only', 'everything');
    expect(status).toBe(1);
    expect(stderr).toMatch(/`--only` must be one of weights, digits, engine, but it is "everything"/);
  });
});
