import { InvalidArgumentError, orderedRecord, shownPath } from '../../core/index.js';
import type { LabelledItem } from '../../data/index.js';
import { type Displayable, jupyterDisplay, type MimeBundle } from '../../notebook/index.js';
import type { ImageDataset } from '../contracts.js';
import { VisionImage } from '../loading/visionImage.js';
import { nameOfSource, type PhotoSource } from '../transforms/pixels.js';

/** One photo of a dataset: `data.validDs[0]`. As the value of a cell it shows the photo. */
export class PhotoItem implements Displayable {
  constructor(
    /** Absolute path of the file. */
    readonly path: string,
    /** Class, classes or number; absent: none. */
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

/** Labelled photos, files as a rule, with their class indices. */
export class PhotoDataset implements ImageDataset {
  readonly #targets: readonly (number | readonly number[])[];
  readonly #sources: readonly PhotoSource[] | undefined;

  /**
   * @param name what messages call the set: `train`, `valid`, `test`
   * @param sources photos that are not the files of the items
   * @throws InvalidArgumentError for a label that is not among the classes
   */
  constructor(
    readonly name: string,
    /** Paths and labels, in order. */
    readonly items: readonly LabelledItem[],
    readonly classes: readonly string[],
    /** One class a photo, several, or a number. */
    readonly targetKind: 'single' | 'multi' | 'number' = 'single',
    sources?: readonly PhotoSource[],
  ) {
    const indexOf = new Map(classes.map((name, index) => [name, index]));
    const index = (label: string, item: LabelledItem): number => {
      const found = indexOf.get(label);
      if (found === undefined)
        throw new InvalidArgumentError('label', label, `one of ${classes.join(', ')} (for ${item.path})`);
      return found;
    };
    this.#sources = sources;
    this.#targets = items.map((item) => {
      const { label } = item;
      if (label === undefined) return targetKind === 'number' ? Number.NaN : -1;
      if (typeof label === 'number') return label;
      return typeof label === 'string' ? index(label, item) : label.map((name) => index(name, item));
    });
  }

  /** Photo `i` with its label: `data.validDs[0]`. */
  readonly [index: number]: PhotoItem;

  get length(): number {
    return this.items.length;
  }

  target(i: number): number | readonly number[] {
    return this.#targets[i] as number | readonly number[];
  }

  /** Where photo `i` comes from. */
  source(i: number): PhotoSource {
    return this.#sources?.[i] ?? (this.items[i] as LabelledItem).path;
  }

  /** Photo `i` as it is decoded: where it comes from, or what was read there. */
  async load(i: number): Promise<PhotoSource> {
    return this.source(i);
  }

  /** Photo `i`, as it is in its file. */
  async image(i: number): Promise<VisionImage> {
    return VisionImage.open(await this.load(i));
  }

  /** Photo `i` with its label; `undefined` beyond the last one. */
  item(i: number): PhotoItem | undefined {
    const item = this.items[i];
    return item && new PhotoItem(item.path, item.label, this.target(i), () => this.image(i));
  }

  /** How many photos each class has, in the order of the classes. */
  get classCounts(): Readonly<Record<string, number>> {
    const counts = new Array<number>(this.classes.length).fill(0);
    for (const target of this.#targets)
      for (const index of typeof target === 'number' ? [target] : target)
        if (index in counts) counts[index] = (counts[index] as number) + 1;
    return orderedRecord(this.classes.map((name, index) => [name, counts[index] as number]));
  }

  toString(): string {
    const first = this.length > 0 ? `, first ${shownPath(nameOfSource(this.source(0)))}` : '';
    return `${this.name}: ${this.length} photos, ${this.classes.length} classes${first}`;
  }
}

// What a dataset has not, it is asked for here: numbers are photos. The dataset itself stays an ordinary object.
Object.setPrototypeOf(
  PhotoDataset.prototype,
  new Proxy(
    {},
    {
      get: (target, key, dataset: PhotoDataset) =>
        typeof key === 'string' && /^\d+$/.test(key)
          ? dataset.item(Number(key))
          : Reflect.get(target, key, dataset),
    },
  ),
);
