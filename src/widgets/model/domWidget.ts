import { checkTags, clampToLimits, wholeNumbers } from './attributes.js';
import type { ModelSpec } from './modelSpec.js';
import { Widget, type WidgetInit, type WidgetOptions } from './widget.js';

/** Attributes of every widget that one sees. */
export interface DomWidgetState {
  /** CSS classes of its element. */
  _domClasses: readonly string[];
}

/** A widget that one sees. */
export class DomWidget<S extends object = object, E extends object = object> extends Widget<S, E> {
  /** Adds a CSS class to the widget's element. */
  addClass(name: string): this {
    const classes = this.#classes;
    if (!classes.includes(name)) this.#set([...classes, name]);
    return this;
  }

  /** Takes a CSS class from the widget's element. */
  removeClass(name: string): this {
    this.#set(this.#classes.filter((other) => other !== name));
    return this;
  }

  protected override coerce(changes: Record<string, unknown>): Record<string, unknown> {
    const get = (name: string): unknown => (this.spec.attributes[name] ? this.get(name as never) : undefined);
    const whole = wholeNumbers(changes, this.spec);
    if (!this.spec.attributes.allowedTags) return clampToLimits(whole, get);
    checkTags(whole, get);
    return whole;
  }

  get #classes(): readonly string[] {
    return this.get('_domClasses' as never) as readonly string[];
  }

  #set(classes: readonly string[]): void {
    this.set({ _domClasses: classes } as unknown as Partial<S>);
  }
}

/** Attributes of the sliders with two handles. */
export interface RangeState extends DomWidgetState {
  /** Both ends of what was chosen, the lower first. */
  value: readonly [number, number];
  /** The least value that can be chosen. */
  min: number;
  /** The greatest value that can be chosen. */
  max: number;
}

/** A slider with two handles; they start at a quarter and at three quarters unless a value is given. */
export class RangeSlider<S extends RangeState> extends DomWidget<S> {
  constructor(spec: ModelSpec, init: WidgetInit<S>, options?: WidgetOptions) {
    const { attributes } = spec;
    const { min = attributes.min?.default, max = attributes.max?.default } = init as Partial<RangeState>;
    const at = (share: number): number => (1 - share) * (min as number) + share * (max as number);
    const { value = [at(0.25), at(0.75)] } = init as Partial<RangeState>;
    super(spec, { ...init, value } as WidgetInit<S>, options);
  }
}
