import { Relu6, SeededDropout } from '../layers.js';
import { DepthwiseConv2d } from '../windowLayers.js';
import type { ArchitectureSpec } from './architectureSpec.js';
import { add, apply, averageAll, convolve, linear, type Node, normalize } from './architectureSpec.js';

/** Inverted residual stages: expansion, channels, blocks, stride of the first block. */
const stages = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

/** MobileNetV2 of width 1 (Sandler et al. 2018, arXiv:1801.04381) as torchvision builds it. */
export const mobilenetV2: ArchitectureSpec = {
  name: 'mobilenetV2',
  torchName: 'mobilenet_v2',
  hub: [{ repo: 'timm/mobilenetv2_100.ra_in1k' }],
  features: (input) => {
    let x = activate(convolve(input, 'features.0.0', 32, 3, { stride: 2, padding: 1 }), 'features.0.1', 0);
    let channels = 32;
    let index = 1;
    for (const [expansion, width, blocks, stride] of stages)
      for (let i = 0; i < blocks; i++) {
        const name = `features.${index++}`;
        x = invertedResidual(x, `${name}.conv`, channels, width, i === 0 ? stride : 1, expansion);
        channels = width;
      }
    return activate(convolve(x, 'features.18.0', 1280, 1), 'features.18.1', 18);
  },
  classifier: (x, classes) => {
    const dropped = apply(new SeededDropout({ name: 'classifier.0', rate: 0.2 }), averageAll(x, 'avgpool'));
    return linear(dropped, 'classifier.1', classes);
  },
  groupOf: (layer) => (Number(layer.split('.')[1]) >= 10 ? 1 : 0),
  rename: timmToTorchvision,
};

function activate(x: Node, name: string, index: number): Node {
  return apply(new Relu6({ name: `features.${index}.2` }), normalize(x, name));
}

function invertedResidual(
  x: Node,
  name: string,
  channels: number,
  width: number,
  stride: number,
  expansion: number,
): Node {
  const hidden = channels * expansion;
  const step = expansion === 1 ? 0 : 1;
  let y = x;
  if (step === 1) y = normalize(convolve(y, `${name}.0.0`, hidden, 1), `${name}.0.1`);
  if (step === 1) y = apply(new Relu6({ name: `${name}.0.2` }), y);
  const depthwise = { name: `${name}.${step}.0`, kernelSize: 3, strides: stride, padding: 1 };
  y = normalize(apply(new DepthwiseConv2d(depthwise), y), `${name}.${step}.1`);
  y = apply(new Relu6({ name: `${name}.${step}.2` }), y);
  y = normalize(convolve(y, `${name}.${step + 1}`, width, 1), `${name}.${step + 2}`);
  return stride === 1 && channels === width ? add(x, y, `${name}.add`) : y;
}

/** timm counts blocks by stage and names their parts; torchvision counts them through. */
function timmToTorchvision(key: string): string {
  const block = /^blocks\.(\d+)\.(\d+)\.(\w+)\.(\w+)$/.exec(key);
  if (block !== null) {
    const [, stage, i, part, weight] = block as unknown as [string, string, string, string, string];
    const before = stages.slice(0, Number(stage)).reduce((sum, [, , blocks]) => sum + blocks, 0);
    const names: Readonly<Record<string, string>> =
      stage === '0'
        ? { conv_dw: '0.0', bn1: '0.1', conv_pw: '1', bn2: '2' }
        : { conv_pw: '0.0', bn1: '0.1', conv_dw: '1.0', bn2: '1.1', conv_pwl: '2', bn3: '3' };
    return `features.${1 + before + Number(i)}.conv.${names[part] ?? part}.${weight}`;
  }
  return key
    .replace(/^conv_stem\./, 'features.0.0.')
    .replace(/^bn1\./, 'features.0.1.')
    .replace(/^conv_head\./, 'features.18.0.')
    .replace(/^bn2\./, 'features.18.1.')
    .replace(/^classifier\.(?=weight|bias)/, 'classifier.1.');
}
