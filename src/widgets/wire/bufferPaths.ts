/** Where a binary value was taken out of a state: keys of objects and indices of lists. */
export type BufferPath = (string | number)[];

/** A state without its binary values, and these. */
export interface SplitState {
  readonly state: Record<string, unknown>;
  readonly bufferPaths: BufferPath[];
  readonly buffers: Uint8Array[];
}

/**
 * Takes the binary values out of a state, for they travel as frames of their own: the key goes from an object,
 * `null` stays in a list. The input is left as it is. Source: ipywidgets' `_remove_buffers`.
 */
export function splitBuffers(state: Readonly<Record<string, unknown>>): SplitState {
  const bufferPaths: BufferPath[] = [];
  const buffers: Uint8Array[] = [];
  const take = (value: unknown, path: BufferPath): unknown => {
    if (value instanceof Uint8Array) {
      bufferPaths.push(path);
      buffers.push(value);
      return undefined;
    }
    if (Array.isArray(value)) return value.map((entry, i) => take(entry, [...path, i]) ?? null);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value)
        .map(([key, entry]) => [key, take(entry, [...path, key])])
        .filter(([, entry]) => entry !== undefined),
    );
  };
  return { state: take(state, []) as Record<string, unknown>, bufferPaths, buffers };
}

/** Puts binary values back to where they were taken from; `state` is changed. */
export function joinBuffers(
  state: Record<string, unknown>,
  bufferPaths: readonly BufferPath[],
  buffers: readonly Uint8Array[],
): void {
  bufferPaths.forEach((path, i) => {
    let place = state as Record<string | number, unknown>;
    for (const key of path.slice(0, -1)) {
      const next = Object.hasOwn(place, key) ? place[key] : undefined;
      // A path from the front end is not trusted to exist.
      if (next === null || typeof next !== 'object') return;
      place = next as Record<string | number, unknown>;
    }
    const last = path.at(-1);
    if (last !== undefined && last !== '__proto__') place[last] = buffers[i];
  });
}
