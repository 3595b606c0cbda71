import { type Architecture, defineArchitecture } from './architecture.js';
import type { ArchitectureSpec } from './architectures/architectureSpec.js';
import { mobilenetV2 } from './architectures/mobilenetV2.js';
import { resnets } from './architectures/resnet.js';
import { squeezenet } from './architectures/squeezenet.js';
import { tinyresnet } from './architectures/tinyresnet.js';
import { vggs } from './architectures/vgg.js';

const [resnet18, resnet34, resnet50] = resnets as [ArchitectureSpec, ArchitectureSpec, ArchitectureSpec];
const [vgg16, vgg16Bn] = vggs as [ArchitectureSpec, ArchitectureSpec];

/**
 * The networks that come with tsvision, as torchvision builds them (`tinyresnet` is our own). Each is a function
 * that gives the whole network, and what `createCnn` takes as its second argument.
 */
export const models = {
  resnet18: defineArchitecture(resnet18),
  resnet34: defineArchitecture(resnet34),
  resnet50: defineArchitecture(resnet50),
  vgg16: defineArchitecture(vgg16),
  vgg16Bn: defineArchitecture(vgg16Bn),
  squeezenet1_1: defineArchitecture(squeezenet),
  mobilenetV2: defineArchitecture(mobilenetV2),
  tinyresnet: defineArchitecture(tinyresnet),
} as const satisfies Readonly<Record<string, Architecture>>;

/** Name of a network in {@link models}. */
export type ModelName = keyof typeof models;
