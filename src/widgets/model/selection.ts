import { isDeepStrictEqual } from 'node:util';
import { InvalidArgumentError } from '../../core/index.js';
import { DomWidget, type DomWidgetState } from './domWidget.js';
import type { ModelSpec } from './modelSpec.js';
import type { WidgetInit, WidgetOptions } from './widget.js';
import { sameValue } from './wireValue.js';

/**
 * What can be chosen: values, `[label, value]` pairs, or values by their labels as a `Map` or an object (which puts
 * labels that are whole numbers first, in their order: a `Map` or pairs do not).
 */
export type SelectionOptions =
  | readonly unknown[]
  | ReadonlyMap<string, unknown>
  | Readonly<Record<string, unknown>>;

/** Attributes of the widgets that choose from options. */
export interface SelectionState extends DomWidgetState {
  /** Texts that the front end shows. */
  _optionsLabels: readonly string[];
  /** Value of the chosen option, or `null`; a list where several can be chosen. */
  value: unknown;
}

/** What a selection may be made with besides its attributes. */
export interface SelectionInit {
  /** What can be chosen. @default nothing */
  readonly options?: SelectionOptions;
  /** What is chosen at first. @default the widget's */
  readonly value?: unknown;
}

/** What one can choose. */
export interface SelectionOption {
  /** What the front end shows. */
  readonly label: string;
  /** What the kernel gets when it is chosen. */
  readonly value: unknown;
}

/** The shared half of all widgets that choose from options: the front end knows labels and indices only. */
export abstract class Selection<S extends SelectionState> extends DomWidget<S> {
  #options: readonly SelectionOption[];
  /** The value that listeners know: options and index may both change under it. */
  #announced: unknown;

  constructor(spec: ModelSpec, init: WidgetInit<S> & SelectionInit, widgetOptions?: WidgetOptions) {
    const { options, value, ...attributes } = init as SelectionInit & Record<string, unknown>;
    const given = attributes._optionsLabels as readonly string[] | undefined;
    const list = options ? optionsOf(options) : (given ?? []).map((label) => ({ label, value: label }));
    const index = attributes.index === undefined ? indexOf(spec, list, value) : attributes.index;
    checkIndex(spec, list, index);
    const state = { ...attributes, _optionsLabels: list.map(({ label }) => label), index };
    super(spec, state as never, widgetOptions);
    this.#options = list;
    this.#announced = valueAt(list, index);
    this.on('change:index' as never, () => this.#announceValue());
  }

  /** What can be chosen: labels with their values. */
  get options(): readonly SelectionOption[] {
    return this.#options;
  }

  /**
   * New options: the first is chosen, or none where none was or where several can be.
   * @throws InvalidArgumentError for a slider without options
   */
  set options(options: SelectionOptions) {
    const list = optionsOf(options);
    const start = this.get('index' as never) === null ? null : indexOf(this.spec, list, undefined);
    if (list.length === 0 && Array.isArray(start) && start.length > 0)
      throw new InvalidArgumentError('options', options, 'at least one option');
    this.#options = list;
    this.set({ _optionsLabels: list.map(({ label }) => label), index: start } as unknown as Partial<S>);
    // The same place, but another value.
    this.#announceValue();
  }

  override get<K extends keyof S & string>(name: K): S[K] {
    return name === 'value' ? (valueAt(this.#options, super.get('index' as K)) as S[K]) : super.get(name);
  }

  protected override coerce(changes: Record<string, unknown>): Record<string, unknown> {
    // While it is made, the constructor has looked already.
    if (!(#options in this)) return changes;
    if ('index' in changes) checkIndex(this.spec, this.#options, changes.index);
    if (!('value' in changes)) return changes;
    const { value, ...others } = changes;
    return { ...others, index: indexOf(this.spec, this.#options, value) };
  }

  #announceValue(): void {
    const [old, now] = [this.#announced, this.get('value')];
    if (sameValue(old, now)) return;
    this.#announced = now;
    this.announce({ name: 'value', old, new: now, owner: this });
  }
}

/** Chooses one of its options, or none. */
export class SingleSelection<S extends SelectionState> extends Selection<S> {
  /** Label of the chosen option, or `null`. */
  get label(): string | null {
    const index = this.get('index' as never) as number | null;
    return index === null ? null : (this.options[index]?.label ?? null);
  }
}

/** Chooses several of its options: any of them, or for a range slider all between two. */
export class MultipleSelection<S extends SelectionState> extends Selection<S> {
  /** Labels of the chosen options. */
  get label(): readonly (string | undefined)[] {
    return (this.get('index' as never) as readonly number[]).map((index) => this.options[index]?.label);
  }
}

/** As the other attributes, these are properties of every selection. */
for (const selection of [SingleSelection, MultipleSelection])
  Object.defineProperty(selection.prototype, 'value', {
    get(this: DomWidget<SelectionState>) {
      return this.get('value');
    },
    set(this: DomWidget<SelectionState>, value: unknown) {
      this.set({ value });
    },
    configurable: true,
  });

function optionsOf(options: SelectionOptions): SelectionOption[] {
  if (!Array.isArray(options))
    return (options instanceof Map ? [...options] : Object.entries(options)).map(optionOf);
  if (options.every((one) => Array.isArray(one) && one.length === 2)) return options.map(optionOf);
  return options.map((one) => (isOption(one) ? one : { label: String(one), value: one }));
}

function optionOf([label, value]: readonly [unknown, unknown]): SelectionOption {
  return { label: String(label), value };
}

function isOption(option: unknown): option is SelectionOption {
  return option !== null && typeof option === 'object' && 'label' in option && 'value' in option;
}

/** The index, or indices, of a value, or values; without one the first option, as ipywidgets does. */
function indexOf(spec: ModelSpec, options: readonly SelectionOption[], value: unknown): unknown {
  const find = (one: unknown): number => {
    const found = options.findIndex((option) => isDeepStrictEqual(option.value, one));
    if (found >= 0) return found;
    throw new InvalidArgumentError('value', one, `one of ${options.map(({ label }) => label).join(', ')}`);
  };
  const several = Array.isArray(spec.attributes.index?.default);
  if (value === undefined) return several ? spec.attributes.index?.default : options.length > 0 ? 0 : null;
  if (several) return (value as readonly unknown[]).map(find);
  return value === null ? null : find(value);
}

/** Refuses what is no place of an option: beyond the last, none on a slider, one for a slider with two handles. */
function checkIndex({ attributes }: ModelSpec, options: readonly SelectionOption[], index: unknown): void {
  // A slider that a front end is about to fill.
  if (options.length === 0 && attributes.index?.default !== null) return;
  const start = attributes.index?.default;
  const last = options.length - 1;
  const isPlace = (one: unknown): boolean => Number.isInteger(one) && options[one as number] !== undefined;
  const fits = Array.isArray(start)
    ? Array.isArray(index) && index.every(isPlace) && (start.length === 0 || index.length === start.length)
    : isPlace(index) || (index === null && start === null);
  if (fits) return;
  const each = `${start === null ? 'null or ' : ''}a number from 0 to ${last}`;
  const many =
    (start as readonly unknown[])?.length > 0
      ? `a pair of numbers from 0 to ${last}`
      : `numbers from 0 to ${last}`;
  throw new InvalidArgumentError('index', index, Array.isArray(start) ? many : each);
}

function valueAt(options: readonly SelectionOption[], index: unknown): unknown {
  if (Array.isArray(index)) return index.map((one) => options[one as number]?.value);
  return typeof index === 'number' ? (options[index]?.value ?? null) : null;
}
