import { tf } from '../../../engine/index.js';
import { SeededDropout } from '../layers.js';
import type { ArchitectureSpec } from './architectureSpec.js';
import { apply, averageAll, convolve, maxPool, type Node, rectify } from './architectureSpec.js';

/** Channels of each fire module: squeezed, then expanded by 1×1 and by 3×3; `pool` is a pooling. */
const plan = [[16, 64], [16, 64], 'pool', [32, 128], [32, 128], 'pool', [48, 192], [48, 192], [64, 256], [64, 256]] as const; // biome-ignore format: one row reads best

/** SqueezeNet 1.1 (Iandola et al. 2016, arXiv:1602.07360) as torchvision builds it. */
export const squeezenet: ArchitectureSpec = {
  name: 'squeezenet1_1',
  torchName: 'squeezenet1_1',
  hub: [],
  features: (input) => {
    let x = rectify(convolve(input, 'features.0', 64, 3, { stride: 2, bias: true }), 'features.1');
    x = maxPool(x, 'features.2', 3, 2, { ceilMode: true });
    plan.forEach((step, i) => {
      const name = `features.${i + 3}`;
      x = step === 'pool' ? maxPool(x, name, 3, 2, { ceilMode: true }) : fire(x, name, step[0], step[1]);
    });
    return x;
  },
  classifier: (x, classes) => {
    const dropped = apply(new SeededDropout({ name: 'classifier.0', rate: 0.5 }), x);
    const scores = convolve(dropped, 'classifier.1', classes, 1, { bias: true });
    return averageAll(rectify(scores, 'classifier.2'), 'classifier.3');
  },
  groupOf: (layer) => {
    const index = Number(layer.split('.')[1] ?? 0);
    return index >= 8 ? 2 : index >= 5 ? 1 : 0;
  },
};

function fire(x: Node, name: string, squeezed: number, expanded: number): Node {
  const s = rectify(
    convolve(x, `${name}.squeeze`, squeezed, 1, { bias: true }),
    `${name}.squeeze_activation`,
  );
  const wide = convolve(s, `${name}.expand1x1`, expanded, 1, { bias: true });
  const near = convolve(s, `${name}.expand3x3`, expanded, 3, { bias: true, padding: 1 });
  return apply(tf.layers.concatenate({ name: `${name}.cat` }), [
    rectify(wide, `${name}.expand1x1_activation`),
    rectify(near, `${name}.expand3x3_activation`),
  ]);
}
