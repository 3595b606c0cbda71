import { relative } from 'node:path';
import { Random } from '../../core/index.js';
import type { LabelledItem } from '../../data/index.js';
import { type Displayable, jupyterDisplay, type MimeBundle } from '../../notebook/index.js';
import type { VisionImage } from '../decoding/visionImage.js';

/**
 * What a photo is called wherever the data lie: its path below the root, with `/` and composed letters (NFC), since
 * some systems store `ä` as two characters. The way up to a photo outside the root differs from machine to machine
 * and does not count.
 */
export function photoIdentity(root: string, path: string): string {
  return relative(root, path)
    .replaceAll('\\', '/')
    .replace(/^(\.\.\/)+/, '')
    .normalize('NFC');
}

/** One photo of a dataset: `data.validDs[0]`. As the value of a cell it shows the photo. */
export class PhotoItem implements Displayable {
  constructor(
    /** Absolute path of the file. */
    readonly path: string,
    readonly label: LabelledItem['label'],
    /** Class index, −1 when unknown; several, or a number, for other kinds of labels. */
    readonly target: number | readonly number[],
    /** Opens the photo as it is in its file. */
    readonly open: () => Promise<VisionImage>,
  ) {}

  toString(): string {
    return `${this.path}: ${[this.label ?? 'no label'].flat().join('; ')}`;
  }

  async [jupyterDisplay](): Promise<MimeBundle> {
    const image = await this.open();
    return { ...(await image[jupyterDisplay]()), 'text/plain': this.toString() };
  }
}

/**
 * The lot that a photo draws: a number of [0, 1) that depends on its identity and the seed alone, on every machine.
 *
 * Ten names that differ in the last digit of their number only, `cats/cat.120.jpg` to `cats/cat.129.jpg`, draw from
 * ten different tenths, so that numbered photos, class by class, are shared out far more evenly than by chance.
 */
export function photoLot(identity: string, seed: number | string): number {
  const lot = new Random(`${seed}/${identity}`).next();
  const numbered = lastDigit.exec(identity);
  if (!numbered) return lot;
  const [, before = '', digit = '', after = ''] = numbered;
  const tenths = new Random(`${seed}/${before}#${after}`).permutation(10);
  return ((tenths[Number(digit)] as number) + lot) / 10;
}

/** The last digit of a file's name, without its extension. */
const lastDigit = /^(.*)(\d)([^\d/]*?(?:\.[^./]*)?)$/;
