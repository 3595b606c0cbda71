import type { CommMessage } from '../../notebook/index.js';
import type { AttributeSpec, ModelSpec } from '../model/modelSpec.js';
import { type BufferPath, joinBuffers } from './bufferPaths.js';
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
