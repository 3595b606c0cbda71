import { beforeAll, expect, it } from 'vitest';
import { engineReady } from '../../src/engine/index.js';
import { createCnn } from '../../src/train/index.js';
import { hostOf } from '../../src/train/learner.js';
import { models } from '../../src/vision/index.js';
import { memoryBunch } from './fixtures/memoryBunch.js';

beforeAll(() => engineReady());

it.each([
  [2, 21_813_570, 545_922],
  [3, 21_814_083, 546_435],
  [37, 21_831_525, 563_877],
])(
  'ResNet-34 for %i classes has %i parameters, of which %i learn while it is frozen',
  async (classes, total, trainable) => {
    const learn = await createCnn(memoryBunch({ classes }), models.resnet34, { pretrained: false });
    expect(hostOf(learn).trained.countParameters()).toEqual({ total, trainable: total });
    learn.freeze();
    expect(hostOf(learn).trained.countParameters()).toEqual({ total, trainable });
    expect(hostOf(learn).trained.layerGroups).toHaveLength(3);
    learn.model.dispose();
  },
);
