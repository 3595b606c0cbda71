import type { LabelledItem } from '../../data/index.js';
import { type Displayable, jupyterDisplay, type MimeBundle } from '../../notebook/index.js';
import type { VisionImage } from '../decoding/visionImage.js';

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
