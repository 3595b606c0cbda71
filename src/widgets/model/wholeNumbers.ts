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
