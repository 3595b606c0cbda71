import { imagenetStats } from '../../transforms/colours.js';
import { Relu6, SeededDropout } from '../layers.js';
import { Rescale } from '../rescale.js';
import { DepthwiseConv2d } from '../windowLayers.js';
import type { ArchitectureSpec } from './architectureSpec.js';
import { add, apply, averageAll, convolve, linear, type Node, normalize } from './architectureSpec.js';

/** One stage of inverted residuals; only its first block strides. */
interface Stage {
  readonly kernel: number;
  readonly blocks: number;
  readonly width: number;
  readonly expansion: number;
  readonly stride: number;
}

/** The stages in order; a weight file of another library counts the blocks through. */
export const lite0Stages: readonly Stage[] = [
  { kernel: 3, blocks: 1, width: 16, expansion: 1, stride: 1 },
  { kernel: 3, blocks: 2, width: 24, expansion: 6, stride: 2 },
  { kernel: 5, blocks: 2, width: 40, expansion: 6, stride: 2 },
  { kernel: 3, blocks: 3, width: 80, expansion: 6, stride: 2 },
  { kernel: 5, blocks: 3, width: 112, expansion: 6, stride: 1 },
  { kernel: 5, blocks: 4, width: 192, expansion: 6, stride: 2 },
  { kernel: 3, blocks: 1, width: 320, expansion: 6, stride: 1 },
];

/** TensorFlow's, not PyTorch's 1e-5: some channels have a running variance of 0, and this is what divides there. */
const epsilon = 1e-3;

/**
 * EfficientNet-Lite0 (Tan and Le 2019, arXiv:1905.11946, without squeeze-and-excitation and with ReLU6): 4.7 million
 * parameters, 75.1 % of ImageNet right. Layers have timm's names, padding is TensorFlow's.
 */
export const efficientnetLite0: ArchitectureSpec = {
  name: 'efficientnetLite0',
  torchName: 'tf_efficientnet_lite0',
  hub: [{ repo: 'timm/tf_efficientnet_lite0.in1k' }],
  setUp: true,
  origin:
    'Pretrained body: EfficientNet-Lite0 by Google, learned on ImageNet, converted by ML Illustrated; Apache License 2.0.',
  features: (input) => {
    let x = convolve(asTrained(input), 'conv_stem', 32, 3, { stride: 2, padding: 'same' });
    x = activate(x, 'bn1');
    let channels = 32;
    lite0Stages.forEach((stage, s) => {
      for (let i = 0; i < stage.blocks; i++) {
        x = invertedResidual(x, `blocks.${s}.${i}`, channels, {
          ...stage,
          stride: i === 0 ? stage.stride : 1,
        });
        channels = stage.width;
      }
    });
    return activate(convolve(x, 'conv_head', 1280, 1), 'bn2');
  },
  classifier: (x, classes) => {
    const dropped = apply(new SeededDropout({ name: 'drop', rate: 0.2 }), averageAll(x, 'global_pool'));
    return linear(dropped, 'classifier', classes);
  },
  groupOf: (layer) => (/^(blocks\.[3-6]\.|conv_head|bn2)/.test(layer) ? 1 : 0),
};

/** Pixels normalised by `imagenetStats` as Google's network saw them: (0 … 255 − 127) / 128. */
function asTrained(x: Node): Node {
  const { mean, std } = imagenetStats;
  const scale = std.map((s) => (s * 255) / 128);
  const shift = mean.map((m) => (m * 255 - 127) / 128);
  return apply(new Rescale({ name: 'rescale', scale, shift }), x);
}

function invertedResidual(x: Node, name: string, channels: number, stage: Stage): Node {
  const { kernel, width, expansion, stride } = stage;
  let y = x;
  if (expansion > 1) y = activate(convolve(y, `${name}.conv_pw`, channels * expansion, 1), `${name}.bn1`);
  const depthwise = {
    name: `${name}.conv_dw`,
    kernelSize: kernel,
    strides: stride,
    padding: 'same',
  } as const;
  y = activate(apply(new DepthwiseConv2d(depthwise), y), `${name}.bn${expansion > 1 ? 2 : 1}`);
  // Without an expansion, the narrowing convolution is the block's only one that sees single pixels.
  const [narrow, bn] = expansion > 1 ? ['conv_pwl', 'bn3'] : ['conv_pw', 'bn2'];
  y = normalize(convolve(y, `${name}.${narrow}`, width, 1), `${name}.${bn}`, epsilon);
  return stride === 1 && channels === width ? add(x, y, `${name}.add`) : y;
}

function activate(x: Node, bn: string): Node {
  return apply(new Relu6({ name: `${bn}.act` }), normalize(x, bn, epsilon));
}
