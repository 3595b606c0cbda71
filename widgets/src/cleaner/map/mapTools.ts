import type { ColourKey, MapLayout } from '../../../../src/clean/cleaner/mapProtocol.js';
import { element } from '../element.js';
import type { ImageCleanerState } from '../kernel/kernelChannel.js';
import { colourNames } from './mapColours.js';
import type { MapTool } from './plane/mapGestures.js';

/** What the controls above the map ask for. */
export interface MapToolEvents {
  by(key: ColourKey): void;
  layout(layout: MapLayout): void;
  tool(tool: MapTool): void;
  zoom(factor: number): void;
  fit(): void;
  outliers(): void;
  leaks(): void;
  close(): void;
}

const toolNames: readonly (readonly [MapTool, string, string])[] = [
  ['lasso', '◌ Lasso', 'Draw around photos to select them (Shift adds, Alt takes away)'],
  ['rectangle', '▭ Box', 'Draw a box around photos to select them (Shift adds, Alt takes away)'],
  ['pan', '✥ Move', 'Drag the map (Shift: select)'],
];

const layoutNames: Readonly<Record<MapLayout, string>> = { pca: 'PCA', umap: 'UMAP' };

/** The controls above the map. */
export class MapTools {
  readonly node: HTMLElement;
  readonly #by: HTMLSelectElement;
  readonly #layout: HTMLSelectElement;
  readonly #tools: readonly (readonly [MapTool, HTMLButtonElement])[];
  readonly #outliers: HTMLButtonElement;
  readonly #leaks: HTMLButtonElement;
  #offered = '';

  constructor(events: MapToolEvents) {
    this.#by = element('select', { onchange: () => events.by(this.#by.value as ColourKey) });
    this.#layout = element('select', { onchange: () => events.layout(this.#layout.value as MapLayout) });
    this.#tools = toolNames.map(([tool, text, title]) => [
      tool,
      element('button', { title, onclick: () => events.tool(tool) }, text),
    ]);
    this.#outliers = button('Outliers', 'Those farthest from the others of their class', events.outliers);
    this.#leaks = button('Leaks', 'Photos of both splits that look the same, joined by lines', events.leaks);
    this.node = element(
      'div',
      { class: 'tsv-map-tools', role: 'group', 'aria-label': 'Map' },
      element('label', { class: 'tsv-field' }, 'Colour', this.#by),
      element('label', { class: 'tsv-field' }, 'Layout', this.#layout),
      this.#outliers,
      this.#leaks,
      ...this.#tools.map(([, node]) => node),
      button('−', 'Farther (−)', () => events.zoom(1 / 1.5)),
      button('+', 'Nearer (+, or Ctrl and the wheel)', () => events.zoom(1.5)),
      button('All', 'All photos in sight (0)', events.fit),
      button('✕', 'Close the map (M)', events.close),
    );
  }

  /** Shows what there is to choose. */
  update(state: ImageCleanerState, by: ColourKey, layout: MapLayout | undefined, tool: MapTool): void {
    const { layouts } = state.map;
    this.#offer(keysOf(state), layouts);
    this.#by.value = by;
    this.#layout.value = layout ?? '';
    this.#layout.disabled = layouts.length < 2;
    this.#outliers.disabled = layouts.length === 0;
    this.#leaks.disabled = layouts.length === 0;
    this.#leaks.hidden = !state.hasSplits;
    for (const [name, node] of this.#tools) node.setAttribute('aria-pressed', String(name === tool));
  }

  /** Made anew only when they change, for that would close an open list. */
  #offer(keys: readonly ColourKey[], layouts: readonly MapLayout[]): void {
    const offered = [...keys, ...layouts].join();
    if (offered === this.#offered) return;
    this.#offered = offered;
    this.#by.replaceChildren(...keys.map((key) => element('option', { value: key }, colourNames[key])));
    this.#layout.replaceChildren(
      ...layouts.map((layout) => element('option', { value: layout }, layoutNames[layout])),
    );
  }
}

/** By what these photos can be coloured. */
export function keysOf(state: ImageCleanerState): ColourKey[] {
  const { sortKeys, hasSplits, problemCounts, tagCounts, map } = state;
  const offered: readonly (readonly [ColourKey, boolean])[] = [
    ['label', true],
    ['prediction', sortKeys.includes('probability') || sortKeys.includes('loss')],
    ['loss', sortKeys.includes('loss')],
    ['split', hasSplits],
    ['problem', Object.keys(problemCounts).length > 0],
    ['tag', Object.keys(tagCounts ?? {}).length > 0],
    ['mark', true],
    ['outlier', map.layouts.length > 0],
  ];
  return offered.flatMap(([key, there]) => (there ? [key] : []));
}

const button = (text: string, title: string, click: () => void): HTMLButtonElement =>
  element('button', { title, 'aria-label': text.length === 1 ? title : undefined, onclick: click }, text);
