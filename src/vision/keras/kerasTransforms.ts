import type { Random } from '../../core/index.js';
import type { DrawnTransform, Transform } from '../transforms/transform.js';
import type { ImageDataGeneratorOptions } from './imageDataGeneratorOptions.js';

/**
 * The random changes of a generator as transforms.
 * @param unit value of white: what the colours' unit 1 stands for (255 for photos)
 */
export function kerasTransforms(options: ImageDataGeneratorOptions, unit: number): Transform[] {
  const transforms: Transform[] = [
    { name: 'kerasAffine', p: 1, order: 5, draw: (random) => drawAffine(options, random) },
  ];
  const { channelShiftRange = 0, brightnessRange, horizontalFlip, verticalFlip } = options;
  if (channelShiftRange !== 0) {
    const shift = (random: Random): number => random.uniform(-channelShiftRange, channelShiftRange) / unit;
    transforms.push({ name: 'channelShift', p: 1, order: 8, draw: (random) => clipped(1, shift(random)) });
  }
  if (brightnessRange) {
    const factor = (random: Random): number => random.uniform(...brightnessRange);
    transforms.push({ name: 'brightness', p: 1, order: 8, draw: (random) => clipped(factor(random), 0) });
  }
  if (horizontalFlip) transforms.push(flip('horizontalFlip', 2));
  if (verticalFlip) transforms.push(flip('verticalFlip', 1));
  return transforms;
}

function flip(name: string, flips: number): Transform {
  return { name, p: 0.5, order: 10, draw: () => ({ kind: 'dihedral', flips }) };
}

function clipped(scale: number, shift: number): DrawnTransform {
  return { kind: 'linear', scale: [scale, scale, scale], shift: [shift, shift, shift], clip: true };
}

function drawAffine(options: ImageDataGeneratorOptions, random: Random): DrawnTransform {
  const {
    rotationRange = 0,
    heightShiftRange = 0,
    widthShiftRange = 0,
    shearRange = 0,
    zoomRange = 0,
  } = options;
  const symmetric = (range: number): number => (range === 0 ? 0 : random.uniform(-range, range));
  const rotation = symmetric(rotationRange);
  const row = drawShift(heightShiftRange, random);
  const column = drawShift(widthShiftRange, random);
  const shear = symmetric(shearRange);
  const [low, high] = typeof zoomRange === 'number' ? [1 - zoomRange, 1 + zoomRange] : zoomRange;
  const zoom = (): number => (low === 1 && high === 1 ? 1 : random.uniform(low, high));
  return {
    kind: 'keras',
    rotation,
    shear,
    rowShift: row.pixels,
    columnShift: column.pixels,
    rowShare: row.share,
    columnShare: column.share,
    rowZoom: zoom(),
    columnZoom: zoom(),
  };
}

/** Keras reads a range whose largest number is below 1 as shares of the side. */
function drawShift(range: number | readonly number[], random: Random): { pixels: number; share: number } {
  const largest = typeof range === 'number' ? Math.abs(range) : Math.max(...range.map(Math.abs));
  if (largest === 0) return { pixels: 0, share: 0 };
  const drawn =
    typeof range === 'number'
      ? random.uniform(-range, range)
      : random.choice(range) * (random.chance(0.5) ? 1 : -1);
  return largest < 1 ? { pixels: 0, share: drawn } : { pixels: drawn, share: 0 };
}
