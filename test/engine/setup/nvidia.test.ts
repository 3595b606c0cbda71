import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { judgeGpus, nvidiaCheck, parseGpus } from '../../../src/engine/setup/nvidia.js';

// No machine of ours has such a GPU: these are lines as nvidia-smi writes them.
const card = '0, NVIDIA RTX A4000, 550.54.15, 16376, 512, 8.6';

describe('of the GPUs that nvidia-smi lists', () => {
  it('the one with most room is named, and how to choose it', () => {
    const gpus = parseGpus(`${card}\n1, NVIDIA L4, 550.54.15, 23034, 18000, 8.9\n`);
    expect(gpus[1]).toEqual({
      index: 1,
      name: 'NVIDIA L4',
      driver: '550.54.15',
      total: 23034,
      used: 18000,
      capability: 8.9,
    });
    expect(judgeGpus(gpus).found).toBe(
      'NVIDIA RTX A4000, driver 550.54.15, 15864 of 16376 MiB free; of 2: choose it with CUDA_VISIBLE_DEVICES=0',
    );
    expect(judgeGpus(parseGpus(card)).found).not.toContain('CUDA_VISIBLE_DEVICES');
  });

  it.each([
    [
      '0, NVIDIA L4, 550.54.15, 23034, 22500, 8.9',
      /^NVIDIA L4 is busy: other programs have taken 22500 of its 23034 MiB/,
      /nvidia-smi.*CUDA_VISIBLE_DEVICES=-1/,
    ],
    [
      '0, NVIDIA T400, 550.54.15, 1900, 5, 7.5',
      /too small: 1900 MiB, and a lesson takes 2000/,
      /CUDA_VISIBLE_DEVICES=-1/,
    ],
    [
      '0, Tesla K80, 550.54.15, 11441, 0, 3.7',
      /compute capability 3\.7, and TensorFlow's wheel begins at 6\.0/,
      /CUDA_VISIBLE_DEVICES=-1/,
    ],
    [
      '0, NVIDIA L4, 470.256.02, 23034, 0, 8.9',
      /its driver is 470\.256\.02, and CUDA 12 needs 525/,
      /Install NVIDIA's driver/,
    ],
  ])('%s: is not used, and why', (line, problem, remedy) => {
    const judged = judgeGpus(parseGpus(line));
    expect(judged.found).toBeUndefined();
    expect(judged.problem).toMatch(problem);
    expect(judged.remedy).toMatch(remedy);
  });
});

describe('nvidiaCheck', () => {
  const folders: string[] = [];
  afterEach(() => {
    vi.unstubAllEnvs();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });
  const linux = { platform: 'linux', arch: 'x64', glibc: '2.36' };

  /** A PATH on which this program is nvidia-smi. */
  function withProgram(text: string): void {
    const folder = mkdtempSync(join(tmpdir(), 'tsvision-smi-'));
    folders.push(folder);
    writeFileSync(join(folder, 'nvidia-smi'), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, 'nvidia-smi'), 0o755);
    vi.stubEnv('PATH', folder);
  }

  it.skipIf(process.platform === 'win32')('asks nvidia-smi', async () => {
    withProgram(`echo '${card}'`);
    expect((await nvidiaCheck(linux))?.found).toMatch(/^NVIDIA RTX A4000/);
  });

  it.skipIf(process.platform === 'win32')('says that the driver does not answer', async () => {
    withProgram("echo 'Failed to initialize NVML: Driver/library version mismatch'; exit 18");
    expect(await nvidiaCheck(linux)).toMatchObject({
      problem: 'nvidia-smi fails: Failed to initialize NVML: Driver/library version mismatch',
      remedy: expect.stringContaining('restart the machine'),
    });
  });

  it('says nothing on machines for which there is no CUDA', async () => {
    expect(await nvidiaCheck({ platform: 'darwin', arch: 'arm64' })).toBeUndefined();
  });
});
