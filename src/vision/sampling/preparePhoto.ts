import { InvalidArgumentError } from '../../core/index.js';
import type { Pixels } from '../decoding/pixels.js';
import type { CutoutHole, DrawnTransform } from '../transforms/transform.js';
import { applyColours } from './applyColours.js';
import { type ColourChange, type ColourMap, colourMap } from './colourMap.js';
import type { ImageStats } from './imageStats.js';
import type { PhotoTarget } from './photoTarget.js';
import { sampleBytes } from './sampleBytes.js';
import { type SamplePlan, samplePlan } from './samplePlan.js';

const unchanged = { scale: [1, 1, 1], shift: [0, 0, 0] } as const;

/** A decoded photo and the size that it had in its file (it may have been shrunk while it was decoded). */
export interface DecodedPhoto extends Pixels {
  readonly originalHeight: number;
  readonly originalWidth: number;
}

/**
 * The one way from a decoded photo to the input of a model, in training, validation and prediction: geometry,
 * colours, holes, normalisation, as float32 `[height, width, 3]` into `out` from `offset` on.
 */
export function preparePhoto(
  photo: DecodedPhoto,
  drawn: readonly DrawnTransform[],
  target: PhotoTarget,
  stats: ImageStats | undefined,
  out: Float32Array,
  offset: number,
): void {
  assertSize(photo, target);
  const original = [photo.originalHeight, photo.originalWidth] as const;
  const plan = samplePlan(drawn, [photo.height, photo.width], original, target);
  const length = target.height * target.width * 3;
  const pointwise = plan.colours.filter((change) => change.kind !== 'meanContrast');
  const direct = pointwise.length === plan.colours.length ? colourMap(pointwise, stats) : undefined;
  if (direct?.kind === 'linear') sampleBytes(photo, plan, target, direct, out, offset);
  else {
    sampleBytes(photo, plan, target, unchanged, out, offset);
    applyColours(
      out,
      offset,
      length,
      direct ?? colourMap(resolveMeans(plan.colours, out, offset, length), stats),
    );
  }
  const black = colourMap([], stats) as Extract<ColourMap, { kind: 'linear' }>;
  for (const hole of plan.holes) blacken(out, offset, target, hole, black.shift);
}

/** Without resizing, a photo of another size than the first cannot stand in a batch with it. */
function assertSize({ originalHeight, originalWidth }: DecodedPhoto, target: PhotoTarget): void {
  if (target.resizeMethod !== 'no') return;
  if (originalHeight === target.height && originalWidth === target.width) return;
  const sizes = `${originalHeight} × ${originalWidth} pixels, and the others ${target.height} × ${target.width}`;
  throw new InvalidArgumentError('size', undefined, `given, because this photo has ${sizes}`);
}

/** What a photo's mean is becomes known only when it has been sampled. */
function resolveMeans(
  changes: SamplePlan['colours'],
  values: Float32Array,
  offset: number,
  length: number,
): ColourChange[] {
  return changes.map((change) =>
    change.kind === 'meanContrast' ? aroundMean(change, values, offset, length) : change,
  );
}

function aroundMean(
  { scale, shift }: { readonly scale: number; readonly shift: number },
  values: Float32Array,
  offset: number,
  length: number,
): ColourChange {
  let sum = 0;
  for (let i = offset; i < offset + length; i++) sum += values[i] as number;
  const change = (sum / length / 255) * (1 - scale) + shift;
  return { kind: 'linear', scale: [scale, scale, scale], shift: [change, change, change], clip: true };
}

/** Black is what normalisation makes of the colour 0. */
function blacken(
  out: Float32Array,
  offset: number,
  { height, width }: PhotoTarget,
  hole: CutoutHole,
  black: readonly number[],
): void {
  const range = (centre: number, size: number, n: number): [number, number] => {
    const start = Math.round(centre * n - size / 2);
    return [Math.max(0, start), Math.min(n, start + Math.round(size))];
  };
  const [top, bottom] = range(hole.row, hole.height, height);
  const [left, right] = range(hole.column, hole.width, width);
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) out.set(black, offset + (y * width + x) * 3);
  }
}
