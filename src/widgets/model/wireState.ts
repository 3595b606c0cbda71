import type { CommMessage } from '../../notebook/index.js';
import type { AttributeSpec, ModelSpec } from './modelSpec.js';
import { fromWire, toWire } from './wireValue.js';

/**
 * A model's state in wire form, bytes included.
 * @param names only these attributes; otherwise all, with where the front end finds the model's code
 */
export function wireState(
  { attributes, ...spec }: ModelSpec,
  values: Readonly<Record<string, unknown>>,
  names?: Iterable<string>,
): Record<string, unknown> {
  const state = Object.fromEntries(
    [...(names ?? Object.keys(attributes))].map((name) => {
      const { wire, kind } = attributes[name] as AttributeSpec;
      return [wire, toWire(values[name], kind)];
    }),
  );
  if (names) return state;
  return {
    _model_module: spec.modelModule,
    _model_module_version: spec.modelModuleVersion,
    _model_name: spec.modelName,
    _view_module: spec.viewModule,
    _view_module_version: spec.viewModuleVersion,
    _view_name: spec.viewName,
    _view_count: null,
    ...state,
  };
}

/** The state that a message of the front end brings, in wire form, bytes put back to where they belong. */
export function heardState({
  data,
  buffers,
}: Pick<CommMessage, 'data' | 'buffers'>): Record<string, unknown> {
  const heard = structuredClone((data.state ?? {}) as Record<string, unknown>);
  joinBuffers(heard, (data.buffer_paths ?? []) as BufferPath[], buffers);
  return heard;
}

/** Values of those attributes that a state in wire form speaks of. @param find the widget of a model id */
export function valuesOf(
  { attributes }: ModelSpec,
  heard: Readonly<Record<string, unknown>>,
  find: (modelId: string) => unknown,
): Record<string, unknown> {
  const named = Object.entries(attributes).filter(([, { wire }]) => wire in heard);
  return Object.fromEntries(
    named.map(([name, { wire, kind = 'plain' }]) => [name, fromWire(heard[wire], kind, find)]),
  );
}

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
