import type { Comm } from '../../notebook/index.js';
import type { Widget } from './widget.js';

/** Makes the kernel's half of a model from the state that the front end sent. */
export type ModelFactory = (
  wireState: Readonly<Record<string, unknown>>,
  comm: Comm,
  find: (modelId: string) => Widget | undefined,
) => Widget;

const factories = new Map<string, ModelFactory>();

/** Says how a model that a front end may create is made here. */
export function registerModelFactory(module: string, name: string, factory: ModelFactory): void {
  factories.set(`${module}/${name}`, factory);
}

/** How to make a model, if it is known. */
export function modelFactory(module: string, name: string): ModelFactory | undefined {
  return factories.get(`${module}/${name}`);
}
