import { declareAttributes } from '../model/declareModel.js';
import type { WidgetInit } from '../model/widget.js';
import { AnyWidget, type AnyWidgetState } from './anyWidget.js';
import { WidgetBlueprint, type WidgetDefinition } from './widgetBlueprint.js';

/** A widget of {@link defineWidget}: its state as properties, but for names that every widget has (`send`, `close`). */
export type DefinedWidget<S extends object> = AnyWidget<S> & {
  // Not `Omit`, which forgets the names of a state that has others too (`[name: string]: unknown`).
  [K in keyof S as K extends keyof AnyWidget ? never : K]: S[K];
};

/** What {@link defineWidget} gives: `new Counter({ value: 3 })`, also to be extended. */
export type WidgetClass<S extends object> = new (init?: WidgetInit<AnyWidgetState & S>) => DefinedWidget<S>;

/**
 * A widget of one's own, as `anywidget` has them in Python: a module of JavaScript draws it and shares its state with
 * the kernel. Names of the state are the same on both sides. A file given as `esm` or `css` is watched: when it
 * changes, the views that are open take the new version and keep their state. What is wrong with the module is said
 * where the widget would be. In a saved page the widget works on without the kernel.
 *
 * Typed arrays travel as bytes: the module gets a `DataView`, and what it sends back is an array of the same kind.
 *
 * @typeParam S the state: by default what its first values are
 * @throws WidgetModuleError where a file or package is not there, or TypeScript cannot be compiled
 * @throws InvalidArgumentError for an empty `esm`, and for names in `state` that each widget has already
 * @example
 * ```ts
 * import { widgets } from 'tsvision';
 * const Counter = widgets.defineWidget({
 *   esm: `export default {
 *     render({ model, el }) {
 *       const button = document.createElement('button');
 *       const show = () => { button.textContent = 'count is ' + model.get('value'); };
 *       button.onclick = () => { model.set('value', model.get('value') + 1); model.save_changes(); };
 *       model.on('change:value', show);
 *       show();
 *       el.append(button);
 *     },
 *   };`,
 *   css: 'button { padding: 5px 10px }',
 *   state: { value: 0 },
 * });
 * const counter = new Counter({ value: 3 }); // as the last line of a cell: the button
 * counter.on('change:value', ({ new: value }) => console.log(value));
 * counter.value += 1;
 * counter.value; // → 4
 * ```
 */
export function defineWidget<S extends object = Record<never, never>>(
  definition: WidgetDefinition<S>,
): WidgetClass<S> {
  const blueprint = new WidgetBlueprint(definition);
  class Defined extends AnyWidget<S> {
    constructor(init: WidgetInit<AnyWidgetState & S> = {}) {
      super(blueprint, init);
    }
  }
  Object.defineProperty(Defined, 'name', { value: blueprint.name });
  declareAttributes(Defined, Object.keys(blueprint.spec.attributes));
  return Defined as unknown as WidgetClass<S>;
}
