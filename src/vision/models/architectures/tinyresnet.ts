import type { ArchitectureSpec } from './architectureSpec.js';
import { add, averageAll, convolve, linear, type Node, normalize, rectify } from './layerCalls.js';

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
