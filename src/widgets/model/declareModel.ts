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
  for (const name of Object.keys(spec.attributes)) {
    if (name in widgetClass.prototype) continue;
    Object.defineProperty(widgetClass.prototype, name, {
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
  registerModelFactory(spec, (state, comm, find) => new widgetClass(valuesOf(spec, state, find), { comm }));
}
