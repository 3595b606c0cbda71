import { InvalidArgumentError } from '../../core/index.js';
import type { ModelSpec } from './modelSpec.js';

/**
 * Refuses an attribute that the model lacks, and a value that the front end would not understand.
 * @param owner name of the widget's class, for the message
 * @throws {InvalidArgumentError} naming what there is instead
 */
export function checkAttribute(
  owner: string,
  { attributes }: ModelSpec,
  name: string,
  value?: unknown,
): void {
  const attribute = attributes[name];
  if (!attribute)
    throw new InvalidArgumentError(
      owner,
      name,
      `given attributes that it has: ${Object.keys(attributes)
        .filter((known) => !known.startsWith('_'))
        .join(', ')}`,
    );
  if (attribute.oneOf && value !== undefined && !attribute.oneOf.includes(value))
    throw new InvalidArgumentError(
      name,
      value,
      `one of ${attribute.oneOf.map((one) => JSON.stringify(one)).join(', ')}`,
    );
}
