import { basename } from 'node:path';
import { expandPath, InvalidArgumentError, SerialQueue } from '../core/index.js';
import { moveToTrash, type TrashReceipt } from '../data/index.js';
import {
  type Displayable,
  escapeHtml,
  jupyterDisplay,
  type MimeBundle,
  notebookPorts,
} from '../notebook/index.js';
import { thumbnail } from '../plot/index.js';
import { Button, HBox, HTML, Image, Label, VBox, type Widget } from '../widgets/index.js';

/** Options of {@link FileDeleter}. */
export interface FileDeleterOptions {
  /** Photos shown at once. @default 5 */
  readonly batchSize?: number;
  /** Folder of the data set, which takes the trash folder. @default the folder that all photos have in common */
  readonly root?: string;
  /** Longer side of a thumbnail, in pixels. @default 150 */
  readonly thumbSize?: number;
  /** One text a photo, shown below it; `\n` starts a new line. @default label, prediction and loss, where they are known */
  readonly captions?: readonly string[];
}

/** A photo with what is known of it: of `interp.topLossItems(9)`, or of `DatasetFormatter.fromTopLosses(learn)`. */
export interface DeleterItem {
  /** The photo. */
  readonly path: string;
  /** Its class; absent: not said. */
  readonly label?: string | undefined;
  /** Predicted class; absent: not said. */
  readonly prediction?: string | undefined;
  /** Of the prediction, 0 to 1; absent: not said. */
  readonly probability?: number | undefined;
  /** Of this photo; absent: not said. */
  readonly loss?: number | undefined;
}

/** One photo of the batch that is shown. */
interface Slot {
  readonly path: string;
  readonly button: Button;
  flagged: boolean;
}

/** A batch that was confirmed, so that it can be taken back. */
interface Step {
  readonly batch: readonly string[];
  readonly receipt: TrashReceipt | undefined;
}

/**
 * fastai's `FileDeleter`, made of core widgets, so that it works in every front end: five photos in a row, *Delete*
 * flags one, *Confirm* moves the flagged ones to the trash folder and shows the next five. Nothing is ever
 * deleted for good: {@link undo} brings a batch back, `undoTrash` also after a restart.
 *
 * It shows itself when it is made; as the last line of the same cell it adds nothing. Below each photo stand its label,
 * what was predicted and the loss, where the items know them, or `captions`.
 * @example
 * ```ts
 * import { FileDeleter } from 'tsvision';
 * const deleter = new FileDeleter([
 *   { path: 'photos/black/00000001.jpg', label: 'black', prediction: 'teddys', loss: 3.21 },
 *   'photos/black/00000002.jpg',
 * ]);
 * await deleter.ready;
 * deleter.toggle(0);
 * await deleter.confirm();
 * ```
 */
export class FileDeleter implements Displayable {
  /** What is shown. */
  readonly view: VBox;
  /** Settles when the first photos are there. */
  readonly ready: Promise<void>;
  readonly #paths: readonly string[];
  /** Below each photo, in their order. */
  readonly #captions: readonly string[];
  readonly #options: Required<Pick<FileDeleterOptions, 'batchSize' | 'thumbSize'>> & FileDeleterOptions;
  readonly #photos = new HBox({ layout: { flexFlow: 'row wrap', alignItems: 'flex-end' } });
  readonly #status = new Label();
  readonly #confirm = new Button({
    description: 'Confirm',
    buttonStyle: 'primary',
    icon: 'check',
    disabled: true,
  });
  readonly #undo = new Button({ description: 'Undo', icon: 'undo', disabled: true });
  readonly #shownIn: string | undefined;
  readonly #steps: Step[] = [];
  #next = 0;
  #slots: Slot[] = [];
  readonly #turns = new SerialQueue();

  /** @param photos paths, or items with a path, worst first: `interp.topLossItems(9)` */
  constructor(photos: readonly (string | DeleterItem)[], options: FileDeleterOptions = {}) {
    const { batchSize = 5, thumbSize = 150, captions } = options;
    if (!Number.isInteger(batchSize) || batchSize < 1)
      throw new InvalidArgumentError('batchSize', batchSize, 'a whole number of at least 1');
    if (captions && captions.length !== photos.length)
      throw new InvalidArgumentError(
        'captions',
        captions,
        `a list of ${photos.length} texts, one for each photo`,
      );
    const items = photos.map((photo) => (typeof photo === 'string' ? { path: photo } : photo));
    this.#paths = items.map(({ path }) => expandPath(path));
    this.#captions = captions ?? items.map(captionOf);
    this.#options = { ...options, batchSize, thumbSize };
    // A failure stands in the status line already.
    this.#confirm.on('click', () => this.confirm().catch(() => undefined));
    this.#undo.on('click', () => this.undo().catch(() => undefined));
    this.view = new VBox({
      children: [this.#photos, new HBox({ children: [this.#confirm, this.#undo, this.#status] })],
    });
    const ports = notebookPorts();
    this.#shownIn = ports.parentMessageId();
    if (ports.comms) ports.publish({ data: this.#bundle() });
    this.ready = this.#turns.run(() => this.#showBatch());
    // The cell that runs next may ask for the photos' flags.
    ports.hold(this.ready);
  }

  /** Photos of the batch that is shown. */
  get shown(): readonly string[] {
    return this.#slots.map(({ path }) => path);
  }

  /** Photos that wait for *Confirm* to move them. */
  get flagged(): readonly string[] {
    return this.#slots.filter((slot) => slot.flagged).map(({ path }) => path);
  }

  /** Photos that went to the trash, under the paths that they had. */
  get deleted(): readonly string[] {
    return this.#steps.flatMap(({ receipt }) => receipt?.moved.map(({ from }) => from) ?? []);
  }

  /** What the *Delete* button of a photo does. @param position place in {@link shown} */
  toggle(position: number): void {
    const slot = this.#slots[position];
    if (!slot)
      throw new InvalidArgumentError(
        'position',
        position,
        `a place among the ${this.#slots.length} photos shown`,
      );
    slot.flagged = !slot.flagged;
    slot.button.set({
      buttonStyle: slot.flagged ? 'danger' : '',
      icon: slot.flagged ? 'trash' : '',
      tooltip: slot.flagged
        ? `${basename(slot.path)} goes to the trash at Confirm`
        : `Flag ${basename(slot.path)}`,
    });
    this.#tell();
  }

  /** What *Confirm* does: moves the flagged photos to the trash and shows the next batch. */
  confirm(): Promise<void> {
    return this.#oneAfterTheOther(async () => {
      if (this.#slots.length === 0) return;
      const batch = this.shown;
      const paths = [...this.flagged];
      const root = this.#options.root === undefined ? {} : { root: this.#options.root };
      const receipt =
        paths.length > 0 ? await moveToTrash(paths, { ...root, reason: 'FileDeleter' }) : undefined;
      this.#steps.push({ batch, receipt });
      await this.#showBatch();
    });
  }

  /** What *Undo* does: brings the photos of the last confirmed batch back and shows it again. */
  undo(): Promise<void> {
    return this.#oneAfterTheOther(async () => {
      const step = this.#steps.at(-1);
      if (!step) return;
      await step.receipt?.undo();
      this.#steps.pop();
      this.#next -= this.#slots.length + step.batch.length;
      await this.#showBatch();
    });
  }

  [jupyterDisplay](): MimeBundle {
    const again = this.#shownIn !== undefined && notebookPorts().parentMessageId() === this.#shownIn;
    // Below the live view a line of text would stand still: "0 moved", whatever was moved.
    return again ? { 'text/plain': '' } : this.#bundle();
  }

  toString(): string {
    return `[FileDeleter: ${this.#paths.length} photos, ${this.deleted.length} moved to the trash]`;
  }

  #bundle(): MimeBundle {
    return { ...(this.view[jupyterDisplay]() as MimeBundle), 'text/plain': this.toString() };
  }

  /** A click that comes while files are moving waits its turn; a failure is shown, and changes nothing. */
  #oneAfterTheOther(work: () => Promise<void>): Promise<void> {
    return this.#turns.run(async () => {
      for (const button of [this.#confirm, this.#undo]) button.disabled = true;
      try {
        await work();
      } catch (error) {
        this.#tell(`⚠ ${(error as Error).message}`);
        throw error;
      } finally {
        this.#confirm.disabled = this.#slots.length === 0;
        this.#undo.disabled = this.#steps.length === 0;
      }
    });
  }

  async #showBatch(): Promise<void> {
    const from = this.#next;
    const batch = this.#paths.slice(from, from + this.#options.batchSize);
    this.#next += batch.length;
    const pictures = await Promise.all(batch.map((path) => this.#picture(path)));
    this.#slots = batch.map((path, i) => this.#slot(path, i));
    const old = this.#photos.children;
    this.#photos.children =
      batch.length > 0
        ? pictures.map((picture, i) => this.#column(picture, this.#captions[from + i] ?? '', i))
        : [new Label({ value: 'No images to show :)' })];
    for (const widget of old) widget.closeAll();
    this.#confirm.disabled = batch.length === 0;
    this.#tell();
  }

  #slot(path: string, place: number): Slot {
    const layout = { width: 'auto' };
    const button = new Button({ description: 'Delete', tooltip: `Flag ${basename(path)}`, layout });
    button.on('click', () => this.toggle(place));
    return { path, button, flagged: false };
  }

  #column(picture: Widget, caption: string, place: number): VBox {
    const { button } = this.#slots[place] as Slot;
    const width = `${this.#options.thumbSize + 12}px`;
    return new VBox({
      children: [picture, ...(caption ? [captionBelow(caption)] : []), button],
      layout: { width, margin: '2px', alignItems: 'stretch' },
    });
  }

  async #picture(path: string): Promise<Widget> {
    try {
      const { jpeg, width, height } = await thumbnail(path, this.#options.thumbSize);
      const layout = {
        width: `${width}px`,
        height: `${height}px`,
        alignSelf: 'center',
        objectFit: 'contain',
      } as const;
      return new Image({ value: jpeg, format: 'jpeg', layout });
    } catch {
      return new Label({ value: `${basename(path)} cannot be shown` });
    }
  }

  #tell(message?: string): void {
    const { length } = this.#paths;
    const flagged = this.flagged.length;
    const from = this.#next - this.#slots.length;
    const place = this.#slots.length > 0 ? `${from + 1}–${this.#next} of ${length}` : `${length} seen`;
    const counts = [
      place,
      `${this.deleted.length} in the trash`,
      ...(flagged > 0 ? [`${flagged} flagged`] : []),
    ];
    this.#status.value = message ?? counts.join(' · ');
  }
}

/** What is known of a photo, in short lines. */
function captionOf({ label, prediction, probability, loss }: DeleterItem): string {
  const sure = probability === undefined ? '' : ` ${probability.toFixed(2)}`;
  return [
    ...(label === undefined ? [] : [label]),
    ...(prediction === undefined ? [] : [`predicted ${prediction}${sure}`]),
    ...(loss === undefined || Number.isNaN(loss) ? [] : [`loss ${loss.toFixed(2)}`]),
  ].join('\n');
}

/** A widget of text that may have lines, which a `Label` has not. */
function captionBelow(text: string): HTML {
  const style = 'font-size:12px;line-height:1.35;text-align:center;overflow-wrap:anywhere';
  const lines = escapeHtml(text).replaceAll('\n', '<br>');
  return new HTML({ value: `<div style="${style}">${lines}</div>` });
}
