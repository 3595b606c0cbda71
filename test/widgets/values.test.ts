import { afterEach, describe, expect, it } from 'vitest';
import * as widgets from '../../src/widgets/index.js';
import { withFrontEnd } from './fakeFrontEnd.js';

describe('limits', () => {
  it('of which the least is above the greatest are refused in a sentence', () => {
    const slider = new widgets.IntSlider({ max: 10 });
    expect(() => {
      slider.min = 20;
    }).toThrow('`min` must be at most max, which is 10, but it is 20.');
    expect([slider.min, slider.max, slider.value]).toEqual([0, 10, 0]);
    slider.set({ min: 20, max: 30 });
    expect([slider.min, slider.max, slider.value]).toEqual([20, 30, 20]);
    expect(() => new widgets.FloatProgress({ min: 3, max: 1 })).toThrow('`min` must be at most max');
  });

  it('a pair the wrong way round, and what is no number, are refused', () => {
    expect(() => new widgets.IntRangeSlider({ value: [8, 2] })).toThrow('in this order, not 8 and 2');
    expect(() => new widgets.FloatText({ value: Number.NaN })).toThrow('`value` must be a finite number');
    expect(() => new widgets.FloatSlider({ step: Number.POSITIVE_INFINITY })).toThrow('or null');
    expect(() => new widgets.DatePicker({ value: new Date('never') })).toThrow('a valid Date, or null');
    expect(new widgets.IntSlider({ value: 3.7 }).value).toBe(3);
  });

  it('hold for what the front end says: both sides are the same after it', () =>
    withFrontEnd(async (frontEnd) => {
      const range = new widgets.IntRangeSlider({ value: [2, 8] });
      const text = new widgets.FloatText({ value: 4 });
      await frontEnd.settle();
      const [ranges, texts] = [range, text].map((widget) => frontEnd.models.get(widget.modelId));
      for (const change of [
        () => ranges?.change({ value: [8, 2] }),
        () => ranges?.change({ min: 500 }),
        () => texts?.change({ value: null }),
      ]) {
        change();
        await expect(frontEnd.settle()).rejects.toThrow('must be');
        await frontEnd.settle();
      }
      ranges?.change({ value: [1.9, 700] });
      await frontEnd.settle();
      expect([range.value, ranges?.state.value, ranges?.state.min]).toEqual([[1, 100], [1, 100], 0]);
      expect([text.value, texts?.state.value]).toEqual([4, 4]);
    }));

  it('hold for dates and for tags', () => {
    const picker = new widgets.DatePicker({ max: new Date(2024, 4, 17), value: new Date(2025, 0, 1) });
    expect(picker.value).toEqual(new Date(2024, 4, 17));
    expect(() => new widgets.IntsInput({ max: 5, value: [1, 9] })).toThrow('at most 5');
    expect(() => new widgets.TagsInput({ allowedTags: ['a'], value: ['b'] })).toThrow('made of a');
  });
});

describe('a selection', () => {
  it('with two handles tells of its values when its options change (ipywidgets#1956)', () => {
    const slider = new widgets.SelectionRangeSlider({ options: ['-'] });
    const heard: unknown[] = [];
    slider.on('change:value', ({ old, new: now }) => heard.push([old, now]));
    slider.options = ['siamese', 'persian'];
    slider.value = ['siamese', 'persian'];
    slider.options = ['x', 'y', 'z'];
    expect(heard).toEqual([
      [
        ['-', '-'],
        ['siamese', 'siamese'],
      ],
      [
        ['siamese', 'siamese'],
        ['siamese', 'persian'],
      ],
      [
        ['siamese', 'persian'],
        ['x', 'x'],
      ],
    ]);
    expect(() => {
      slider.index = [0, 3];
    }).toThrow('`index` must be a pair of numbers from 0 to 2');
  });

  it('keeps labels that are numbers, or names of an object’s own, in their order', () => {
    const names = ['10', '2', '1', '__proto__', 'constructor', 'toString'];
    const options = new Map(names.map((name, i) => [name, i]));
    const dropdown = new widgets.Dropdown({ options, value: 3 });
    expect(dropdown.options.map(({ label }) => label)).toEqual(names);
    expect([dropdown.label, dropdown.value]).toEqual(['__proto__', 3]);
  });

  it('is told from the front end what is there only', () =>
    withFrontEnd(async (frontEnd) => {
      const dropdown = new widgets.Dropdown({ options: ['a', 'b'], value: 'b' });
      await frontEnd.settle();
      const model = frontEnd.models.get(dropdown.modelId);
      model?.change({ index: 7 });
      await expect(frontEnd.settle()).rejects.toThrow('from 0 to 1');
      await frontEnd.settle();
      expect([dropdown.value, model?.state.index]).toEqual(['b', 1]);
    }));
});

describe('pages', () => {
  const pages = (n: number): widgets.Label[] => Array.from({ length: n }, () => new widgets.Label());

  it('have titles, which setTitle gives, and a Tab shows its first', () => {
    const tab = new widgets.Tab({ children: pages(2) });
    expect([tab.selectedIndex, tab.titles]).toEqual([0, ['', '']]);
    tab.setTitle(1, 'bears').setTitle(0, 'cats');
    expect([tab.titles, tab.getTitle(1)]).toEqual([['cats', 'bears'], 'bears']);
    expect(() => tab.setTitle(2, 'dogs')).toThrow('`index` must be a page from 0 to 1');
    tab.selectedIndex = 1;
    tab.children = tab.children.slice(0, 1);
    expect([tab.selectedIndex, tab.titles]).toEqual([0, ['cats']]);
    tab.children = [];
    expect(tab.selectedIndex).toBeNull();
  });

  it('of an Accordion are closed at first; one that is not there is refused', () => {
    const accordion = new widgets.Accordion({ children: pages(2), titles: ['cats'] });
    expect([accordion.selectedIndex, accordion.titles]).toEqual([null, ['cats', '']]);
    expect(() => {
      accordion.selectedIndex = 2;
    }).toThrow('`selectedIndex` must be a page from 0 to 1, but it is 2.');
    accordion.selectedIndex = 1;
    accordion.children = pages(1);
    expect(accordion.selectedIndex).toBeNull();
  });
});

describe('a date', () => {
  const zone = process.env.TZ;
  afterEach(() => {
    process.env.TZ = zone;
  });

  it.each(['America/Los_Angeles', 'UTC', 'Europe/Berlin', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'])(
    'is the same day on both sides in %s',
    (name) =>
      withFrontEnd(async (frontEnd) => {
        process.env.TZ = name;
        const wire = { year: 2024, month: 4, date: 17 };
        for (const value of [new Date('2024-05-17'), new Date(2024, 4, 17), new Date(2024, 4, 17, 9, 30)])
          expect(new widgets.DatePicker({ value }).wireState().value).toEqual(wire);
        const picker = new widgets.DatePicker();
        await frontEnd.settle();
        frontEnd.models.get(picker.modelId)?.change({ value: wire });
        await frontEnd.settle();
        const value = picker.value as Date;
        expect([value.getDate(), value.getUTCDate(), value.toISOString().slice(0, 10)]).toEqual([
          17,
          17,
          '2024-05-17',
        ]);
        expect(picker.wireState().value).toEqual(wire);
      }),
  );
});
