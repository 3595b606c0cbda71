import { element } from '../element.js';
import type { CleanerPhoto } from '../kernel/kernelChannel.js';
import { className, describePhoto, percent } from './describePhoto.js';

/** How a cell is to look. */
export interface CellState {
  readonly photo: CleanerPhoto | undefined;
  readonly url: string | undefined;
  readonly selected: boolean;
  readonly current: boolean;
  readonly position: number;
  readonly total: number;
  readonly classes: readonly string[];
}

/** One photo of the grid: picture, label, prediction, badges, mark. Used again for another photo on scrolling. */
export class PhotoCell {
  readonly node: HTMLElement;
  readonly #picture = element('img', { alt: '', draggable: 'false' });
  readonly #missing = element('span', { class: 'tsv-missing' });
  readonly #badges = element('span', { class: 'tsv-badges' });
  readonly #mark = element('span', { class: 'tsv-mark' });
  readonly #caption = element('span', { class: 'tsv-caption' });
  readonly #name = element('span', { class: 'tsv-name' });
  #shown = '';

  constructor(id: string) {
    this.node = element(
      'div',
      { role: 'option', class: 'tsv-cell', id },
      element('span', { class: 'tsv-frame' }, this.#picture, this.#missing, this.#badges, this.#mark),
      this.#caption,
      this.#name,
    );
  }

  /** Shows this photo; does nothing when it is shown so already. */
  show(state: CellState): void {
    const { photo, url, selected, current, position, total, classes } = state;
    const key = JSON.stringify([photo, url, selected, current, position, total]);
    if (key === this.#shown) return;
    this.#shown = key;
    const { node } = this;
    node.dataset.position = String(position);
    node.setAttribute('aria-posinset', String(position + 1));
    node.setAttribute('aria-setsize', String(total));
    node.setAttribute('aria-selected', String(selected));
    node.classList.toggle('tsv-current', current);
    node.classList.toggle('tsv-delete', photo?.mark === 'delete');
    node.classList.toggle('tsv-keep', photo?.mark === 'keep');
    node.classList.toggle('tsv-keeper', photo?.keeper === true);
    this.#picture.hidden = !url;
    if (url) this.#picture.src = url;
    else this.#picture.removeAttribute('src');
    this.#missing.textContent = url === '' ? 'cannot be decoded' : '';
    if (!photo) {
      node.setAttribute('aria-label', 'loading');
      for (const part of [this.#badges, this.#mark, this.#caption, this.#name]) part.replaceChildren();
      return;
    }
    const description = describePhoto(photo, classes);
    node.setAttribute('aria-label', description);
    node.title = description;
    this.#mark.textContent = photo.mark === 'delete' ? '✕ delete' : photo.mark === 'keep' ? '✓ keep' : '';
    this.#badges.replaceChildren(...badgesOf(photo, classes));
    this.#caption.replaceChildren(...captionOf(photo, classes));
    this.#name.textContent = photo.name;
  }
}

function badgesOf(
  { label, loss, problems = [], group, split, tags = [], rivals }: CleanerPhoto,
  classes: readonly string[],
): Node[] {
  const badge = (text: string, kind: string): Node =>
    element('span', { class: `tsv-badge tsv-${kind}` }, text);
  const said = (model: string, prediction: number, sure: number): Node => {
    const right = prediction === label;
    const sign = label < 0 ? '' : right ? ' ✓' : ' ✗';
    const text = `${model}${sign} ${className(classes, prediction)} ${percent(sure)}`;
    return badge(text, right ? 'rival tsv-rival-right' : 'rival');
  };
  return [
    ...(rivals ? [said('A', rivals.a, rivals.sureA), said('B', rivals.b, rivals.sureB)] : []),
    ...(loss === undefined || rivals ? [] : [badge(`loss ${loss.toFixed(2)}`, 'loss')]),
    ...problems.map((problem) => badge(problem, 'problem')),
    ...(group === undefined ? [] : [badge(`duplicate ${group + 1}`, 'duplicate')]),
    ...(split === 'valid' ? [badge('valid', 'split')] : []),
    ...tags.map((tag) => badge(tag, 'tag')),
  ];
}

function captionOf(
  { label, was, prediction, probability }: CleanerPhoto,
  classes: readonly string[],
): Node[] {
  const chip = element(
    'span',
    { class: was === undefined ? 'tsv-label' : 'tsv-label tsv-moved' },
    className(classes, label),
  );
  if (prediction === undefined) return [chip];
  const right = prediction === (was ?? label);
  const kind = right ? 'tsv-right' : 'tsv-wrong';
  const name = element('span', { class: kind }, right ? '✓' : `→ ${className(classes, prediction)}`);
  if (probability === undefined) return [chip, name];
  return [chip, name, element('span', { class: `${kind} tsv-sure` }, percent(probability))];
}
