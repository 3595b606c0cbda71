import type { MapState } from '../../../../src/clean/cleaner/mapProtocol.js';
import { element } from '../element.js';

/** What is being done for the map, how far it is, and the button that stops it or goes on. */
export class MapProgress {
  readonly node: HTMLElement;
  readonly #words = element('span');
  readonly #bar = element('progress', { 'aria-label': 'The map' });
  readonly #button: HTMLButtonElement;
  #runs = false;

  constructor(start: () => void, stop: () => void) {
    this.#button = element('button', { onclick: () => (this.#runs ? stop() : start()) });
    this.node = element('div', { class: 'tsv-map-progress' }, this.#words, this.#bar, this.#button);
  }

  update(map: MapState): void {
    const { stage, done, total, message } = map;
    this.#runs = stage === 'features' || stage === 'pca' || stage === 'umap';
    this.#words.textContent = wordsOf(map);
    this.#bar.hidden = !this.#runs;
    this.#bar.max = Math.max(1, total);
    this.#bar.value = Math.min(done, Math.max(1, total));
    this.#button.hidden = stage === 'ready';
    this.#button.textContent = this.#runs ? 'Stop' : stage === 'off' ? 'Make the map' : 'Go on';
    this.node.hidden = stage === 'ready' && message === '';
  }
}

function wordsOf({ stage, done, total, layouts, body, message }: MapState): string {
  switch (stage) {
    case 'off':
      return 'No map yet.';
    case 'features':
      return `Looking at the photos${body ? ` (${body})` : ''}: ${done} of ${total}`;
    case 'pca':
      return 'Laying them out (PCA)';
    case 'umap':
      return layouts.includes('pca')
        ? `PCA; UMAP is at ${total > 0 ? Math.round((100 * done) / total) : 0} %`
        : 'UMAP';
    case 'stopped':
      return message || 'Stopped.';
    case 'failed':
    case 'ready':
      return message;
  }
}
