import { shownPath } from '../core/index.js';
import { type Displayable, escapeHtml, jupyterDisplay, type MimeBundle } from '../notebook/index.js';
import { megabytes } from './fetchSet.js';
import type { LessonName, LessonSet } from './lessonSets.js';
import type { PhotoFolder, PhotoSplit } from './photoFolder.js';

/** Where a lesson's photos are from: a named folder, the folder of all sets, an earlier download, our pen. */
export type LessonSource = 'named' | 'data' | 'fetched' | 'drawn';

/** Photos for a lesson, and where they come from; a notebook shows it as a sentence. */
export class LessonData implements Displayable {
  /** The set's name. */
  readonly name: LessonName;
  /** Folder of the photos. */
  readonly path: string;
  /** Where they come from. */
  readonly from: LessonSource;
  /** Names of the classes. */
  readonly classes: readonly string[];
  /** How many photos: in all class folders, or in those to train and those to validate with. */
  readonly photos: { readonly train: number; readonly valid?: number };
  /** What `ImageDataBunch.fromFolder` is to be told: the set's own train and valid folders, or a fifth put aside. */
  readonly split: PhotoSplit;
  /**
   * A side length to train with, in pixels: 224, what pretrained networks know, for real photos; smaller for drawn
   * ones, which cost time and teach no more; 28 for digits.
   */
  readonly size: number;
  /** What the sentence says after the count. */
  readonly #remarks: readonly string[];
  readonly #words: string;

  /** @internal */
  constructor(
    set: LessonSet,
    from: LessonSource,
    found: PhotoFolder,
    { why = '', fast = false }: { readonly why?: string; readonly fast?: boolean } = {},
  ) {
    this.name = set.name;
    this.from = from;
    this.path = found.path;
    this.classes = found.classes;
    this.photos = { train: found.train, ...(found.valid !== undefined && { valid: found.valid }) };
    this.split = found.split;
    this.size = set.name === 'digits' ? 28 : from !== 'drawn' ? 224 : fast ? 64 : 96;
    // What is to be seen on a student's own photos only the student knows.
    this.#words = from === 'named' ? (set.words.split(' ')[0] as string) : set.words;
    const place = from === 'drawn' ? `because ${why}` : `from ${shownPath(found.path)}`;
    this.#remarks = [`${place}.`, ...found.hints, howToChange(set, from, fast)];
  }

  /** Real photos, or drawn ones. */
  get kind(): 'real' | 'drawn' {
    return this.from === 'drawn' ? 'drawn' : 'real';
  }

  toString(): string {
    const { train, valid = 0 } = this.photos;
    const count = (train + valid).toLocaleString('en-US');
    const what = { drawn: `${count} drawn`, named: `your ${count}` }[this.from as string] ?? `${count} real`;
    const parts = valid > 0 ? `; ${train} to train, ${valid} to validate` : '';
    return `This lesson runs on ${what} ${this.#words} (${this.#classList()}${parts}), ${this.#remarks.join(' ')}`;
  }

  #classList(): string {
    const { classes } = this;
    const shown = classes.length > 6 ? [...classes.slice(0, 5), '…'] : classes;
    return `${classes.length} classes: ${shown.join(', ')}`;
  }

  [jupyterDisplay](): MimeBundle {
    const text = this.toString();
    return { 'text/plain': text, 'text/html': `<p>${withCode(text)}</p>` };
  }
}

/** What a student writes to have other photos. */
function howToChange({ name, url }: LessonSet, from: LessonSource, fast: boolean): string {
  const own = `\`lessonData('${name}', { folder: 'my-photos' })\` takes your own, in one folder for each class.`;
  if (fast) return 'Unset it for real ones.';
  if (from !== 'drawn') return own;
  return url
    ? `\`lessonData('${name}', { download: true })\` fetches real ones (${megabytes(url)}), ${own}`
    : `Lesson 2 shows how to collect real ones; ${own}`;
}

const withCode = (text: string): string => escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');
