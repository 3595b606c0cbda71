/**
 * Keeps a `value` between `min` and `max`, also when these change, as ipywidgets' bounded numbers do. Widgets
 * without such attributes pass as they are.
 * @param get value of an attribute that is not among the changes
 */
export function clampToLimits(
  changes: Record<string, unknown>,
  get: (name: string) => unknown,
): Record<string, unknown> {
  if (!('value' in changes || 'min' in changes || 'max' in changes)) return changes;
  const current = (name: string): unknown => changes[name] ?? get(name);
  const [min, max, value] = [current('min'), current('max'), current('value')];
  if (typeof min !== 'number' || typeof max !== 'number') return changes;
  // A logarithmic slider's limits are exponents.
  const base = current('base');
  const limit = (exponent: number): number => (typeof base === 'number' ? base ** exponent : exponent);
  const clamp = (one: number): number => Math.min(Math.max(one, limit(min)), limit(max));
  if (typeof value === 'number') return { ...changes, value: clamp(value) };
  if (Array.isArray(value) && value.every((one) => typeof one === 'number'))
    return { ...changes, value: value.map(clamp) };
  return changes;
}
