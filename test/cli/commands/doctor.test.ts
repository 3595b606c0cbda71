import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hangLimit } from '../../hangLimit.js';

const main = resolve(import.meta.dirname, '../../../dist/cli/main.js');

function doctor(args: string[], env: Record<string, string>): { stdout: string; status: number | null } {
  return spawnSync(process.execPath, [main, 'doctor', ...args], {
    encoding: 'utf8',
    timeout: hangLimit,
    env: { ...process.env, ...env },
  });
}

describe.skipIf(!existsSync(main))('tsvision doctor (skipped where the library is not built)', () => {
  it('names the engine, its version, and every tool, as JSON', () => {
    const { stdout, status } = doctor(['--json'], { TSVISION_BACKEND: 'wasm' });
    const report = JSON.parse(stdout);
    expect(status).toBe(0);
    expect(report).toMatchObject({ backend: 'wasm', gpu: false, node: process.version });
    expect(report.package).toMatch(/^@tensorflow\/tfjs-backend-wasm \d/);
    const names = report.checks.map(({ name }: { name: string }) => name);
    expect(names).toEqual(expect.arrayContaining(['python', 'pip', 'compiler', 'chromium', 'kernelspec']));
    expect(names).toContain('weights of efficientnetLite0');
    const { availableBytes, networks } = report.memory;
    expect(availableBytes).toBeGreaterThan(0);
    expect(networks.map(({ network }: { network: string }) => network)).toContain('resnet34');
    for (const { bytes, fitting, fittingLean } of networks) {
      expect(bytes[64]).toBeGreaterThan(2 * bytes[16]);
      expect(fittingLean).toBeGreaterThanOrEqual(fitting);
      for (const [photos, needed] of Object.entries(bytes))
        expect(Number(needed) <= availableBytes).toBe(Number(photos) <= fitting);
    }
  });

  it('says why TensorFlow does not run, and what to do', () => {
    const { stdout, status } = doctor([], {
      TSVISION_CACHE: '/nowhere',
      TSVISION_BACKEND: '',
      PATH: '/nowhere',
    });
    expect(status).toBe(0);
    expect(stdout).toMatch(/engine +wasm/);
    expect(stdout).toMatch(/TensorFlow [\d.]+ in the cache folder: not set up\n +→ Run `npx tsvision setup`/);
    expect(stdout).toMatch(/bs 8 +bs 16 .*largest +toLean\(\)\n +mobilenetV2 +\d+\.\d GB/);
    expect(stdout).toMatch(/✗ compiler: .*there is no .*\n +→ .*(apt install g\+\+|xcode-select)/);
    expect(stdout).toMatch(/✗ weights of efficientnetLite0: not found\n +→ .*npx tsvision setup/);
  });

  it('fails when the engine that was asked for does not run', () => {
    const { stdout, status } = doctor([], { TSVISION_CACHE: '/nowhere', TSVISION_BACKEND: 'tensorflow' });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^TSVISION_BACKEND=tensorflow, but that engine does not run here/);
  });
});
