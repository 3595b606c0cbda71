import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { afterAll, describe, expect, expectTypeOf, it, vi } from 'vitest';
import { InvalidArgumentError } from '../../src/core/index.js';
import { WidgetModuleError } from '../../src/errors.js';
import { jupyterDisplay } from '../../src/notebook/index.js';
import { type AttributeChange, defineWidget, IntSlider, type Widget } from '../../src/widgets/index.js';
import { type FakeFrontEnd, type FakeModel, withFrontEnd } from './fakeFrontEnd.js';

const esm = 'export default { render({ model, el }) { el.textContent = model.get("value"); } };';
const modelOf = (frontEnd: FakeFrontEnd, widget: { modelId: string }): FakeModel =>
  frontEnd.models.get(widget.modelId) as FakeModel;

const folder = mkdtempSync(join(tmpdir(), 'tsvision-afm-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a widget of one’s own', () => {
  it('opens under the names of the contract, its state under its own', () =>
    withFrontEnd(async (frontEnd) => {
      const Counter = defineWidget({
        esm,
        css: 'b{color:red}',
        state: { value: 0, fillColor: 'red' },
        name: 'Counter',
      });
      const counter = new Counter({ value: 3, layout: { width: '50%' } });
      const open = frontEnd.sent.at(-1)?.data.state as Record<string, unknown>;
      expect(open).toMatchObject({
        _model_module: 'anywidget',
        _model_module_version: '~0.9.*',
        _model_name: 'AnyModel',
        _view_module: 'anywidget',
        _view_name: 'AnyView',
        _esm: esm,
        _css: 'b{color:red}',
        _anywidget_id: expect.stringMatching(/^tsvision\.Counter-[0-9a-f]{8}$/),
        layout: `IPY_MODEL_${counter.layout.modelId}`,
        value: 3,
        fillColor: 'red',
      });
      expect(counter.layout.width).toBe('50%');
      expect(String(counter)).toBe('Counter({ value: 3 })');
    }));

  it('has its state as typed properties, first values of its own, and can be extended', async () => {
    class Counter extends defineWidget({ esm, state: { value: 0, list: [1] as number[] } }) {
      add(): void {
        this.value += 1;
      }
    }
    const [one, two] = [new Counter(), new Counter()];
    expectTypeOf(one.value).toEqualTypeOf<number>();
    expectTypeOf(one.get('list')).toEqualTypeOf<number[]>();
    one.on('change:value', (change) => expectTypeOf(change).toEqualTypeOf<AttributeChange<number, Widget>>());
    one.add();
    one.list.push(2);
    expect([one.value, two.value, one.list, two.list]).toEqual([1, 0, [1, 2], [1]]);
    // @ts-expect-error the state has no such name
    expect(() => new Counter({ valeu: 1 })).toThrow(InvalidArgumentError);
  });

  it('may have a state of which some names are known', () => {
    const Loose = defineWidget<{ data: number[]; [name: string]: unknown }>({
      esm,
      state: { data: [1], a: 2 },
    });
    const loose = new Loose({ a: 3 });
    expectTypeOf(loose.data).toEqualTypeOf<number[]>();
    expect([loose.data, loose.a]).toEqual([[1], 3]);
  });

  it('keeps numbers as the module set them: no limits, no rounding', () =>
    withFrontEnd(async (frontEnd) => {
      const Range = defineWidget({ esm, state: { value: 5, min: 0, max: 10 } });
      const range = new Range();
      await frontEnd.settle();
      modelOf(frontEnd, range).change({ value: 99.5 });
      await frontEnd.settle();
      expect(range.value).toBe(99.5);
    }));

  it('may hold other widgets, which are references on the wire', () =>
    withFrontEnd(async (frontEnd) => {
      const slider = new IntSlider();
      const Holder = defineWidget({ esm, state: { child: slider, children: [slider] } });
      const holder = new Holder();
      const open = frontEnd.sent.at(-1)?.data.state;
      const reference = `IPY_MODEL_${slider.modelId}`;
      expect(open).toMatchObject({ child: reference, children: [reference] });
      expect([holder.child, holder.children[0]]).toEqual([slider, slider]);
    }));

  it('refuses names that every widget has, a state that is none, and an empty module', () => {
    expect(() => defineWidget({ esm, state: { layout: 1 } })).toThrow(/other names than layout, _esm/);
    expect(() => defineWidget({ esm, state: [1] })).toThrow(InvalidArgumentError);
    expect(() => defineWidget({ esm: ' ' })).toThrow(/`esm` must be the source, the path or the address/);
  });

  it('is shown as a view, and without one in a frame that runs its module', () =>
    withFrontEnd(async () => {
      const bytes = Uint8Array.of(1, 2);
      const Counter = defineWidget({ esm, state: { value: '</script>', bytes } });
      const bundle = await new Counter()[jupyterDisplay]();
      expect(Object.keys(bundle)[0]).toBe('application/vnd.jupyter.widget-view+json');
      const html = bundle['text/html'] as string;
      expect(html).toMatch(/^<iframe .*sandbox="allow-scripts"/);
      expect(html).toContain('&quot;path&quot;:[&quot;bytes&quot;],&quot;data&quot;:&quot;AQI=&quot;');
      expect(html).toContain('\\u003c/script>'.replaceAll('>', '&gt;'));
      const Large = defineWidget({ esm: `${esm}//${'x'.repeat(300_000)}` });
      expect(Object.keys(await new Large()[jupyterDisplay]())).not.toContain('text/html');
    }));
});

/** JSON with bytes in it, as a state may hold them. */
const { value: stateValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.jsonValue({ maxDepth: 1 }).filter((value) => !hasOddKeys(value)),
    fc.uint8Array({ maxLength: 20 }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.stringMatching(/^[a-zA-Z]\w{0,8}$/), tie('value'), { maxKeys: 3 }),
  ),
}));

/** What no JSON of a front end brings: a prototype as a key. */
function hasOddKeys(value: unknown): boolean {
  return JSON.stringify(value).includes('__proto__') || JSON.stringify(value).includes('IPY_MODEL_');
}

describe('its state', () => {
  it('arrives on the other side as it was, bytes included, both ways', () =>
    fc.assert(
      fc.asyncProperty(stateValue, stateValue, (there, back) =>
        withFrontEnd(async (frontEnd) => {
          const Box = defineWidget<{ value: unknown }>({ esm, state: { value: null } });
          const box = new Box();
          await frontEnd.settle();
          const model = modelOf(frontEnd, box);
          box.value = there;
          await frontEnd.settle();
          expect(model.state.value).toEqual(asJson(there));
          model.setState({ value: back });
          await frontEnd.settle();
          // -0 here and 0 there are equal, so that 0 that comes back is no change.
          expect(asJson(box.value)).toEqual(asJson(back));
          expect(model.state.value).toEqual(asJson(back));
        }),
      ),
    ));

  it('has typed arrays as bytes on the wire, and of the same kind when they come back', () =>
    withFrontEnd(async (frontEnd) => {
      const Plot = defineWidget({ esm, state: { points: Float32Array.of(1, 2.5), raw: new ArrayBuffer(2) } });
      const plot = new Plot();
      await frontEnd.settle();
      const model = modelOf(frontEnd, plot);
      expect(model.state.points).toEqual(new Uint8Array(Float32Array.of(1, 2.5).buffer));
      expect(model.state.raw).toEqual(new Uint8Array(2));
      const heard: Float32Array[] = [];
      plot.observe(({ new: points }) => heard.push(points), 'points');
      const before = frontEnd.sent.length;
      model.setState({ points: new Uint8Array(Float32Array.of(7, 8, 9).buffer) });
      await frontEnd.settle();
      expect(heard).toEqual([Float32Array.of(7, 8, 9)]);
      // Echoed, and not sent back as something else.
      expect(frontEnd.sent.slice(before).map(({ data }) => data.method)).toEqual(['echo_update']);
      model.setState({ points: Uint8Array.of(1, 2, 3) });
      await frontEnd.settle();
      expect(plot.points).toEqual(Uint8Array.of(1, 2, 3));
    }));
});

/** −0 is no JSON. */
function asJson(value: unknown): unknown {
  if (value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(asJson);
  if (value === null || typeof value !== 'object') return Object.is(value, -0) ? 0 : value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, asJson(entry)]));
}

describe('its messages', () => {
  it('go both ways, with bytes', () =>
    withFrontEnd(async (frontEnd) => {
      const widget = new (defineWidget({ esm }))();
      const heard: unknown[] = [];
      const stop = widget.onMessage((content, buffers) => heard.push([content, ...buffers]));
      await frontEnd.settle();
      modelOf(frontEnd, widget).custom({ hi: 1 }, [Uint8Array.of(1, 2)]);
      await frontEnd.settle();
      stop();
      modelOf(frontEnd, widget).custom({ hi: 2 });
      await frontEnd.settle();
      expect(heard).toEqual([[{ hi: 1 }, Uint8Array.of(1, 2)]]);
      widget.send(['any', 'JSON'], [Float64Array.of(1), new ArrayBuffer(1)]);
      expect(frontEnd.sent.at(-1)).toMatchObject({
        data: { method: 'custom', content: ['any', 'JSON'] },
        buffers: [new Uint8Array(Float64Array.of(1).buffer), new Uint8Array(1)],
      });
    }));

  it('that invoke a command are answered by its number; a fault of it too', () =>
    withFrontEnd(async (frontEnd) => {
      const commands = {
        double: (message: unknown, [bytes]: readonly Uint8Array[]) =>
          [2 * (message as number), [bytes ?? new Uint8Array()]] as const,
      };
      const widget = new (defineWidget({ esm, commands }))();
      await frontEnd.settle();
      const model = modelOf(frontEnd, widget);
      model.custom({ kind: 'anywidget-command', id: 'a', name: 'double', msg: 21 }, [Uint8Array.of(9)]);
      await frontEnd.settle();
      expect(frontEnd.sent.at(-1)).toMatchObject({
        data: { content: { id: 'a', kind: 'anywidget-command-response', response: 42 } },
        buffers: [Uint8Array.of(9)],
      });
      model.custom({ kind: 'anywidget-command', id: 'b', name: 'halve', msg: 1 });
      await expect(frontEnd.settle()).rejects.toThrow("no command 'halve'");
      expect(frontEnd.sent.at(-1)?.data.content).toMatchObject({ id: 'b', error: /halve/ });
    }));
});

describe('its module', () => {
  const source = async (given: string | URL): Promise<unknown> =>
    withFrontEnd(async (frontEnd) => {
      new (defineWidget({ esm: given }))();
      const { data } = frontEnd.sent.at(-1)!;
      return (data.state as { _esm: string })._esm;
    });

  it('is source text, the address of one, or a file', async () => {
    const file = join(folder, 'plain view.js');
    writeFileSync(file, esm);
    const short = 'export default{render(){}}';
    expect(await source(short)).toBe(short);
    expect(await source('// a comment first\nexport default {}')).toMatch(/^\/\/ a comment/);
    expect(await source('https://host.invalid/view.js')).toBe('https://host.invalid/view.js');
    expect(await source(file)).toBe(esm);
    expect(await source(pathToFileURL(file))).toBe(esm);
    expect(String(new (defineWidget({ esm: file }))())).toBe('plain view()');
  });

  it('may be TypeScript; what does not compile is refused with its line', async () => {
    const file = join(folder, 'typed.ts');
    writeFileSync(file, 'type A = number;\nexport default { render(): void { const a: A = 1; } };');
    const compiled = (await source(file)) as string;
    expect(compiled).toContain('const a = 1');
    expect(compiled).not.toMatch(/type A|: void/);
    writeFileSync(file, 'export default {\n  render( {');
    expect(() => defineWidget({ esm: file })).toThrow(WidgetModuleError);
    expect(() => defineWidget({ esm: file })).toThrow(
      /typed\.ts cannot be compiled: .* \(line 2, column \d+\)/,
    );
  });

  it('may be that of an npm package, as a browser would take it', async () => {
    const lay = (name: string, described: object, files: Record<string, string>): void => {
      const place = join(folder, 'node_modules', name);
      mkdirSync(join(place, 'dist'), { recursive: true });
      writeFileSync(join(place, 'package.json'), JSON.stringify({ name, ...described }));
      for (const [path, text] of Object.entries(files)) writeFileSync(join(place, path), text);
    };
    const conditions = { node: './dist/n.js', browser: { require: './dist/n.js', import: './dist/b.js' } };
    lay(
      '@a/b',
      { exports: { '.': conditions, './w': './dist/w.js' } },
      { 'dist/b.js': 'b', 'dist/w.js': 'w' },
    );
    lay('plain', { module: 'dist/m.js', main: 'none.js' }, { 'dist/m.js': 'm', 'dist/x.js': 'x' });
    lay('sugar', { exports: './dist/s.js' }, { 'dist/s.js': 's' });
    const cwd = vi.spyOn(process, 'cwd').mockReturnValue(folder);
    try {
      expect(await source('npm:@a/b')).toBe('b');
      expect(await source('npm:@a/b/w')).toBe('w');
      expect(await source('npm:plain')).toBe('m');
      expect(await source('npm:plain/dist/x.js')).toBe('x');
      expect(await source('npm:sugar')).toBe('s');
      await expect(source('npm:plain/none.js')).rejects.toThrow(/npm:plain\/none\.js is not in its package/);
      await expect(source('npm:absent')).rejects.toThrow(/not installed\.\n→ `!npm install absent`/);
    } finally {
      cwd.mockRestore();
    }
  });

  it('that lies behind a link is read again when what the link leads to changes', () =>
    withFrontEnd(async (frontEnd) => {
      const [file, link] = [join(folder, 'elsewhere', 'linked.js'), join(folder, 'link.js')];
      mkdirSync(dirname(file));
      writeFileSync(file, 'export default 1;');
      symlinkSync(file, link);
      const widget = new (defineWidget({ esm: link }))();
      await frontEnd.settle();
      writeFileSync(file, 'export default 2;');
      const esmNow = async (): Promise<unknown> => {
        await frontEnd.settle();
        return modelOf(frontEnd, widget).state._esm;
      };
      await expect.poll(esmNow).toBe('export default 2;');
    }));

  it('that is not there is refused at once', () => {
    expect(() => defineWidget({ esm: './nowhere.js' })).toThrow(WidgetModuleError);
    expect(() => defineWidget({ esm, css: join(folder, 'nowhere.css') })).toThrow(/cannot be read/);
  });

  it('that is edited goes to the views that live, which keep their state', () =>
    withFrontEnd(async (frontEnd) => {
      const [view, sheet] = [join(folder, 'live.ts'), join(folder, 'live.css')];
      writeFileSync(view, 'export default { version: 1 as number };');
      writeFileSync(sheet, 'b{}');
      const Live = defineWidget({ esm: view, css: sheet, state: { value: 0 } });
      const [one, closed] = [new Live({ value: 7 }), new Live()];
      await frontEnd.settle();
      closed.close();
      const stateNow = async (): Promise<Record<string, unknown>> => {
        await frontEnd.settle();
        return modelOf(frontEnd, one).state;
      };
      const esmNow = async (): Promise<unknown> => (await stateNow())._esm;
      writeFileSync(view, 'export default { version: 2 as number };');
      await expect.poll(esmNow).toContain('version: 2');
      writeFileSync(sheet, 'i{}');
      await expect.poll(async () => (await stateNow())._css).toBe('i{}');
      writeFileSync(view, 'export default {');
      await expect.poll(esmNow).toMatch(/^throw "The widget's module .*live\.ts cannot be compiled/);
      writeFileSync(view, 'export default { version: 3 };');
      await expect.poll(esmNow).toContain('version: 3');
      expect([one.value, modelOf(frontEnd, one).state.value]).toEqual([7, 7]);
      expect(new Live().get('_esm' as never)).toContain('version: 3');
      const told = frontEnd.sent.filter(({ commId, type }) => commId === closed.modelId && type === 'msg');
      expect(told).toEqual([]);
    }));
});
