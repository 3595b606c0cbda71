/** Samples of one channel. */
export interface Plane {
  readonly data: Uint8ClampedArray;
  /** Samples from a row to the next. */
  readonly stride: number;
  /** Samples that belong to the picture. */
  readonly width: number;
  readonly height: number;
}

/**
 * A channel at the size of the picture, number for number as libjpeg does it (jdsample.c, “fancy upsampling”): new
 * samples lie a quarter from an old one, so three parts of it and one of the next.
 *
 * @param across how many times as wide it becomes
 * @param down how many times as high
 * @param fancy whether new samples are blended; else they repeat
 */
export function upsample(plane: Plane, across: number, down: number, fancy: boolean): Plane {
  if (across === 1 && down === 1) return plane;
  if (fancy && across === 2 && plane.width > 2 && (down === 1 || down === 2))
    return down === 1 ? blendAcross(plane) : blendBoth(plane);
  if (fancy && across === 1 && down === 2) return blendDown(plane);
  return repeat(plane, across, down);
}

function emptyPlane(width: number, height: number): Plane {
  return { data: new Uint8ClampedArray(width * height), stride: width, width, height };
}

function repeat(plane: Plane, across: number, down: number): Plane {
  const out = emptyPlane(plane.width * across, plane.height * down);
  for (let y = 0, o = 0; y < out.height; y++) {
    const row = Math.floor(y / down) * plane.stride;
    for (let x = 0; x < out.width; x++, o++) out.data[o] = plane.data[row + Math.floor(x / across)]!;
  }
  return out;
}

function blendAcross({ data, stride, width, height }: Plane): Plane {
  const out = emptyPlane(width * 2, height);
  for (let y = 0, o = 0; y < height; y++) {
    const row = y * stride;
    for (let x = 0; x < width; x++) {
      const here = data[row + x]! * 3;
      out.data[o++] = x === 0 ? data[row]! : (here + data[row + x - 1]! + 1) >> 2;
      out.data[o++] = x === width - 1 ? data[row + x]! : (here + data[row + x + 1]! + 2) >> 2;
    }
  }
  return out;
}

/** The rows whose blend an output row is: three parts of the first. */
function rowsOf(y: number, { stride, height }: Plane): [near: number, far: number] {
  const near = y >> 1;
  const far = Math.min(Math.max(near + (y & 1 ? 1 : -1), 0), height - 1);
  return [near * stride, far * stride];
}

function blendDown(plane: Plane): Plane {
  const { data, width } = plane;
  const out = emptyPlane(width, plane.height * 2);
  for (let y = 0, o = 0; y < out.height; y++) {
    const [near, far] = rowsOf(y, plane);
    const bias = y & 1 ? 2 : 1;
    for (let x = 0; x < width; x++) out.data[o++] = (data[near + x]! * 3 + data[far + x]! + bias) >> 2;
  }
  return out;
}

function blendBoth(plane: Plane): Plane {
  const { data, width } = plane;
  const out = emptyPlane(width * 2, plane.height * 2);
  for (let y = 0, o = 0; y < out.height; y++) {
    const [near, far] = rowsOf(y, plane);
    let here = data[near]! * 3 + data[far]!;
    let last = here;
    for (let x = 0; x < width; x++) {
      const next = x < width - 1 ? data[near + x + 1]! * 3 + data[far + x + 1]! : here;
      out.data[o++] = (here * 3 + last + 8) >> 4;
      out.data[o++] = (here * 3 + next + 7) >> 4;
      last = here;
      here = next;
    }
  }
  return out;
}
