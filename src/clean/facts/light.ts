/** How bright a photo is, and how much its pixels tell. */
export interface Light {
  /** Brightness that 5 % of the pixels stay below, 0 … 1. */
  readonly percentile5: number;
  /** Brightness that 99 % of the pixels stay below, 0 … 1. */
  readonly percentile99: number;
  /** Entropy of the colour histogram, in bits. */
  readonly entropy: number;
  /** Mean difference of the colour channels of a pixel, 0 to 255: 0 is a grey photo. */
  readonly colourfulness: number;
}

const steps = 1024;

/**
 * Measures one photo. Brightness is √(.241R² + .691G² + .068B²)/255; the entropy is that of the three channels'
 * histograms in one row, as Pillow's `entropy` (both as cleanvision).
 *
 * @param rgb three bytes a pixel
 */
export function lightOf(rgb: Uint8Array): Light {
  const brightness = new Uint32Array(steps + 1);
  const histogram = new Uint32Array(768);
  let colour = 0;
  for (let i = 0; i < rgb.length; i += 3) {
    const r = rgb[i] as number;
    const g = rgb[i + 1] as number;
    const b = rgb[i + 2] as number;
    const bright = Math.sqrt(0.241 * r * r + 0.691 * g * g + 0.068 * b * b) / 255;
    increment(brightness, Math.round(bright * steps));
    increment(histogram, r);
    increment(histogram, 256 + g);
    increment(histogram, 512 + b);
    colour += Math.max(r, g, b) - Math.min(r, g, b);
  }
  const pixels = rgb.length / 3;
  return {
    percentile5: percentile(brightness, pixels * 0.05),
    percentile99: percentile(brightness, pixels * 0.99),
    entropy: entropyOf(histogram, rgb.length),
    colourfulness: colour / pixels,
  };
}

function increment(counts: Uint32Array, i: number): void {
  counts[i] = (counts[i] as number) + 1;
}

function percentile(counts: Uint32Array, rank: number): number {
  let below = 0;
  for (const [step, count] of counts.entries()) {
    below += count;
    if (below >= rank) return step / steps;
  }
  return 1;
}

function entropyOf(histogram: Uint32Array, total: number): number {
  let bits = 0;
  for (const count of histogram) if (count > 0) bits -= (count / total) * Math.log2(count / total);
  return bits;
}
