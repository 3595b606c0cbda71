import { statSync } from 'node:fs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { buildCnn, isPretrainedOnDisk, modelSummary, models, stateDict } from '../../../src/vision/index.js';
import { findWeights } from '../../../src/vision/weights/findWeights.js';

beforeEach(() => {
  vi.stubEnv('HF_HUB_OFFLINE', '1');
  vi.stubEnv('TSVISION_WEIGHTS', '');
});
afterEach(() => vi.unstubAllEnvs());

it('comes with its weights, in at most 2 MB, and needs no network', async () => {
  expect(statSync(await findWeights(models.tinyresnet.spec)).size).toBeLessThan(2_000_000);
  const { model, body } = await buildCnn(models.tinyresnet, { classes: 2 });
  expect(modelSummary(body).totalParameters).toBeLessThan(900_000);
  expect(model.outputs[0]!.shape).toEqual([null, 2]);
  const pretrained = await stateDict(body);
  const random = await stateDict((await buildCnn(models.tinyresnet, { classes: 2, pretrained: false })).body);
  expect(pretrained.get('layer4.conv2.weight')?.data).not.toEqual(random.get('layer4.conv2.weight')?.data);
  // Statistics that training has moved, and nothing that went wrong in it.
  for (const [key, { data }] of pretrained)
    expect((data as Float32Array).every(Number.isFinite), key).toBe(true);
  expect(pretrained.get('bn1.running_var')?.data).not.toEqual(random.get('bn1.running_var')?.data);
});

it('is known to be on this machine, and a network whose weights are nowhere is not', () => {
  expect(isPretrainedOnDisk(models.tinyresnet)).toBe(true);
  const { embedded: _, ...elsewhere } = models.tinyresnet.spec;
  const spec = { ...elsewhere, name: 'nowhere', torchName: 'nowhere', hub: [] };
  expect(isPretrainedOnDisk(Object.assign(() => models.tinyresnet(), { spec }))).toBe(false);
});
