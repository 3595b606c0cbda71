import { inspect } from 'node:util';
import { InvalidArgumentError } from '../../core/index.js';
import type { AttributeSpec, ModelSpec } from './modelSpec.js';
import { sameValue, type TimeOfDay } from './wireValue.js';

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

/** Cuts off what integers would have behind the point, as ipywidgets does: the front end counts in whole steps. */
export function wholeNumbers(
  changes: Record<string, unknown>,
  { attributes }: ModelSpec,
): Record<string, unknown> {
  // What is no finite number is refused later, not made one. `|| 0`: there is no −0 on the wire.
  const whole = (one: unknown): unknown => (Number.isFinite(one) ? Math.trunc(one as number) || 0 : one);
  return Object.fromEntries(
    Object.entries(changes).map(([name, value]) => {
      if (attributes[name]?.number !== 'int') return [name, value];
      return [name, Array.isArray(value) ? value.map(whole) : whole(value)];
    }),
  );
}

/**
 * Keeps a `value`, or a pair of them, between `min` and `max`, also when these change, as ipywidgets' bounded numbers,
 * dates and times do. Widgets without such attributes pass as they are.
 * @param get value of an attribute that is not among the changes
 * @throws {InvalidArgumentError} where `min` is beyond `max`, or the pair stands the wrong way round
 */
export function clampToLimits(
  changes: Record<string, unknown>,
  get: (name: string) => unknown,
): Record<string, unknown> {
  if (!['value', 'min', 'max', 'base'].some((name) => name in changes)) return changes;
  const current = (name: string): unknown => (changes[name] === undefined ? get(name) : changes[name]);
  const [min, max, value] = [current('min'), current('max'), current('value')];
  const [least, most] = [placeOf(min), placeOf(max)];
  if (least !== undefined && most !== undefined && least > most) refuseLimits(changes, min, max);
  // A logarithmic slider's limits are exponents.
  const base = current('base');
  const limit = (one: unknown): unknown =>
    typeof base === 'number' && typeof one === 'number' ? base ** one : one;
  const clamp = (one: unknown): unknown => upTo(limit(max), downTo(limit(min), one));
  if (!Array.isArray(value)) return { ...changes, value: clamp(value) };
  const [lower, upper] = value;
  if (lower > upper)
    throw new InvalidArgumentError(
      'value',
      value,
      `a lower and an upper number in this order, not ${lower} and ${upper}`,
    );
  return { ...changes, value: value.map(clamp) };
}

function refuseLimits(changes: Record<string, unknown>, min: unknown, max: unknown): never {
  const shown = (one: unknown): string => (one instanceof Date ? one.toISOString() : JSON.stringify(one));
  throw 'min' in changes
    ? new InvalidArgumentError('min', min, `at most max, which is ${shown(max)}`)
    : new InvalidArgumentError('max', max, `at least min, which is ${shown(min)}`);
}

function downTo(min: unknown, value: unknown): unknown {
  const [least, place] = [placeOf(min), placeOf(value)];
  return least !== undefined && place !== undefined && place < least ? min : value;
}

function upTo(max: unknown, value: unknown): unknown {
  const [most, place] = [placeOf(max), placeOf(value)];
  return most !== undefined && place !== undefined && place > most ? max : value;
}

/** Where a number, a date or a time of the day stands among its like; `undefined` for no limit. */
function placeOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (value instanceof Date) return value.getTime();
  if (value === null || typeof value !== 'object' || !('hours' in value)) return undefined;
  const { hours, minutes = 0, seconds = 0, milliseconds = 0 } = value as TimeOfDay;
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;
}

/** Those attributes that differ from their defaults, as the argument of the call that would make the widget. */
export function attributesText({ attributes }: ModelSpec, values: Readonly<Record<string, unknown>>): string {
  const shown = Object.entries(attributes)
    .filter(([name, { make, secret }]) => !name.startsWith('_') && !make && !secret)
    .filter(([name, { default: value }]) => !sameValue(values[name], value))
    .map(
      ([name]) => `${name}: ${inspect(values[name], { depth: 0, maxStringLength: 60, maxArrayLength: 5 })}`,
    );
  return shown.length > 0 ? `{ ${shown.join(', ')} }` : '';
}
