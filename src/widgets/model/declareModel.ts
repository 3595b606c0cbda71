import type { ModelSpec } from './modelSpec.js';
import type { Widget, WidgetOptions } from './widget.js';
import { registerModelFactory } from './widgetManager.js';
import { valuesOf } from './wireState.js';

type WidgetClass = {
  new (init: object, options?: WidgetOptions): Widget;
  readonly prototype: object;
};

/** Gives a widget class a property for each attribute of its model, and tells how the front end may create one. */
export function declareModel(widgetClass: WidgetClass, spec: ModelSpec): void {
  declareAttributes(widgetClass, Object.keys(spec.attributes));
  registerModelFactory(spec, (state, comm, find) => new widgetClass(valuesOf(spec, state, find), { comm }));
}

/** Gives a widget class a property for each of these attributes; what it has of that name already stays. */
export function declareAttributes(
  { prototype }: { readonly prototype: object },
  names: readonly string[],
): void {
  for (const name of names) {
    if (name in prototype) continue;
    Object.defineProperty(prototype, name, {
      get(this: Widget) {
        return this.get(name as never);
      },
      set(this: Widget, value: unknown) {
        this.set({ [name]: value });
      },
      enumerable: true,
      configurable: true,
    });
  }
}
