import { execFileSync, spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidArgumentError } from '../../src/core/index.js';
import * as widgets from '../../src/widgets/index.js';

const python = resolve(import.meta.dirname, '../../.venv/bin/python');
const noOracle =
  spawnSync(python, ['-c', 'import ipywidgets']).status === 0
    ? undefined
    : 'there is no .venv with ipywidgets (npm start or npm test make it)';

interface Case {
  readonly class: string;
  readonly init: Readonly<Record<string, unknown>>;
  readonly names: readonly string[];
  readonly steps: readonly (readonly [name: string, value: unknown])[];
  readonly observe?: boolean;
}

/** What ipywidgets makes of the cases. */
function ipywidgets(cases: readonly Case[]): unknown[] {
  const script = join(import.meta.dirname, 'widget_values.py');
  return JSON.parse(execFileSync(python, [script], { input: JSON.stringify(cases), encoding: 'utf8' }));
}

/** What ours make of a case. */
function tsvision({ class: name, init, names, steps, observe }: Case): unknown {
  const heard: unknown[] = [];
  const make = (widgets as unknown as Record<string, new (init: object) => widgets.Widget>)[name];
  const tried = <T>(work: () => T): T | 'refused' => {
    try {
      return work();
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidArgumentError);
      return 'refused';
    }
  };
  const widget = tried(() => new make!(init)) as widgets.Widget & Record<string, unknown>;
  if ((widget as unknown) === 'refused') return ['refused'];
  if (observe)
    widget.on('change:value' as never, (change: { old: unknown; new: unknown }) =>
      heard.push([change.old, change.new]),
    );
  const state = (): object => Object.fromEntries(names.map((one) => [one, widget[one]]));
  const seen: unknown[] = [state()];
  for (const [attribute, value] of steps)
    seen.push(
      tried(() => {
        widget[attribute] = value;
        return state();
      }),
    );
  return observe ? { seen, heard } : seen;
}

/** 10 ** -4 has another last digit in V8. */
function rounded(seen: unknown): unknown {
  return JSON.parse(JSON.stringify(seen), (_, one) =>
    typeof one === 'number' ? Number(one.toPrecision(12)) : one,
  );
}

const bounded = {
  int: ['IntSlider', 'BoundedIntText', 'IntProgress', 'Play'],
  float: ['FloatSlider', 'BoundedFloatText', 'FloatProgress', 'FloatLogSlider'],
  ranges: ['IntRangeSlider', 'FloatRangeSlider'],
};
const number = fc.oneof(fc.integer({ min: -4, max: 12 }), fc.constantFrom(-2.7, 3.7, 0.5, 99, 140));
/** Of a pair the wrong way round, Python's constructor makes what happens to be checked first: ours refuses. */
const pair = fc.tuple(number, number);
const ordered = pair.map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);

function caseOf(name: string, value: fc.Arbitrary<unknown>, names: readonly string[]): fc.Arbitrary<Case> {
  const attribute = { value, min: number, max: number };
  const step = fc
    .constantFrom('value', 'min', 'max')
    .chain((key) => attribute[key as keyof typeof attribute].map((given) => [key, given] as const));
  return fc.record({
    class: fc.constant(name),
    init: fc.record({ ...attribute, value: value === pair ? ordered : value }, { requiredKeys: [] }),
    names: fc.constant(names),
    steps: fc.array(step, { maxLength: 6 }),
  });
}

describe.skipIf(noOracle)(`values as in ipywidgets${noOracle ? `: ${noOracle}` : ''}`, () => {
  // One Python for all classes: it takes seconds to start.
  it('bounded widgets and pairs keep their limits or refuse (s.min = 20 over max: 10)', () => {
    const all = ['value', 'min', 'max'];
    const texts = ['IntText', 'FloatText'].map((name) =>
      caseOf(name, number, ['value']).map((one) => ({
        ...one,
        init: { value: 3.7 },
        steps: one.steps.filter(([key]) => key === 'value'),
      })),
    );
    const arbitraries = [
      ...[...bounded.int, ...bounded.float].map((name) => caseOf(name, number, all)),
      ...bounded.ranges.map((name) => caseOf(name, pair, all)),
      ...texts,
    ];
    const cases = arbitraries.flatMap((one) => fc.sample(one, { numRuns: 200, seed: 11 }));
    const expected = ipywidgets(cases);
    for (const answer of ['"value"', '"refused"']) expect(JSON.stringify(expected)).toContain(answer);
    for (const [i, one] of cases.entries())
      expect(rounded(tsvision(one)), JSON.stringify(one)).toEqual(rounded(expected[i]));
  });

  it('selections tell of their values (ipywidgets#1956)', () => {
    const single = ['Dropdown', 'RadioButtons', 'Select', 'ToggleButtons', 'SelectionSlider'];
    const cases = [...single, 'SelectMultiple'].map(selectionCase);
    const expected = ipywidgets(cases) as { heard: unknown[] }[];
    for (const [i, one] of cases.entries()) expect(tsvision(one), one.class).toEqual(expected[i]);
    for (const { heard } of expected.slice(0, single.length))
      expect(heard.slice(0, 3)).toEqual([
        ['-', 'siamese'],
        ['siamese', 'persian'],
        ['persian', 'x'],
      ]);
  });
});

/** The report's steps, and some that are refused. */
function selectionCase(name: string): Case {
  const many = name === 'SelectMultiple';
  const values = (one: string): unknown => (many ? [one] : one);
  const pairs = [
    ['x', 1],
    ['y', 2],
  ];
  return {
    class: name,
    init: { options: ['-'], value: values('-') },
    names: ['value', 'index'],
    observe: true,
    steps: [
      ['options', ['siamese', 'persian']],
      ['value', values('persian')],
      ['options', ['x', 'y', 'z']],
      ['index', many ? [1, 2] : 1],
      ['index', many ? [7] : 7],
      ['value', values('nobody')],
      ['options', pairs],
    ],
  };
}
