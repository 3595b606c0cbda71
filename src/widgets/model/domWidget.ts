import { InvalidArgumentError } from '../../core/index.js';
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

/** Attributes of the widgets that show their children as pages. */
export interface PageContainerState extends DomWidgetState {
  /** One widget a page. */
  children: readonly Widget[];
  /** One text a page. */
  titles: readonly string[];
  /** Number of the open page, from 0; `null`: none. */
  selectedIndex: number | null;
}

/** Shows its children as pages with titles, one of them or none at a time. */
export class PageContainer<S extends PageContainerState> extends DomWidget<S> {
  /** Gives a page its title. @throws InvalidArgumentError where there is no such page */
  setTitle(index: number, title: string): this {
    const titles = [...this.get('titles')];
    titles[checkedPage(index, titles.length)] = title;
    this.set({ titles } as unknown as Partial<S>);
    return this;
  }

  /** The title of a page. @throws InvalidArgumentError where there is no such page */
  getTitle(index: number): string {
    const titles = this.get('titles');
    return titles[checkedPage(index, titles.length)] as string;
  }

  protected override coerce(changes: Record<string, unknown>): Record<string, unknown> {
    const {
      children = this.get('children'),
      titles = this.get('titles'),
      selectedIndex,
    } = changes as Partial<PageContainerState>;
    const coerced = { ...super.coerce(changes) };
    // One title a page.
    if ('children' in changes || 'titles' in changes)
      coerced.titles = children.map((_, i) => titles[i] ?? '');
    if (typeof selectedIndex === 'number') checkedPage(selectedIndex, children.length, 'selectedIndex');
    else if (selectedIndex === undefined && 'children' in changes)
      coerced.selectedIndex = this.afterChange(children.length, this.get('selectedIndex'));
    return coerced;
  }

  /** Which page is shown when the pages change. */
  protected afterChange(pages: number, selected: number | null): number | null {
    return selected !== null && selected < pages ? selected : null;
  }
}

function checkedPage(index: number, pages: number, name = 'index'): number {
  if (Number.isInteger(index) && index >= 0 && index < pages) return index;
  const expected = pages === 0 ? 'null, for there are no pages' : `a page from 0 to ${pages - 1}`;
  throw new InvalidArgumentError(name, index, expected);
}

/** Pages of which one is always shown, at first the first. */
export class TabContainer<S extends PageContainerState> extends PageContainer<S> {
  constructor(spec: ModelSpec, init: WidgetInit<S>, options?: WidgetOptions) {
    const { children = [] } = init as Partial<PageContainerState>;
    const { selectedIndex = children.length > 0 ? 0 : null } = init as Partial<PageContainerState>;
    super(spec, { ...init, selectedIndex } as WidgetInit<S>, options);
  }

  protected override afterChange(pages: number, selected: number | null): number | null {
    return pages === 0 ? null : Math.min(selected ?? 0, pages - 1);
  }
}
