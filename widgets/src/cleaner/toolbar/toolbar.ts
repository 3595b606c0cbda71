import { element } from '../element.js';
import type { CleanerFilter, ImageCleanerState, SortKey } from '../kernel/kernelChannel.js';
import type { Action } from './shortcuts.js';

/** What the toolbar asks for besides the keys' actions. */
export interface ToolbarCommands {
  act(action: Action): void;
  sort(key: SortKey, descending: boolean): void;
  filter(filter: CleanerFilter): void;
  apply(): void;
  /** The control with the focus can no longer have it. */
  leave(): void;
}

const sortNames: Readonly<Record<SortKey, string>> = {
  order: 'file order',
  loss: 'loss',
  uncertainty: 'uncertainty',
  probability: 'probability',
  similarity: 'similarity',
  gap: 'how far the models are apart',
  suspicion: 'suspicion',
  outlier: 'distance to its class',
  nearest: 'likeness',
  leak: 'pairs across splits',
  match: 'best match',
  label: 'class',
  problem: 'problem',
};

type Choice = readonly [value: string, text: string];

/** Sorting, filters, buttons and counts above the grid. */
export class Toolbar {
  readonly node: HTMLElement;
  readonly #sort: HTMLSelectElement;
  readonly #direction: HTMLButtonElement;
  readonly #label: HTMLSelectElement;
  readonly #split: HTMLSelectElement;
  readonly #problem: HTMLSelectElement;
  readonly #mark: HTMLSelectElement;
  readonly #wrong: HTMLInputElement;
  readonly #relabel: HTMLSelectElement;
  readonly #tag: HTMLSelectElement;
  readonly #tagField: HTMLElement;
  readonly #map: HTMLButtonElement;
  readonly #undo: HTMLButtonElement;
  readonly #redo: HTMLButtonElement;
  readonly #apply: HTMLButtonElement;
  readonly #splitField: HTMLElement;
  readonly #models = element('select', {});
  /** The photos say A and B alone: there is no room for names on them. */
  readonly #rivals = element('span', { class: 'tsv-rivals' });
  readonly #modelsField = field('Models', this.#models, this.#rivals);
  readonly #wrongField: HTMLElement;
  readonly #problemField: HTMLElement;
  #options = '';
  #held: CleanerFilter = {};
  #descending = false;

  constructor(private readonly commands: ToolbarCommands) {
    const filter = (): void => commands.filter(this.#filter());
    const sort = (): void => commands.sort(this.#sort.value as SortKey, this.#descending);
    const button = (text: string, title: string, action: Action): HTMLButtonElement =>
      element('button', { title, onclick: () => commands.act(action) }, text);
    this.#sort = element('select', { onchange: sort });
    this.#direction = element('button', {
      onclick: () => {
        this.#descending = !this.#descending;
        sort();
      },
    });
    this.#models.onchange = filter;
    this.#label = element('select', { onchange: filter });
    this.#split = element('select', { onchange: filter });
    this.#problem = element('select', { onchange: filter });
    this.#mark = element('select', { onchange: filter });
    this.#tag = element('select', { onchange: filter });
    this.#map = button('◌ Map', 'All photos by likeness (M)', { do: 'map' });
    this.#wrong = element('input', { type: 'checkbox', onchange: filter });
    this.#relabel = element('select', {
      'aria-label': 'Label as',
      onchange: () => {
        if (this.#relabel.value !== '') commands.act({ do: 'relabel', label: Number(this.#relabel.value) });
        this.#relabel.value = '';
      },
    });
    this.#undo = button('↶ Undo', 'Undo (U)', { do: 'undo' });
    this.#redo = button('↷ Redo', 'Redo (Y)', { do: 'redo' });
    this.#apply = element('button', { class: 'tsv-primary', onclick: () => commands.apply() }, 'Apply …');
    this.#wrongField = element('label', { class: 'tsv-field' }, this.#wrong, 'prediction differs');
    this.#splitField = field('Split', this.#split);
    this.#problemField = field('Problem', this.#problem);
    this.#tagField = field('Tag', this.#tag);
    this.node = element(
      'div',
      { class: 'tsv-toolbar', role: 'group', 'aria-label': 'Cleaning' },
      field('Sort by', this.#sort, this.#direction),
      field('Class', this.#label),
      this.#splitField,
      this.#problemField,
      this.#tagField,
      field('Marked', this.#mark),
      this.#modelsField,
      this.#wrongField,
      element(
        'span',
        { class: 'tsv-group' },
        button('✕ Delete', 'Mark for deletion (X)', { do: 'delete' }),
        button('✓ Keep', 'Looked at and found good (K)', { do: 'keep' }),
        this.#relabel,
        button('Tag …', 'Tag (T)', { do: 'tag' }),
        this.#map,
        button('Select all', 'Select all shown (Ctrl+A)', { do: 'selectAll' }),
        this.#undo,
        this.#redo,
        button('?', 'Keys (?)', { do: 'help' }),
        this.#apply,
      ),
    );
  }

  /** Shows whether the map is open. */
  showMap(open: boolean): void {
    this.#map.setAttribute('aria-pressed', String(open));
  }

  /** Shows what the kernel says. */
  update(state: ImageCleanerState): void {
    this.#fill(state);
    this.#sort.value = state.sort;
    this.#descending = state.descending;
    this.#direction.textContent = state.descending ? '▼' : '▲';
    this.#direction.setAttribute('aria-label', state.descending ? 'descending' : 'ascending');
    const { labels, splits, problems, marks, wrong, tags } = state.filter;
    this.#held = state.filter;
    this.#label.value = String(labels?.[0] ?? '');
    this.#split.value = splits?.[0] ?? '';
    this.#problem.value = problems?.[0] ?? '';
    this.#mark.value = marks?.[0] ?? '';
    this.#tag.value = tags?.[0] ?? '';
    this.#tagField.hidden = Object.keys(state.tagCounts ?? {}).length === 0;
    this.#map.hidden = state.map === undefined;
    this.#wrong.checked = wrong ?? false;
    this.#models.value = state.filter.compared ?? '';
    this.#modelsField.hidden = !state.comparison;
    this.#splitField.hidden = !state.hasSplits;
    // Without a model nothing is predicted.
    this.#wrongField.hidden = !state.sortKeys.some((key) => key === 'loss' || key === 'probability');
    this.#problemField.hidden = Object.keys(state.problemCounts).length === 0;
    for (const control of this.node.querySelectorAll<HTMLButtonElement>('button, select, input'))
      control.disabled = state.busy;
    this.#undo.disabled ||= !state.canUndo;
    this.#redo.disabled ||= !state.canRedo;
    this.#undo.title = state.undoLabel ? `Undo: ${state.undoLabel} (U)` : 'Undo (U)';
    this.#redo.title = state.redoLabel ? `Redo: ${state.redoLabel} (Y)` : 'Redo (Y)';
    this.#apply.disabled ||= state.counts.delete + state.counts.relabel === 0;
    // Else the next key would be one of the notebook's: X cuts the cell.
    const { activeElement } = document;
    if (this.node.contains(activeElement) && activeElement?.matches(':disabled')) this.commands.leave();
  }

  #filter(): CleanerFilter {
    const one = (select: HTMLSelectElement): string[] => (select.value === '' ? [] : [select.value]);
    // What the map has narrowed stays narrowed.
    const { selected, near, leaks } = this.#held;
    return {
      ...(selected ? { selected } : {}),
      ...(near ? { near } : {}),
      ...(leaks ? { leaks } : {}),
      ...(this.#models.value ? { compared: this.#models.value as CleanerFilter['compared'] } : {}),
      tags: one(this.#tag),
      labels: one(this.#label).map(Number),
      splits: one(this.#split) as ('train' | 'valid')[],
      problems: one(this.#problem),
      marks: one(this.#mark) as NonNullable<CleanerFilter['marks']>,
      wrong: this.#wrong.checked,
    };
  }

  /** The choices; made anew only when they change, for that would close an open list. */
  #fill(state: ImageCleanerState): void {
    const { classNames, sortKeys, problemCounts, tagCounts = {}, comparison } = state;
    const options = JSON.stringify([classNames, sortKeys, problemCounts, tagCounts, comparison]);
    if (options === this.#options) return;
    this.#options = options;
    const classes = classNames.map((name, i): Choice => [String(i), name]);
    fill(
      this.#sort,
      sortKeys.map((key): Choice => [key, sortNames[key]]),
    );
    fill(this.#label, [['', 'all'], ...classes]);
    fill(this.#relabel, [['', 'Label as …'], ...classes]);
    fill(this.#split, [
      ['', 'all'],
      ['train', 'training'],
      ['valid', 'validation'],
    ]);
    fill(this.#models, [['', 'all'], ...comparedChoices(comparison)]);
    this.#rivals.textContent = rivalNames(comparison);
    this.#rivals.title = this.#rivals.textContent;
    fill(this.#problem, [['', 'all'], ...counted(problemCounts)]);
    fill(this.#tag, [['', 'all'], ...counted(tagCounts)]);
    fill(this.#mark, [
      ['', 'all'],
      ['undecided', 'undecided'],
      ['delete', 'to delete'],
      ['relabelled', 'relabelled'],
      ['keep', 'kept'],
    ]);
  }
}

function field(name: string, ...controls: HTMLElement[]): HTMLElement {
  return element('label', { class: 'tsv-field' }, name, ...controls);
}

/** Which model is which, where they have names. */
function rivalNames(comparison: ImageCleanerState['comparison']): string {
  const [a = 'A', b = 'B'] = comparison?.names ?? [];
  return a === 'A' && b === 'B' ? '' : `A: ${a} · B: ${b}`;
}

/** Who is right: the letters stand on the photos. */
function comparedChoices(comparison: ImageCleanerState['comparison']): Choice[] {
  if (!comparison) return [];
  const [a, b] = comparison.names;
  const texts = {
    differ: 'they differ',
    onlyA: a === 'A' ? 'only A right' : `only A right: ${a}`,
    onlyB: b === 'B' ? 'only B right' : `only B right: ${b}`,
    bothWrong: 'both wrong',
    bothRight: 'both right',
  };
  return Object.entries(texts).map(([part, text]) => [
    part,
    `${text} (${comparison.counts[part as keyof typeof texts]})`,
  ]);
}

const counted = (counts: Readonly<Record<string, number>>): Choice[] =>
  Object.entries(counts).map(([name, n]) => [name, `${name} (${n})`]);

function fill(select: HTMLSelectElement, choices: readonly Choice[]): void {
  select.replaceChildren(...choices.map(([value, text]) => element('option', { value }, text)));
}
