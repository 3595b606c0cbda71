import { basename, join } from 'node:path';
import { isFolder, type LabelledItem, listImageFiles, subfolders } from '../../data/index.js';
import { photoIdentity } from './photoItem.js';

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

/** Classes that will not work well: folders without photos, classes with one photo, a set of a single class. */
export async function classNotices(
  trainRoot: string,
  exclude: readonly string[],
  wanted: readonly string[] | undefined,
  train: readonly LabelledItem[],
  classes: readonly string[],
): Promise<string[]> {
  const counts = new Map<string, number>(classes.map((name) => [name, 0]));
  for (const { label } of train) counts.set(label as string, (counts.get(label as string) ?? 0) + 1);
  const folders = (await subfolders(trainRoot)).filter((name) => !exclude.includes(join(trainRoot, name)));
  const empty: string[] = [];
  for (const name of wanted ?? folders)
    if (!counts.has(name.normalize('NFC')) && (await hasNoPhotos(join(trainRoot, name)))) empty.push(name);
  return [
    ...empty.map((name) => `The class folder ${name} holds no photos; it is not a class.`),
    ...[...counts]
      .filter(([, count]) => count < 2)
      .map(
        ([name, count]) => `The class ${name} has ${count === 0 ? 'no photo' : 'one photo'} for training.`,
      ),
  ];
}

async function hasNoPhotos(folder: string): Promise<boolean> {
  // `models` and `tmp` take what training saves; they are no classes and no mistake.
  if (['models', 'tmp'].includes(basename(folder))) return false;
  if (!(await isFolder(folder))) return true;
  return (await listImageFiles(folder)).images.length === 0;
}

/**
 * What the user should know of a split by lot: a share far from the asked one, no validation photo, classes that
 * cannot be validated.
 */
export function splitNotices(
  train: readonly LabelledItem[],
  valid: readonly LabelledItem[],
  validPct: number,
): string[] {
  const all = train.length + valid.length;
  if (validPct === 0 || all === 0) return [];
  const asked = `${percent(validPct)} of the ${all} photos were asked for validation`;
  const why = 'a photo’s side depends on its name and the seed alone; choose another seed for another split';
  if (valid.length === 0)
    return [`No photo is for validation, so nothing can be measured: ${asked}, and ${why}, or add photos.`];
  const share = valid.length / all;
  const isOff = Math.abs(share - validPct) > validPct / 5;
  return [
    ...(isOff ? [`${valid.length} photos (${percent(share)}) are for validation: ${asked}; ${why}.`] : []),
    ...unvalidated(train, valid),
  ];
}

/** Classes of five photos or more, all of which are for training. */
function unvalidated(train: readonly LabelledItem[], valid: readonly LabelledItem[]): string[] {
  const counts = new Map<string, number>();
  for (const { label } of train)
    if (typeof label === 'string') counts.set(label, (counts.get(label) ?? 0) + 1);
  for (const { label } of valid) counts.delete(String(label));
  const names = [...counts].filter(([, count]) => count >= 5).map(([name]) => name);
  return names.length === 0 ? [] : [`No photo of ${names.join(', ')} is for validation.`];
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}
