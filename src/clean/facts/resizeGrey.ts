/** A grey picture: one number a pixel, 0 to 255, row by row. */
export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/**
 * Shrinks a grey picture with the bicubic filter (a = −½) stretched over the pixels that it covers, as Pillow's
 * `resize` does by default, so that thresholds found with Pillow hold here. Values are rounded like bytes.
 */
export function resizeGrey(picture: GreyPicture, width: number, height: number): GreyPicture {
  if (picture.width === width && picture.height === height) return picture;
  const across = resizeRows(picture, width);
  return transpose(resizeRows(transpose(across), height));
}

function resizeRows({ width, height, data }: GreyPicture, target: number): GreyPicture {
  const taps = tapsOf(width, target);
  const out = new Float32Array(target * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < target; x++) {
      const { start, weights } = taps[x] as Taps;
      let sum = 0;
      const row = y * width + start;
      for (let k = 0; k < weights.length; k++) sum += (weights[k] as number) * (data[row + k] as number);
      out[y * target + x] = Math.min(255, Math.max(0, Math.round(sum)));
    }
  }
  return { width: target, height, data: out };
}

interface Taps {
  readonly start: number;
  readonly weights: Float32Array;
}

const knownTaps = new Map<string, readonly Taps[]>();

/** For each target pixel the source pixels that it is made of. Few sizes occur, so they are kept. */
function tapsOf(source: number, target: number): readonly Taps[] {
  const key = `${source}/${target}`;
  const known = knownTaps.get(key);
  if (known) return known;
  const scale = source / target;
  const stretch = Math.max(1, scale);
  const taps = Array.from({ length: target }, (_, x) => {
    const centre = (x + 0.5) * scale;
    const start = Math.max(0, Math.floor(centre - 2 * stretch + 0.5));
    const end = Math.min(source, Math.floor(centre + 2 * stretch + 0.5));
    const raw = Array.from({ length: end - start }, (_, k) => bicubic((start + k - centre + 0.5) / stretch));
    const sum = raw.reduce((a, b) => a + b, 0);
    return { start, weights: Float32Array.from(raw, (weight) => weight / sum) };
  });
  knownTaps.set(key, taps);
  return taps;
}

function bicubic(x: number): number {
  const t = Math.abs(x);
  if (t < 1) return (1.5 * t - 2.5) * t * t + 1;
  return t < 2 ? ((-0.5 * t + 2.5) * t - 4) * t + 2 : 0;
}

function transpose({ width, height, data }: GreyPicture): GreyPicture {
  const out = new Float32Array(data.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) out[x * height + y] = data[y * width + x] as number;
  return { width: height, height: width, data: out };
}
