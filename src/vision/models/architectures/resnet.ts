import {
  type ArchitectureSpec,
  add,
  averageAll,
  convolve,
  linear,
  maxPool,
  type Node,
  normalize,
  rectify,
} from './architectureSpec.js';

type Block = (x: Node, name: string, channels: number, stride: number, widen: boolean) => Node;

/**
 * Residual networks (He et al. 2015, arXiv:1512.03385) as torchvision builds them: the 1×1 convolution of a
 * bottleneck does not stride, the 3×3 one does.
 */
export const resnets: readonly ArchitectureSpec[] = [
  resnet('resnet18', [2, 2, 2, 2], basicBlock, 1),
  resnet('resnet34', [3, 4, 6, 3], basicBlock, 1),
  resnet('resnet50', [3, 4, 6, 3], bottleneck, 4),
];

function resnet(name: string, depths: readonly number[], block: Block, expansion: number): ArchitectureSpec {
  return {
    name,
    torchName: name,
    hub: [{ repo: `timm/${name}.tv_in1k` }],
    features: (input) => {
      let x = convolve(input, 'conv1', 64, 7, { stride: 2, padding: 3 });
      x = rectify(normalize(x, 'bn1'), 'relu');
      x = maxPool(x, 'maxpool', 3, 2, { padding: 1 });
      depths.forEach((depth, stage) => {
        x = addStage(x, stage, depth, block, expansion);
      });
      return x;
    },
    classifier: (x, classes) => linear(averageAll(x, 'avgpool'), 'fc', classes),
    groupOf: (layer) => (/^layer[34]\./.test(layer) ? 1 : 0),
  };
}

function addStage(input: Node, stage: number, depth: number, block: Block, expansion: number): Node {
  let x = input;
  for (let i = 0; i < depth; i++) {
    const stride = i === 0 && stage > 0 ? 2 : 1;
    // The shortcut needs its own convolution where the shape changes.
    const widen = i === 0 && (stage > 0 || expansion > 1);
    x = block(x, `layer${stage + 1}.${i}`, 64 * 2 ** stage, stride, widen);
  }
  return x;
}

function basicBlock(x: Node, name: string, channels: number, stride: number, widen: boolean): Node {
  let y = convolve(x, `${name}.conv1`, channels, 3, { stride, padding: 1 });
  y = rectify(normalize(y, `${name}.bn1`), `${name}.relu1`);
  y = normalize(convolve(y, `${name}.conv2`, channels, 3, { padding: 1 }), `${name}.bn2`);
  return join(y, shortcut(x, name, channels, stride, widen), name);
}

function bottleneck(x: Node, name: string, channels: number, stride: number, widen: boolean): Node {
  let y = rectify(normalize(convolve(x, `${name}.conv1`, channels, 1), `${name}.bn1`), `${name}.relu1`);
  y = convolve(y, `${name}.conv2`, channels, 3, { stride, padding: 1 });
  y = rectify(normalize(y, `${name}.bn2`), `${name}.relu2`);
  y = normalize(convolve(y, `${name}.conv3`, channels * 4, 1), `${name}.bn3`);
  return join(y, shortcut(x, name, channels * 4, stride, widen), name);
}

function shortcut(x: Node, name: string, channels: number, stride: number, widen: boolean): Node {
  if (!widen) return x;
  return normalize(convolve(x, `${name}.downsample.0`, channels, 1, { stride }), `${name}.downsample.1`);
}

function join(y: Node, identity: Node, name: string): Node {
  return rectify(add(y, identity, `${name}.add`), `${name}.relu`);
}

/** Output channels of the four stages; each halves the picture. */
const widths = [32, 64, 128, 192] as const;

/**
 * A small residual network of this project: 0.86 million parameters, 0.13 of ResNet-18's work. It is pretrained
 * on drawn pictures (`scripts/pretrainTinyresnet.ts`) and its weights come with the package, so that transfer
 * learning works without a network.
 */
export const tinyresnet: ArchitectureSpec = {
  name: 'tinyresnet',
  torchName: 'tinyresnet',
  hub: [],
  embedded: 'weights/tinyresnet.safetensors',
  embeddedClasses: 30,
  origin: 'Pretrained body: tsvision’s own, learned on pictures that it drew; Apache License 2.0.',
  features: (input) => {
    let x = convolve(input, 'conv1', 24, 3, { stride: 2, padding: 1 });
    x = rectify(normalize(x, 'bn1'), 'relu');
    widths.forEach((channels, i) => {
      x = block(x, `layer${i + 1}`, channels);
    });
    return x;
  },
  classifier: (x, classes) => linear(averageAll(x, 'avgpool'), 'fc', classes),
  groupOf: (layer) => (/^layer[34]\./.test(layer) ? 1 : 0),
};

/** One residual block that halves the picture. */
function block(x: Node, name: string, channels: number): Node {
  let y = convolve(x, `${name}.conv1`, channels, 3, { stride: 2, padding: 1 });
  y = rectify(normalize(y, `${name}.bn1`), `${name}.relu1`);
  y = normalize(convolve(y, `${name}.conv2`, channels, 3, { padding: 1 }), `${name}.bn2`);
  const identity = normalize(
    convolve(x, `${name}.downsample.0`, channels, 1, { stride: 2 }),
    `${name}.downsample.1`,
  );
  return rectify(add(y, identity, `${name}.add`), `${name}.relu`);
}
