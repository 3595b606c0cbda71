import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { models, pretrainedOnDisk } from '../../../src/vision/index.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tsvision-weights-'));
  writeFileSync(join(folder, 'mobilenetV2.safetensors'), '');
  vi.stubEnv('TSVISION_WEIGHTS', folder);
  vi.stubEnv('TSVISION_FAST', '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

it('takes the network that is named first of those that are there', () => {
  expect(pretrainedOnDisk(models.mobilenetV2, models.tinyresnet)).toBe(models.mobilenetV2);
  expect(pretrainedOnDisk(models.tinyresnet, models.mobilenetV2)).toBe(models.tinyresnet);
});

it('takes the one that is named last in the fast mode', () => {
  vi.stubEnv('TSVISION_FAST', '1');
  expect(pretrainedOnDisk(models.mobilenetV2, models.tinyresnet)).toBe(models.tinyresnet);
  expect(pretrainedOnDisk(models.tinyresnet, models.mobilenetV2)).toBe(models.mobilenetV2);
});
