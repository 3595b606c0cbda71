import { identity3, type Matrix3, multiply3, scaleShift3 } from './matrix3.js';
import { type PhotoTarget, scaledSize } from './pixels.js';
import type { CutoutHole, DrawnTransform, KerasGeometry } from './transform.js';

/** All that happens to one photo, composed. */
export interface SamplePlan {
  /** Homography from a pixel (x, y) of the output to a point of the decoded photo, in pixels. */
  readonly matrix: Matrix3;
  /** Changes of colour, in order. */
  readonly colours: readonly Extract<DrawnTransform, { kind: 'logit' | 'linear' | 'meanContrast' }>[];
  readonly holes: readonly CutoutHole[];
}

/**
 * Composes resize, crop, flips, warps and affine maps of one photo into ONE homography, so that its pixels are
 * interpolated once. Order of fastai: the output is a window of the flipped, warped and turned photo.
 *
 * @param height size of the decoded photo, which may have been shrunk from `original`
 * @param original size of the photo in its file
 */
export function samplePlan(
  drawn: readonly DrawnTransform[],
  [height, width]: readonly [number, number],
  original: readonly [number, number],
  target: PhotoTarget,
): SamplePlan {
  const scaled = scaledSize(original[0], original[1], target);
  const { window, flips, transposed, warps, affine, colours, holes } = collect(drawn, scaled);
  const [finalHeight, finalWidth] = transposed ? [scaled[1], scaled[0]] : scaled;
  const steps = [
    windowMatrix(finalHeight, finalWidth, window, target),
    toUnit(finalHeight, finalWidth),
    flips,
    warps,
    adaptToShape(affine, scaled[0], scaled[1]),
    fromUnit(height, width),
  ];
  return { matrix: steps.reduce((inner, outer) => multiply3(outer, inner)), colours, holes };
}

/** What was drawn, sorted by the stage in which it acts. */
interface Stages {
  window: { readonly row: number; readonly column: number };
  flips: Matrix3;
  /** Whether the flips exchange height and width. */
  transposed: boolean;
  warps: Matrix3;
  affine: Matrix3;
  readonly colours: SamplePlan['colours'][number][];
  readonly holes: CutoutHole[];
}

function collect(drawn: readonly DrawnTransform[], [height, width]: readonly [number, number]): Stages {
  const plain = { flips: identity3, transposed: false, warps: identity3, affine: identity3 };
  const stages: Stages = { ...plain, window: { row: 0.5, column: 0.5 }, colours: [], holes: [] };
  for (const transform of drawn) {
    switch (transform.kind) {
      case 'crop':
        stages.window = transform;
        break;
      case 'dihedral':
        stages.flips = multiply3(stages.flips, dihedralMatrix(transform.flips));
        if (transform.flips & 4) stages.transposed = !stages.transposed;
        break;
      case 'warp':
        stages.warps = multiply3(transform.matrix, stages.warps);
        break;
      case 'keras': {
        const matrix = fromCentredPixels(kerasMatrix(transform, height, width), height, width);
        stages.warps = multiply3(matrix, stages.warps);
        break;
      }
      case 'affine':
        stages.affine = multiply3(stages.affine, transform.matrix);
        break;
      case 'cutout':
        stages.holes.push(...transform.holes);
        break;
      default:
        stages.colours.push(transform);
    }
  }
  return stages;
}

/** From the output to the scaled photo: the window's place, negative where the photo is padded. */
function windowMatrix(
  height: number,
  width: number,
  { row, column }: { readonly row: number; readonly column: number },
  target: PhotoTarget,
): Matrix3 {
  const offset = (size: number, wanted: number, share: number): number => {
    const pad = Math.max(Math.floor((wanted - size + 1) / 2), 0);
    const room = size + 2 * pad - wanted + 1;
    return Math.min(Math.floor(room * share), room - 1) - pad;
  };
  return scaleShift3(1, 1, offset(width, target.width, column), offset(height, target.height, row));
}

/** From pixels to [−1, 1], the centres of the outermost pixels at the ends. */
function toUnit(height: number, width: number): Matrix3 {
  const scale = (n: number): number => (n > 1 ? 2 / (n - 1) : 0);
  return scaleShift3(scale(width), scale(height), -1, -1);
}

function fromUnit(height: number, width: number): Matrix3 {
  return scaleShift3((width - 1) / 2, (height - 1) / 2, (width - 1) / 2, (height - 1) / 2);
}

/** Output to input of: flip rows (bit 0), flip columns (bit 1), then transpose (bit 2). */
function dihedralMatrix(flips: number): Matrix3 {
  const flip = scaleShift3(flips & 2 ? -1 : 1, flips & 1 ? -1 : 1, 0, 0);
  return flips & 4 ? multiply3(flip, [0, 1, 0, 1, 0, 0, 0, 0, 1]) : flip;
}

/** A turn of the unit square would shear a photo that is not square; its off-diagonal terms make up for that. */
function adaptToShape(m: Matrix3, height: number, width: number): Matrix3 {
  const ratio = height / width;
  return [m[0], m[1] * ratio, m[2], m[3] / ratio, m[4], m[5], m[6], m[7], m[8]];
}

/**
 * Keras's affine map, output to input, on pixels (x, y) counted from the centre: rotation · shift · shear · zoom.
 * Keras writes its matrices for (row, column); here the axes are exchanged.
 */
export function kerasMatrix(geometry: KerasGeometry, height: number, width: number): Matrix3 {
  const angle = (geometry.rotation * Math.PI) / 180;
  const shear = (geometry.shear * Math.PI) / 180;
  const columns = geometry.columnShift + (geometry.columnShare ?? 0) * width;
  const rows = geometry.rowShift + (geometry.rowShare ?? 0) * height;
  const rotation: Matrix3 = [
    Math.cos(angle),
    Math.sin(angle),
    0,
    -Math.sin(angle),
    Math.cos(angle),
    0,
    0,
    0,
    1,
  ];
  const shift = scaleShift3(1, 1, columns, rows);
  const shearing: Matrix3 = [Math.cos(shear), 0, 0, -Math.sin(shear), 1, 0, 0, 0, 1];
  const zoom = scaleShift3(geometry.columnZoom, geometry.rowZoom, 0, 0);
  return [rotation, shift, shearing, zoom].reduce(multiply3);
}

/** A map of centred pixels as a map of [−1, 1]. */
export function fromCentredPixels(matrix: Matrix3, height: number, width: number): Matrix3 {
  const halfWidth = Math.max((width - 1) / 2, 0.5);
  const halfHeight = Math.max((height - 1) / 2, 0.5);
  const shrink = scaleShift3(1 / halfWidth, 1 / halfHeight, 0, 0);
  return multiply3(multiply3(shrink, matrix), scaleShift3(halfWidth, halfHeight, 0, 0));
}
