import { element } from '../../../page/client/elements.js';
import type { WebModelCard } from '../../index.js';
import type { PageModel } from './engine/messages.js';

/** Shows what is known of the model: as text, whatever the classes are called. */
export function showCard({ card, vocab }: PageModel): void {
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Model', `${card.title} · ${card.architecture}, ${card.parameters.toLocaleString('en')} parameters`],
    ['Accuracy', accuracyOf(card)],
    [
      'Photos',
      card.photos ? `${card.photos.training} to learn from, ${card.photos.validation} to check` : 'not known',
    ],
    [
      'Answers',
      card.targetKind === 'multi'
        ? 'any number of labels in a photo, each with its own probability'
        : undefined,
    ],
    [`Classes (${vocab.length})`, classesOf(card, vocab)],
    [
      'Made with',
      Object.entries(card.madeWith)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    ],
    ['Built on', card.body ?? undefined],
  ];
  const list = element('card', HTMLElement);
  // What the page itself knows, such as its size, stands there already.
  list.prepend(...rows.flatMap(([term, text]) => (text ? [named('dt', term), described(text)] : [])));
}

function accuracyOf({ accuracy, dtype }: WebModelCard): string {
  if (!accuracy) return 'not measured';
  const others = (['float32', 'float16', 'int8'] as const).filter((name) => name !== dtype);
  const beside = others.map((name) => `${name} ${percent(accuracy[name])}`).join(', ');
  return `${percent(accuracy[dtype])} of ${counted(accuracy.photos, 'validation photo')} in ${dtype}, as it is here (${beside})`;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)}\u00a0%`;

const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

function classesOf({ photosByClass }: WebModelCard, vocab: readonly string[]): string {
  if (!photosByClass) return vocab.join(', ');
  return photosByClass.map(({ label, training }) => `${label} (${counted(training, 'photo')})`).join(', ');
}

function named(tag: 'dt' | 'dd', text: string): HTMLElement {
  const item = document.createElement(tag);
  item.textContent = text;
  return item;
}

/** A list of a hundred classes scrolls; by keyboard too. */
function described(text: string): HTMLElement {
  const item = named('dd', text);
  if (text.length > 300) {
    item.className = 'long';
    item.tabIndex = 0;
  }
  return item;
}
