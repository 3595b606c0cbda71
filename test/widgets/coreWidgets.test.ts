import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import * as widgets from '../../src/widgets/index.js';
import { FloatLogSlider, interact, Label, link, Output, Widget } from '../../src/widgets/index.js';
import { withFrontEnd } from './fakeFrontEnd.js';

interface SchemaModel {
  readonly model: { readonly name: string; readonly module: string; readonly version: string };
  readonly view: { readonly name: string | null };
  readonly attributes: readonly {
    readonly name: string;
    readonly default: unknown;
    readonly type: unknown;
  }[];
}

const schema = createRequire(import.meta.url)(
  '@jupyter-widgets/schema/jupyterwidgetmodels.latest.json',
) as SchemaModel[];

const made = Object.values(widgets as Record<string, unknown>).flatMap((one) =>
  typeof one === 'function' && one.prototype instanceof Widget && one !== widgets.DomWidget
    ? [new (one as new () => Widget)()]
    : [],
);

describe('the core widgets', () => {
  it('are all there', () => {
    expect(made.map((widget) => widget.spec.modelName).sort()).toEqual(
      schema.map(({ model }) => model.name).sort(),
    );
    expect(schema.length).toBeGreaterThan(60);
  });

  it.each(schema.map((one) => [one.model.name, one] as const))(
    '%s has the published attributes and defaults',
    (name, { model, view, attributes }) => {
      const widget = made.find(({ spec }) => spec.modelName === name) as Widget;
      const state = widget.wireState();
      expect(state).toMatchObject({
        _model_module: model.module,
        _model_module_version: model.version,
        _view_name: view.name,
      });
      for (const { name: attribute, default: value, type } of attributes) {
        if (value === 'reference to new instance')
          expect(state[attribute], attribute).toMatch(/^IPY_MODEL_[0-9a-f]{32}$/);
        else if (type === 'bytes') expect(state[attribute], attribute).toEqual(new Uint8Array());
        // Without options nothing is chosen; the schema was made from a slider with one.
        else if (name === 'SelectionSliderModel' && attribute === 'index')
          expect(state[attribute]).toBeNull();
        // Python's constructor sets the handles to a quarter and three quarters, which the schema does not say.
        else if (/RangeSliderModel$/.test(name) && attribute === 'value')
          expect(state[attribute]).toEqual([25, 75]);
        else expect(state[attribute], attribute).toEqual(value);
      }
    },
  );
});

it('a tooltip is refused where the front end would fail on it', () => {
  expect(() => new widgets.Image({ tooltip: 'a bear' as never })).toThrow('`tooltip` must be one of null');
  expect(new widgets.Button({ tooltip: 'go' }).tooltip).toBe('go');
});

it('a logarithmic slider stays within powers of its base', () => {
  const slider = new FloatLogSlider({ min: -5, max: 1, value: 1e-3 });
  expect(slider.value).toBe(1e-3);
  slider.value = 1000;
  expect(slider.value).toBe(10);
});

it('dates travel as their parts', () =>
  withFrontEnd(async (frontEnd) => {
    const picker = new widgets.DatetimePicker({ value: new Date(Date.UTC(2024, 1, 29, 23, 5)) });
    expect(picker.wireState().value).toMatchObject({ year: 2024, month: 1, date: 29, hours: 23, minutes: 5 });
    await frontEnd.settle();
    frontEnd.models
      .get(picker.modelId)
      ?.change({ value: { year: 2025, month: 0, date: 2, hours: 3, minutes: 4 } });
    await frontEnd.settle();
    expect((picker.value as Date).toISOString()).toBe('2025-01-02T03:04:00.000Z');
  }));

it('an uploaded file arrives with its bytes and is not sent back', () =>
  withFrontEnd(async (frontEnd) => {
    const upload = new widgets.FileUpload();
    await frontEnd.settle();
    const before = frontEnd.sent.length;
    const value = [{ name: 'a.jpg', type: 'image/jpeg', size: 2, last_modified: 1000 }];
    frontEnd.models.get(upload.modelId)?.change({ value }, [Uint8Array.of(7, 8)], [['value', 0, 'content']]);
    await frontEnd.settle();
    expect(upload.value).toEqual([
      {
        name: 'a.jpg',
        type: 'image/jpeg',
        size: 2,
        lastModified: new Date(1000),
        content: Uint8Array.of(7, 8),
      },
    ]);
    expect(frontEnd.sent.slice(before)).toEqual([]);
  }));

it('Output keeps what is appended and taken, as a cell does', () =>
  withFrontEnd(async (frontEnd) => {
    const output = new Output();
    output.appendStdout('hello');
    await output.appendDisplayData(new Label({ value: 'x' }));
    expect(output.outputs).toMatchObject([
      { output_type: 'stream', text: 'hello' },
      { output_type: 'display_data', data: { 'text/plain': "Label({ value: 'x' })" } },
    ]);
    output.take('clear_output', { wait: true });
    expect(output.outputs).toHaveLength(2);
    output.take('stream', { name: 'stdout', text: 'new' });
    output.take('stream', { name: 'stdout', text: 'er' });
    output.settle();
    expect(output.outputs).toEqual([{ output_type: 'stream', name: 'stdout', text: 'newer' }]);
    output.take('display_data', { data: { 'text/plain': 1 }, metadata: {}, transient: { display_id: 'd' } });
    output.take('update_display_data', { data: { 'text/plain': 2 }, transient: { display_id: 'd' } });
    output.settle();
    expect(output.outputs.at(-1)).toEqual({
      output_type: 'display_data',
      data: { 'text/plain': 2 },
      metadata: {},
    });
    output.outputs = [{ output_type: 'stream', name: 'stderr', text: 'by hand' }];
    output.appendStderr('!');
    expect(output.outputs).toEqual([{ output_type: 'stream', name: 'stderr', text: 'by hand!' }]);
    output.clear();
    expect(output.outputs).toEqual([]);
    // Without a kernel nothing can be captured, but the work is done.
    expect(await output.capture(() => 7)).toBe(7);
    expect(frontEnd.sent.at(-1)?.data).toMatchObject({ state: { outputs: [] } });
  }));

it('link keeps two attributes equal', () => {
  const [a, b] = [new widgets.IntSlider({ value: 5 }), new widgets.IntText()];
  const unlink = link([a, 'value'], [b, 'value']);
  expect(b.value).toBe(5);
  b.value = 8;
  expect(a.value).toBe(8);
  unlink();
  a.value = 1;
  expect(b.value).toBe(8);
});

it('interact calls again at each change and shows only the latest answer', () =>
  withFrontEnd(async () => {
    let release = (): void => {};
    const slow = new Promise<void>((resolve) => {
      release = resolve;
    });
    const box = interact(
      async ({ n, on }: { n: number; on: boolean }) => {
        if (n === 1) await slow;
        return `${n} ${on}`;
      },
      { n: [0, 10], on: true },
    );
    const [slider, , output] = box.children as [widgets.IntSlider, widgets.Checkbox, Output];
    expect(slider.value).toBe(5);
    slider.value = 1;
    slider.value = 2;
    await expect.poll(() => JSON.stringify(output.outputs)).toContain('2 true');
    // The slow answer to 1, which arrives last, changes nothing.
    release();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(JSON.stringify(output.outputs)).toContain('2 true');
  }));
