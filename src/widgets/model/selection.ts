import { isDeepStrictEqual } from 'node:util';
import { InvalidArgumentError } from '../../core/index.js';
import { DomWidget, type DomWidgetState } from './domWidget.js';
import type { ModelSpec } from './modelSpec.js';
import type { WidgetInit, WidgetOptions } from './widget.js';
import type { WidgetChange } from './widgetEvents.js';

/** What can be chosen: values, `[label, value]` pairs, or an object of values by their labels. */
export type SelectionOptions = readonly unknown[] | Readonly<Record<string, unknown>>;

/** Attributes of the widgets that choose from options. */
export interface SelectionState extends DomWidgetState {
  _optionsLabels: readonly string[];
  /** Value of the chosen option, or `null`; a list where several can be chosen. */
  value: unknown;
}

/** What a selection may be made with besides its attributes. */
export interface SelectionInit {
  readonly options?: SelectionOptions;
  readonly value?: unknown;
}

interface Option {
  readonly label: string;
  readonly value: unknown;
}

/** The shared half of all widgets that choose from options: the front end knows labels and indices only. */
abstract class Selection<S extends SelectionState> extends DomWidget<S> {
  #options: readonly Option[];

  constructor(spec: ModelSpec, init: WidgetInit<S> & SelectionInit, widgetOptions?: WidgetOptions) {
    const { options, value, ...attributes } = init as SelectionInit & Record<string, unknown>;
    const given = attributes._optionsLabels as readonly string[] | undefined;
    const list = options ? optionsOf(options) : (given ?? []).map((label) => ({ label, value: label }));
    const index = attributes.index ?? indexOf(spec, list, value);
    const state = { ...attributes, _optionsLabels: list.map(({ label }) => label), index };
    super(spec, state as never, widgetOptions);
    this.#options = list;
    this.on('change:index' as never, (change: WidgetChange) =>
      this.announce({
        ...change,
        name: 'value',
        old: valueAt(this.#options, change.old),
        new: valueAt(this.#options, change.new),
      }),
    );
  }

  /** What can be chosen: labels with their values. */
  get options(): readonly Option[] {
    return this.#options;
  }

  /** New options; the first is chosen where one is. */
  set options(options: SelectionOptions) {
    this.#options = optionsOf(options);
    const index = indexOf(this.spec, this.#options, undefined);
    this.set({ _optionsLabels: this.#options.map(({ label }) => label), index } as unknown as Partial<S>);
  }

  override get<K extends keyof S & string>(name: K): S[K] {
    return name === 'value' ? (valueAt(this.#options, super.get('index' as K)) as S[K]) : super.get(name);
  }

  protected override coerce(changes: Record<string, unknown>): Record<string, unknown> {
    if (!('value' in changes)) return changes;
    const { value, ...others } = changes;
    return { ...others, index: indexOf(this.spec, this.#options, value) };
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

function optionsOf(options: SelectionOptions): Option[] {
  if (!Array.isArray(options)) return Object.entries(options).map(([label, value]) => ({ label, value }));
  return options.map((option) => {
    if (Array.isArray(option) && option.length === 2) return { label: String(option[0]), value: option[1] };
    if (isOption(option)) return option;
    return { label: String(option), value: option };
  });
}

function isOption(option: unknown): option is Option {
  return option !== null && typeof option === 'object' && 'label' in option && 'value' in option;
}

/** The index, or indices, of a value, or values; without one the first option, as ipywidgets does. */
function indexOf(spec: ModelSpec, options: readonly Option[], value: unknown): unknown {
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

function valueAt(options: readonly Option[], index: unknown): unknown {
  if (Array.isArray(index)) return index.map((one) => options[one as number]?.value);
  return typeof index === 'number' ? (options[index]?.value ?? null) : null;
}
