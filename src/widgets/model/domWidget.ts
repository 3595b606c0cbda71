import { checkTags } from './attributes.js';
import { clampToLimits, wholeNumbers } from './limits.js';
import { Widget } from './widget.js';

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
