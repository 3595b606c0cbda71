import { InvalidArgumentError } from '../../core/index.js';
import type { DataSplit } from '../datasets/dataSplit.js';
import { VisionImage } from '../decoding/visionImage.js';
import { type PhotoTarget, sizeOf } from '../sampling/photoTarget.js';
import type { DataBunchOptions } from './dataBunchOptions.js';

/** What the photos of a data bunch are turned into. Without a size they keep that of the first one. */
export async function bunchTarget(split: DataSplit, options: DataBunchOptions): Promise<PhotoTarget> {
  const { size, paddingMode: fillMode = 'reflection' } = options;
  const resizeMethod =
    options.resizeMethod ?? (size === undefined ? 'no' : typeof size === 'number' ? 'crop' : 'squish');
  const [height, width] = size === undefined ? await firstSize(split) : sizeOf(size);
  return { height, width, resizeMethod, fillMode, fillValue: 0 };
}

async function firstSize(split: DataSplit): Promise<[number, number]> {
  const first = split.train[0] ?? split.valid[0];
  if (!first) throw new InvalidArgumentError('size', undefined, 'a number of pixels');
  return (await VisionImage.open(first.path)).size;
}
