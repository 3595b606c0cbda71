import { expect, it } from 'vitest';
import type { CnnModel } from '../../../src/vision/contracts.js';
import {
  type BuildCnnOptions,
  buildCnn,
  type CnnHeadOptions,
  modelSummary,
  models,
} from '../../../src/vision/index.js';

// The numbers are fastai's own: `learn.summary()` and sums over torchvision's parameters.
const cases = [
  ['resnet34', 2, 21_813_570],
  ['resnet34', 3, 21_814_083],
  ['resnet34', 37, 21_831_525],
  ['resnet18', 2, 11_705_410],
  ['resnet50', 2, 25_615_938],
  ['squeezenet1_1', 2, 1_251_394],
  ['vgg16Bn', 2, 15_252_034],
] as const;

const build = (
  name: keyof typeof models,
  classes: number,
  more: Partial<BuildCnnOptions & CnnHeadOptions> = {},
) => buildCnn(models[name], { classes, pretrained: false, ...more });

/** What fastai's `freeze` does: all groups but the head stop learning, batch norm excepted. */
function freeze({ layerGroups }: CnnModel): void {
  for (const layer of layerGroups.slice(0, -1).flat())
    layer.trainable = layer.getClassName().includes('BatchNorm');
}

it.for(cases)('%s with a head for %i classes learns %i numbers', async ([name, classes, parameters]) => {
  const { model } = await build(name, classes);
  const summary = modelSummary(model);
  expect(summary.totalParameters).toBe(parameters);
  expect(summary.trainableParameters).toBe(parameters);
});

it.for([
  [2, 545_922],
  [3, 546_435],
  [37, 563_877],
] as const)('a frozen resnet34 for %i classes learns %i numbers', async ([classes, parameters]) => {
  const cnn = await build('resnet34', classes);
  freeze(cnn);
  const summary = modelSummary(cnn.model);
  expect(summary.trainableParameters).toBe(parameters);
  const learnt = cnn.model.trainableWeights.reduce(
    (sum, w) => sum + w.shape.reduce<number>((a, n) => a * n!, 1),
    0,
  );
  expect(learnt).toBe(parameters);
  expect(String(summary)).toContain(`Trainable params: ${parameters.toLocaleString('en-US')}`);
});

it('groups layers as fastai does', async () => {
  const firstOf = (cnn: CnnModel) => cnn.layerGroups.map((group) => group[0]?.name);
  expect(firstOf(await build('resnet18', 2))).toEqual(['conv1', 'layer3.0.conv1', 'head.0.mp']);
  expect(firstOf(await build('squeezenet1_1', 2))).toEqual([
    'features.0',
    'features.5',
    'features.8',
    'head.0.mp',
  ]);
  expect(firstOf(await build('mobilenetV2', 2))).toEqual([
    'features.0.0',
    'features.10.conv.0.0',
    'head.0.mp',
  ]);
  expect(firstOf(await build('vgg16Bn', 2))).toEqual(['features.0', 'features.22', 'head.0.mp']);
});

it('builds the head that is asked for', async () => {
  const names = (cnn: CnnModel) => cnn.layerGroups.at(-1)!.map(({ name }) => name);
  const { head } = await build('tinyresnet', 5);
  expect(head.layers.map(({ name }) => name)).toEqual([
    'features',
    ...['mp', 'ap'].map((pool) => `head.0.${pool}`),
    ...['0', '2', '3', '4', '5', '6', '7', '8'].map((i) => `head.${i}`),
  ]);
  expect(head.outputs[0]?.shape).toEqual([null, 5]);
  const plain = await build('tinyresnet', 5, { linFtrs: [], concatPool: false, bnFinal: true });
  expect(names(plain)).toEqual(['head.0.ap', 'head.2', 'head.3', 'head.4', 'head.5']);
  const deep = await build('tinyresnet', 5, { linFtrs: [64, 32], ps: [0.1, 0.2, 0.3] });
  const rates = deep.head.layers.filter((l) => 'rate' in l).map((l) => (l as never as { rate: number }).rate);
  expect(rates).toEqual([0.1, 0.2, 0.3]);
});
