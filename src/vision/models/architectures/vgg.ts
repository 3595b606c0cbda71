import { tf } from '../../../engine/index.js';
import { SeededDropout } from '../layers.js';
import type { ArchitectureSpec } from './architectureSpec.js';
import { apply, convolve, linear, maxPool, type Node, normalize, rectify } from './architectureSpec.js';

const plan = [64, 64, 'pool', 128, 128, 'pool', 256, 256, 256, 'pool', 512, 512, 512, 'pool', 512, 512, 512, 'pool'] as const; // biome-ignore format: one row reads best

/** VGG-16 (Simonyan and Zisserman 2014, arXiv:1409.1556) as torchvision builds it, without and with batch norm. */
export const vggs: readonly ArchitectureSpec[] = [vgg('vgg16', false), vgg('vgg16Bn', true)];

function vgg(name: string, batchNorm: boolean): ArchitectureSpec {
  const torchName = batchNorm ? 'vgg16_bn' : 'vgg16';
  return {
    name,
    torchName,
    hub: [{ repo: `timm/${torchName}.tv_in1k` }],
    features: (input) => addFeatures(input, batchNorm),
    classifier: addClassifier,
    // fastai knows a split for the network with batch norm only.
    groupOf: (layer) => (batchNorm && Number(layer.split('.')[1] ?? 0) >= 22 ? 1 : 0),
    rename: timmToTorchvision,
  };
}

function addFeatures(input: Node, batchNorm: boolean): Node {
  let x = input;
  let index = 0;
  for (const step of plan) {
    if (step === 'pool') {
      x = maxPool(x, `features.${index++}`, 2, 2);
      continue;
    }
    x = convolve(x, `features.${index++}`, step, 3, { padding: 1, bias: true });
    if (batchNorm) x = normalize(x, `features.${index++}`);
    x = rectify(x, `features.${index++}`);
  }
  return x;
}

function addClassifier(features: Node, classes: number): Node {
  // The first linear layer's weights expect channels first.
  const channelsFirst = apply(tf.layers.permute({ name: 'channels_first', dims: [3, 1, 2] }), features);
  let x = apply(tf.layers.flatten({ name: 'flatten' }), channelsFirst);
  for (const i of [0, 3]) {
    x = rectify(linear(x, `classifier.${i}`, 4096), `classifier.${i + 1}`);
    x = apply(new SeededDropout({ name: `classifier.${i + 2}`, rate: 0.5 }), x);
  }
  return linear(x, 'classifier.6', classes);
}

/** timm keeps the linear layers as convolutions. */
function timmToTorchvision(key: string): string {
  return key
    .replace(/^pre_logits\.fc1\./, 'classifier.0.')
    .replace(/^pre_logits\.fc2\./, 'classifier.3.')
    .replace(/^head\.fc\./, 'classifier.6.');
}
