import { WeightsNotFoundError } from '../errors.js';
import { weightsOnDisk } from '../weights/index.js';
import type { Architecture } from './architecture.js';

/**
 * The first of several networks whose pretrained weights are on this machine: a lesson names the one that it
 * prefers first and `models.tinyresnet`, which comes with the package, last. Asks no network.
 *
 * @throws {WeightsNotFoundError} when none is there
 */
export function pretrainedOnDisk(...architectures: readonly Architecture[]): Architecture {
  const searched: string[] = [];
  const found = architectures.find(({ spec }) => weightsOnDisk(spec, searched) !== undefined);
  if (found) return found;
  const names = architectures.map(({ spec }) => spec.name).join(', ');
  throw new WeightsNotFoundError(names, searched, 'none of them is on this machine', searched[0] ?? '');
}
