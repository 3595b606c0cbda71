import { DomWidget, type DomWidgetState } from './domWidget.js';
import type { ModelSpec } from './modelSpec.js';
import type { WidgetInit, WidgetOptions } from './widget.js';

/** Attributes of the sliders with two handles. */
export interface RangeState extends DomWidgetState {
  value: readonly [number, number];
  min: number;
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
