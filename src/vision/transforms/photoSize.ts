import { InvalidArgumentError } from '../../core/index.js';
import type { PhotoSize } from './pixels.js';

/** A size as [height, width]. @throws InvalidArgumentError unless both are positive integers */
export function sizeOf(size: PhotoSize): [height: number, width: number] {
  const [height, width] = typeof size === 'number' ? [size, size] : size;
  if (!(Number.isInteger(height) && Number.isInteger(width) && height > 0 && width > 0))
    throw new InvalidArgumentError('size', size, 'a positive integer, or [height, width] of them');
  return [height, width];
}
