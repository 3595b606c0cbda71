import { basename, extname, relative, sep } from 'node:path';
import { atomicWrite, csvLine, expandPath, InvalidArgumentError, shownPath } from '../core/index.js';
import { type Displayable, escapeHtml, jupyterDisplay, type MimeBundle } from '../notebook/index.js';
import { type DataSplit, type Learner, splitLoader } from '../train/index.js';

/**
 * A link in a notebook to a file beside it, as IPython's `FileLink`.
 * @example
 * ```ts
 * import { FileLink } from 'tsvision';
 * new FileLink('submission.csv'); // a link below the cell
 * ```
 */
export class FileLink implements Displayable {
  /** Absolute path. */
  readonly path: string;

  constructor(path: string) {
    this.path = expandPath(path);
  }

  /** Path from the notebook's folder, which is what a front end can open. */
  get href(): string {
    return relative(process.cwd(), this.path).split(sep).map(encodeURIComponent).join('/');
  }

  [jupyterDisplay](): MimeBundle {
    const shown = shownPath(this.path);
    return {
      'text/html': `<a href="${escapeHtml(this.href)}" target="_blank">${escapeHtml(shown)}</a>`,
      'text/plain': shown,
    };
  }

  toString(): string {
    return this.path;
  }
}

/** Options of {@link submission}. */
export interface SubmissionOptions {
  /** Keeps probabilities inside these bounds, so that a sure error does not cost the whole score: `[0.05, 0.95]`. */
  readonly clip?: readonly [low: number, high: number];
  /** Which part of the data. @default 'test' */
  readonly split?: DataSplit;
  /** With two classes, the one whose probability is the label. @default the second class */
  readonly positive?: string;
  /** Id of a photo from its path. @default the file's name without extension */
  readonly id?: (path: string) => string;
}

/**
 * Writes a Kaggle submission: `id,label` with two classes (probability of the positive one), else `id` and one column
 * for each class. A photo that cannot be read keeps its row, with NaN, and is named. Returns a link to the file.
 * @example
 * ```ts no-run
 * import { submission } from 'tsvision';
 * await submission(learn, 'submission.csv', { clip: [0.05, 0.95] }); // of the photos of `data.testDs`
 * ```
 */
export async function submission(
  learner: Learner,
  path: string,
  { clip, split = 'test', positive, id = stem }: SubmissionOptions = {},
): Promise<FileLink> {
  const { classes } = learner.data;
  const { dataset } = splitLoader(learner.data, split);
  const column = positive === undefined ? 1 : classes.indexOf(positive);
  if (column < 0) throw new InvalidArgumentError('positive', positive, `one of ${classes.join(', ')}`);
  if (clip && !(clip[0] >= 0 && clip[0] < clip[1] && clip[1] <= 1)) {
    throw new InvalidArgumentError('clip', clip, 'two probabilities, the lower one first');
  }
  const { probabilities, width, indices, unreadable } = await learner.getPreds(split);
  const clipped = (p: number): number => (clip ? Math.min(clip[1], Math.max(clip[0], p)) : p);
  const binary = width === 2;
  const nameOf = (row: number): string => id(dataset.items[row]?.path ?? '');
  const lines = Array.from(indices, (row) => {
    const all = Array.from(probabilities.subarray(row * width, (row + 1) * width), clipped);
    const name = nameOf(row);
    return csvLine([name, ...(binary ? [all[column] as number] : all)]);
  });
  const header = csvLine(['id', ...(binary ? ['label'] : classes)]);
  if (unreadable.length > 0)
    console.warn(`NaN stands for photos that cannot be read: ${unreadable.map(nameOf).join(', ')}.`);
  const file = expandPath(path);
  await atomicWrite(file, [header, ...lines].join(''));
  return new FileLink(file);
}

function stem(path: string): string {
  return basename(path, extname(path));
}
