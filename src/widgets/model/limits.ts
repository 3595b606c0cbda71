import { InvalidArgumentError } from '../../core/index.js';
import type { TimeOfDay } from '../wire/wireValue.js';
import type { ModelSpec } from './modelSpec.js';

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
