import { InvalidArgumentError } from '../../core/index.js';
import type { AttributeSpec, ModelSpec } from './modelSpec.js';

/**
 * Refuses tags that the front end would not take either: blank ones, ones that are not allowed, numbers beyond the
 * limits. Widgets without tags pass.
 * @param get value of an attribute that is not among the changes
 */
export function checkTags(changes: Record<string, unknown>, get: (name: string) => unknown): void {
  const { value } = changes;
  if (!Array.isArray(value)) return;
  const current = (name: string): unknown => (changes[name] === undefined ? get(name) : changes[name]);
  const [allowed, min, max] = [current('allowedTags') ?? [], current('min'), current('max')];
  for (const tag of value) {
    if (tag === '') throw new InvalidArgumentError('value', tag, 'made of tags that are not blank');
    if (Array.isArray(allowed) && allowed.length > 0 && !allowed.includes(tag))
      throw new InvalidArgumentError('value', tag, `made of ${allowed.join(', ')}`);
    if (typeof min === 'number' && tag < min)
      throw new InvalidArgumentError('value', tag, `made of numbers of at least ${min}`);
    if (typeof max === 'number' && tag > max)
      throw new InvalidArgumentError('value', tag, `made of numbers of at most ${max}`);
  }
}

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
  if (value !== undefined) checkKind(name, attribute, value);
  if (attribute.oneOf && value !== undefined && !attribute.oneOf.includes(value))
    throw new InvalidArgumentError(
      name,
      value,
      `one of ${attribute.oneOf.map((one) => JSON.stringify(one)).join(', ')}`,
    );
}

const dateKinds: readonly unknown[] = ['date', 'datetime', 'naiveDatetime'];

/** Numbers and dates that JSON has no word for leave a front end without a view. */
function checkKind(name: string, { number, orNull, kind }: AttributeSpec, value: unknown): void {
  const isNumber = (one: unknown): boolean => typeof one === 'number' && Number.isFinite(one);
  if (number && !(orNull && value === null)) {
    const wrong = (Array.isArray(value) ? value : [value]).filter((one) => !isNumber(one));
    if (wrong.length > 0)
      throw new InvalidArgumentError(name, wrong[0], orNull ? 'a finite number, or null' : 'a finite number');
  }
  const isDate = value instanceof Date && !Number.isNaN(value.getTime());
  if (dateKinds.includes(kind) && value !== null && !isDate)
    throw new InvalidArgumentError(name, value, 'a valid Date, or null');
}
