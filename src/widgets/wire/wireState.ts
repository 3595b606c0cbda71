import type { AttributeSpec, ModelSpec } from '../model/modelSpec.js';
import { toWire } from './wireValue.js';

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
