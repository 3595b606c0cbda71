import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { InvalidArgumentError } from '../../src/core/index.js';
import { jupyterDisplay } from '../../src/notebook/index.js';
import {
  Button,
  Dropdown,
  HBox,
  Image,
  IntSlider,
  SelectMultiple,
  Text,
  type WidgetChange,
} from '../../src/widgets/index.js';
import { type FakeFrontEnd, type FakeModel, withFrontEnd } from './fakeFrontEnd.js';

const modelOf = (frontEnd: FakeFrontEnd, widget: { modelId: string }): FakeModel =>
  frontEnd.models.get(widget.modelId) as FakeModel;

describe('opening', () => {
  it('opens layout and style before the widget, with what the front end needs to find its code', () =>
    withFrontEnd(async (frontEnd) => {
      const slider = new IntSlider({ value: 3, layout: { width: '50%' }, style: { handleColor: 'red' } });
      const opens = frontEnd.sent.map(({ data }) => data.state as Record<string, unknown>);
      expect(opens.map((state) => state._model_name)).toEqual([
        'LayoutModel',
        'SliderStyleModel',
        'IntSliderModel',
      ]);
      expect(frontEnd.sent.every(({ metadata }) => metadata?.version === '2.1.0')).toBe(true);
      expect(opens[0]).toMatchObject({
        width: '50%',
        _view_name: 'LayoutView',
        _model_module: '@jupyter-widgets/base',
      });
      expect(opens[1]).toMatchObject({ handle_color: 'red' });
      expect(opens[2]).toMatchObject({
        value: 3,
        continuous_update: true,
        layout: `IPY_MODEL_${slider.layout.modelId}`,
        style: `IPY_MODEL_${slider.style.modelId}`,
        _view_module: '@jupyter-widgets/controls',
        _view_module_version: '2.0.0',
        _view_count: null,
      });
    }));

  it('sends bytes as buffers, and children as references', () =>
    withFrontEnd(async (frontEnd) => {
      const image = new Image({ value: Uint8Array.of(1, 2, 3), format: 'jpeg' });
      const open = frontEnd.sent.at(-1);
      expect(open?.data.buffer_paths).toEqual([['value']]);
      expect(open?.data.state).not.toHaveProperty('value');
      expect(open?.buffers).toEqual([Uint8Array.of(1, 2, 3)]);
      new HBox({ children: [image] });
      expect(frontEnd.sent.at(-1)?.data.state).toMatchObject({ children: [`IPY_MODEL_${image.modelId}`] });
    }));

  it('shows itself as a view with text beside it; without comms as text', async () => {
    await withFrontEnd(async () => {
      const button = new Button({ description: 'Go' });
      expect(await button[jupyterDisplay]()).toEqual({
        'application/vnd.jupyter.widget-view+json': {
          version_major: 2,
          version_minor: 0,
          model_id: button.modelId,
        },
        'text/plain': "Button({ description: 'Go' })",
      });
    });
    const slider = new IntSlider({ value: 7 });
    slider.value = 9;
    expect(await slider[jupyterDisplay]()).toEqual({ 'text/plain': 'IntSlider({ value: 9 })' });
    expect(slider.closed).toBe(false);
  });
});

describe('changes from the front end', () => {
  it('are echoed first, then heard, and not sent back', () =>
    withFrontEnd(async (frontEnd) => {
      const slider = new IntSlider();
      const changes: WidgetChange<number>[] = [];
      slider.on('change:value', (change) => changes.push(change));
      await frontEnd.settle();
      const before = frontEnd.sent.length;
      modelOf(frontEnd, slider).change({ value: 42 });
      const { messageId } = frontEnd.toKernel[0]!.message;
      await frontEnd.settle();
      expect(slider.value).toBe(42);
      expect(changes).toMatchObject([{ name: 'value', old: 0, new: 42 }]);
      expect(frontEnd.sent.slice(before)).toMatchObject([
        { data: { method: 'echo_update', state: { value: 42 } }, parent: messageId },
      ]);
    }));

  it('that a listener or a limit corrects are put right in the front end', () =>
    withFrontEnd(async (frontEnd) => {
      const slider = new IntSlider({ max: 10 });
      slider.on('change:value', ({ new: value }) => {
        if (value === 5) slider.value = 6;
      });
      await frontEnd.settle();
      modelOf(frontEnd, slider).change({ value: 5 });
      await frontEnd.settle();
      expect([slider.value, modelOf(frontEnd, slider).state.value]).toEqual([6, 6]);
      modelOf(frontEnd, slider).change({ value: 1000 });
      await frontEnd.settle();
      expect([slider.value, modelOf(frontEnd, slider).state.value]).toEqual([10, 10]);
    }));

  it('keep the kernel busy until asynchronous listeners are done', () =>
    withFrontEnd(async (frontEnd) => {
      const button = new Button();
      const order: string[] = [];
      button.on('click', async (clicked) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        order.push(clicked === button ? 'done' : 'other');
      });
      await frontEnd.settle();
      modelOf(frontEnd, button).custom({ event: 'click' });
      await frontEnd.settle();
      order.push('idle');
      expect(order).toEqual(['done', 'idle']);
    }));

  it('cannot pass for events that only the kernel announces', () =>
    withFrontEnd(async (frontEnd) => {
      const button = new Button();
      const heard: string[] = [];
      button.on('close', () => heard.push('close'));
      button.on('change:description', () => heard.push('change'));
      button.on('message', () => heard.push('message'));
      await frontEnd.settle();
      for (const event of ['close', 'change:description', 'message'])
        modelOf(frontEnd, button).custom({ event });
      await frontEnd.settle();
      expect(heard).toEqual(['message', 'message', 'message']);
    }));

  it('bring bytes', () =>
    withFrontEnd(async (frontEnd) => {
      const image = new Image();
      await frontEnd.settle();
      const bytes = new Uint8Array(5_000_000).map((_, i) => (i * 31) % 251);
      modelOf(frontEnd, image).change({}, [bytes], [['value']]);
      await frontEnd.settle();
      expect(Buffer.compare(image.value, bytes)).toBe(0);
    }));

  it('of unknown names, or with hostile buffer paths, do nothing', () =>
    withFrontEnd(async (frontEnd) => {
      const slider = new IntSlider();
      await frontEnd.settle();
      modelOf(frontEnd, slider).change(
        { nonsense: 1, _model_name: 'X' },
        [Uint8Array.of(1)],
        [['__proto__', 'polluted']],
      );
      await frontEnd.settle();
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
      expect(slider.spec.modelName).toBe('IntSliderModel');
    }));
});

describe('changes from the kernel', () => {
  it('go out once each, and only when they are changes; held back they are one message', () =>
    withFrontEnd(async (frontEnd) => {
      const slider = new IntSlider();
      const before = frontEnd.sent.length;
      slider.value = 0;
      expect(frontEnd.sent).toHaveLength(before);
      slider.holdSync(() => {
        slider.value = 1;
        slider.max = 50;
        slider.value = 2;
      });
      expect(frontEnd.sent.slice(before).map(({ data }) => data)).toEqual([
        { method: 'update', state: { value: 2, max: 50 }, buffer_paths: [] },
      ]);
    }));

  it('that the front end would not understand are refused in words', () => {
    const button = new Button();
    expect(() => button.set({ buttonStyle: 'loud' as never })).toThrow(
      '`buttonStyle` must be one of "primary"',
    );
    expect(() => new Button({ colour: 'red' } as never)).toThrow('description, disabled');
  });
});

describe('a front end that was reloaded', () => {
  it('gets the state of one model, or of all, bytes included', () =>
    withFrontEnd(async (frontEnd) => {
      const image = new Image({ value: Uint8Array.of(9) });
      frontEnd.toKernel.push({
        commId: image.modelId,
        message: frontEnd.messageOf({ method: 'request_state' }),
      });
      const asked = frontEnd.toKernel[0]!.message.messageId;
      await frontEnd.deliverToKernel();
      expect(frontEnd.sent.at(-1)).toMatchObject({
        parent: asked,
        data: { method: 'update' },
        buffers: [{ 0: 9 }],
      });

      const control = await frontEnd.openFromBrowser('jupyter.widget.control', {});
      frontEnd.toKernel.push({ commId: control, message: frontEnd.messageOf({ method: 'request_states' }) });
      await frontEnd.deliverToKernel();
      const { data, buffers } = frontEnd.sent.at(-1)!;
      const states = data.states as Record<string, { model_name: string; state: object }>;
      expect(Object.values(states).map((one) => one.model_name)).toEqual(['LayoutModel', 'ImageModel']);
      expect(data.buffer_paths).toEqual([[image.modelId, 'state', 'value']]);
      expect(buffers).toEqual([Uint8Array.of(9)]);
    }));

  it('may make models itself; unknown ones are closed', () =>
    withFrontEnd(async (frontEnd) => {
      new Button();
      const state = { _model_module: '@jupyter-widgets/controls', _model_name: 'IntSliderModel', value: 12 };
      const id = await frontEnd.openFromBrowser('jupyter.widget', { state, buffer_paths: [] });
      const control = await frontEnd.openFromBrowser('jupyter.widget.control', {});
      frontEnd.toKernel.push({ commId: control, message: frontEnd.messageOf({ method: 'request_states' }) });
      await frontEnd.deliverToKernel();
      const states = frontEnd.sent.at(-1)?.data.states as Record<string, { state: { value: number } }>;
      expect(states[id]?.state.value).toBe(12);
      const unknown = await frontEnd.openFromBrowser('jupyter.widget', { state: { _model_name: 'Nothing' } });
      expect(frontEnd.sent.at(-1)).toMatchObject({ type: 'close', commId: unknown });
    }));
});

describe('closing', () => {
  it('from either side leaves a widget that can be read and does not send', () =>
    withFrontEnd(async (frontEnd) => {
      const [one, two] = [new Button({ description: 'a' }), new Button()];
      let closed = 0;
      for (const button of [one, two]) button.on('close', () => closed++);
      one.close();
      one.close();
      await frontEnd.closeFromBrowser(two.modelId);
      expect([closed, one.closed, two.closed, one.description]).toEqual([2, true, true, 'a']);
      const before = frontEnd.sent.length;
      one.description = 'b';
      expect(frontEnd.sent).toHaveLength(before);
    }));
});

describe('selections', () => {
  it('speak of values while the front end speaks of indices', () =>
    withFrontEnd(async (frontEnd) => {
      const dropdown = new Dropdown({ options: { 'a bear': 1, 'a cat': 2 }, value: 2 });
      const heard: unknown[] = [];
      dropdown.on('change:value', ({ old, new: now }) => heard.push([old, now]));
      await frontEnd.settle();
      expect(modelOf(frontEnd, dropdown).state).toMatchObject({
        index: 1,
        _options_labels: ['a bear', 'a cat'],
      });
      modelOf(frontEnd, dropdown).change({ index: 0 });
      await frontEnd.settle();
      expect([dropdown.value, dropdown.label, heard]).toEqual([1, 'a bear', [[2, 1]]]);
      dropdown.options = ['x', 'y', 'z'];
      dropdown.value = 'z';
      await frontEnd.settle();
      expect(modelOf(frontEnd, dropdown).state).toMatchObject({ index: 2, _options_labels: ['x', 'y', 'z'] });
      expect(() => {
        dropdown.value = 'w';
      }).toThrow('one of x, y, z');
      const many = new SelectMultiple({ options: ['p', 'q', 'r'], value: ['r', 'p'] });
      expect([many.index, many.value]).toEqual([
        [2, 0],
        ['r', 'p'],
      ]);
    }));
});

it('has typed attributes and events', () => {
  const text = new Text({ value: 'a' });
  expectTypeOf(text.value).toEqualTypeOf<string>();
  text.on('submit', (submitted) => expectTypeOf(submitted).toEqualTypeOf<Text>());
  // @ts-expect-error there is no such attribute
  text.on('change:colour', () => {});
});

/** A least value above the greatest is refused, from either side: that must not part them. */
async function unlessRefused(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidArgumentError);
  }
}

describe('random changes from both sides', () => {
  const action = fc.oneof(
    fc.record({
      kind: fc.constant('kernel' as const),
      value: fc.integer({ min: 0, max: 9 }),
      key: fc.constantFrom('value', 'max', 'min'),
    }),
    fc.record({
      kind: fc.constant('browser' as const),
      value: fc.integer({ min: 0, max: 9 }),
      key: fc.constantFrom('value', 'max', 'min'),
    }),
    fc.constantFrom({ kind: 'deliverToKernel' as const }, { kind: 'deliverToBrowser' as const }),
  );

  it('end in the same state, whatever the order of delivery', async () => {
    let actions = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 30, maxLength: 80 }), (steps) =>
        withFrontEnd(async (frontEnd) => {
          const slider = new IntSlider({ min: 0, max: 9 });
          slider.on('change:value', ({ new: value }) => {
            if (value === 7) slider.description = `seven ${slider.max}`;
            if (value === 3) slider.value = 4;
          });
          await frontEnd.settle();
          for (const step of steps) {
            actions++;
            if (step.kind === 'kernel') await unlessRefused(() => slider.set({ [step.key]: step.value }));
            else if (step.kind === 'browser') modelOf(frontEnd, slider).change({ [step.key]: step.value });
            else await unlessRefused(() => frontEnd[step.kind]());
          }
          while (frontEnd.isBusy) await unlessRefused(() => frontEnd.settle());
          const { value, min, max, description } = modelOf(frontEnd, slider).state;
          expect({ value, min, max, description }).toEqual({
            value: slider.value,
            min: slider.min,
            max: slider.max,
            description: slider.description,
          });
        }),
      ),
      { numRuns: 400 },
    );
    expect(actions).toBeGreaterThan(10_000);
  });
});

describe('a listener that is none', () => {
  it.each([
    ['nothing', undefined],
    ['a call in place of the function', 3],
    ['a promise', Promise.resolve()],
  ])('(%s) is refused where it is given', (_what, listener) => {
    const button = new Button();
    expect(() => button.on('click', listener as never)).toThrow(
      '`listener` must be a function that is called on "click"',
    );
    expect(() => new IntSlider().observe(listener as never, 'value')).toThrow('change:value');
  });
});
