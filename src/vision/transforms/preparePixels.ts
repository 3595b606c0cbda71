import { applyColours, type ColourChange, type ColourMap, colourMap, type ImageStats } from './colours.js';
import type { DecodedPhoto, PhotoTarget, Pixels } from './pixels.js';
import { samplePhoto } from './samplePhoto.js';
import { type SamplePlan, samplePlan } from './samplePlan.js';
import type { CutoutHole, DrawnTransform } from './transform.js';

const unchanged = { kind: 'linear', scale: [1, 1, 1], shift: [0, 0, 0] } as const;

/** Samples a photo by a plan's homography, and changes its colours. */
export type Sampler = (
  photo: Pixels,
  plan: Pick<SamplePlan, 'matrix'>,
  target: PhotoTarget,
  colours: ColourMap,
  out: Float32Array,
  offset: number,
) => void;

/** A sampler of a few lines, for browsers: a page prepares one photo at a time. */
const samplePlainly: Sampler = (photo, plan, target, colours, out, offset) => {
  samplePhoto(photo, plan, target, out, offset);
  applyColours(out, offset, target.height * target.width * 3, colours);
};

/** `preparePhoto` for a photo whose size is known to fit. It runs in browsers too. */
export function preparePixels(
  photo: DecodedPhoto,
  drawn: readonly DrawnTransform[],
  target: PhotoTarget,
  stats: ImageStats | undefined,
  out: Float32Array,
  offset: number,
  sample: Sampler = samplePlainly,
): void {
  const original = [photo.originalHeight, photo.originalWidth] as const;
  const plan = samplePlan(drawn, [photo.height, photo.width], original, target);
  const length = target.height * target.width * 3;
  const pointwise = plan.colours.filter((change) => change.kind !== 'meanContrast');
  const direct = pointwise.length === plan.colours.length ? colourMap(pointwise, stats) : undefined;
  sample(photo, plan, target, direct ?? unchanged, out, offset);
  if (!direct) {
    const means = resolveMeans(plan.colours, out, offset, length);
    applyColours(out, offset, length, colourMap(means, stats));
  }
  const black = colourMap([], stats) as Extract<ColourMap, { kind: 'linear' }>;
  for (const hole of plan.holes) blacken(out, offset, target, hole, black.shift);
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
