import type { LabelledItem } from '../../data/index.js';
import { photoIdentity } from './photoIdentity.js';

/** What pandas reads as "no value" in a table. */
const pandasNaValues: readonly string[] =
  '#N/A|#N/A N/A|#NA|-1.#IND|-1.#QNAN|-NaN|-nan|1.#IND|1.#QNAN|<NA>|N/A|NA|NULL|NaN|None|n/a|nan|null'.split(
    '|',
  );

/** Whether a cell or value says that there is no label. @param naValues texts that do, besides the empty one */
export function isMissing(label: unknown, naValues: readonly string[] = pandasNaValues): boolean {
  if (typeof label === 'string') return label.trim() === '' || naValues.includes(label.trim());
  return label === undefined || label === null || Number.isNaN(label);
}

/** The photos that have a label, their class names with composed letters; the others are named in a notice. */
export function withoutMissing(
  root: string,
  items: readonly LabelledItem[],
  { naValues }: { readonly naValues?: readonly string[] },
  notices: string[],
): LabelledItem[] {
  const isOut = ({ label }: LabelledItem): boolean => isMissing(label, naValues);
  const out = items.filter(isOut);
  if (out.length > 0) {
    const names = out.slice(0, 5).map((item) => `${photoIdentity(root, item.path)} (${shown(item.label)})`);
    const more = out.length > 5 ? ` and ${out.length - 5} more` : '';
    const count =
      out.length === 1 ? '1 photo without a label was' : `${out.length} photos without a label were`;
    notices.push(`${count} left out: ${names.join(', ')}${more}.`);
  }
  return items.filter((item) => !isOut(item)).map(({ path, label }) => ({ path, label: composed(label) }));
}

function shown(label: unknown): string {
  return typeof label === 'string' ? `“${label}”` : String(label);
}

/** Two spellings of `ä` are one class; in a list of labels the empty ones do not count. */
function composed(label: LabelledItem['label']): LabelledItem['label'] {
  if (typeof label === 'string') return label.normalize('NFC');
  return typeof label === 'object'
    ? [...new Set(label.filter((one) => !isMissing(one, [])).map((one) => String(one).normalize('NFC')))]
    : label;
}
