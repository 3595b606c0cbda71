import { InvalidArgumentError } from '../core/index.js';
import { notebookPorts, type OutputSink, toMimeBundle } from '../notebook/index.js';
import { Checkbox, Dropdown, FloatSlider, IntSlider, Text, VBox } from './generated/coreWidgets.js';
import type { Widget } from './model/widget.js';
import { Output } from './output.js';

/**
 * What stands for a control: a widget, or an example: `true` a checkbox, `'text'` a text field, `5` or
 * `[0, 10]` or `[0, 10, 0.5]` a slider, a list of texts or an object a drop-down.
 */
export type ControlSpec =
  | Widget
  | boolean
  | string
  | number
  | readonly [number, number]
  | readonly [number, number, number]
  | readonly string[]
  | Readonly<Record<string, unknown>>;

/**
 * Controls above the output of a function that is called again at each change. ipywidgets' `interact`.
 * @param show gets the controls' values by name; what it prints, displays, returns or throws is shown below them
 * @example
 * ```ts
 * import { interact } from 'tsvision';
 * interact(({ x }) => x ** 2, { x: [0, 10] });
 * ```
 */
export function interact(
  // biome-ignore lint/suspicious/noExplicitAny: the values' types follow from the controls at run time only
  show: (values: any) => unknown,
  controls: Readonly<Record<string, ControlSpec>>,
): VBox {
  if (typeof show !== 'function')
    throw new InvalidArgumentError('show', show, 'a function of the controls’ values');
  const widgets = Object.entries(controls).map(([name, spec]) => [name, controlOf(name, spec)] as const);
  const output = new Output();
  let latest = 0;
  const refresh = async (): Promise<void> => {
    const turn = ++latest;
    const values = Object.fromEntries(widgets.map(([name, widget]) => [name, widget.get('value' as never)]));
    // A slow answer must not overwrite the answer to a later question.
    const sink: OutputSink = {
      take: (type, content) => void (turn === latest && output.take(type, content)),
    };
    const ports = notebookPorts();
    const answer = async (): Promise<void> => {
      try {
        const result = await show(values);
        if (result === undefined) return;
        sink.take('display_data', { data: await toMimeBundle(result), metadata: {} });
      } catch (error) {
        if (ports.redirect && ports.showError) ports.showError(error);
        else sink.take('stream', { name: 'stderr', text: String(error) });
      }
    };
    sink.take('clear_output', { wait: true });
    await (ports.redirect ? ports.redirect(sink, answer) : answer());
    if (turn === latest) output.settle();
  };
  for (const [, widget] of widgets) widget.on('change:value' as never, refresh);
  void refresh();
  return new VBox({ children: [...widgets.map(([, widget]) => widget), output] });
}

function controlOf(description: string, spec: ControlSpec): Widget {
  if (typeof spec === 'boolean') return new Checkbox({ description, value: spec });
  if (typeof spec === 'string') return new Text({ description, value: spec });
  if (typeof spec === 'number')
    return slider(description, Math.min(-spec, 3 * spec, 0), Math.max(-spec, 3 * spec, 1), undefined, spec);
  if (isNumbers(spec)) return slider(description, spec[0] as number, spec[1] as number, spec[2]);
  if ('modelId' in spec) return spec as Widget;
  return new Dropdown({
    description,
    options: spec as readonly string[] | Readonly<Record<string, unknown>>,
  });
}

function isNumbers(spec: unknown): spec is readonly number[] {
  return Array.isArray(spec) && spec.length >= 2 && spec.every((one) => typeof one === 'number');
}

function slider(description: string, min: number, max: number, step?: number, value?: number): Widget {
  const whole = [min, max, step ?? 1, value ?? 0].every(Number.isInteger);
  const middle = value ?? (whole ? Math.floor((min + max) / 2) : (min + max) / 2);
  const limits = { description, min, max, value: middle };
  return whole
    ? new IntSlider({ ...limits, step: step ?? 1 })
    : new FloatSlider({ ...limits, step: step ?? (max - min) / 100 });
}
