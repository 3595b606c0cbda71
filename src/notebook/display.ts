import { notebookPorts } from './currentPorts.js';
import { showInOrder } from './displayOrder.js';
import { imageBundle } from './format/imageType.js';
import type { MimeBundle } from './mimeBundle.js';
import { mimeBundleOf } from './toMimeBundle.js';

/** How {@link display} shows a value. */
export interface DisplayOptions {
  /** The value is a {@link MimeBundle} already and goes out as it is. @default false */
  readonly raw?: boolean;
  /** Names the display, so that it can be replaced later. */
  readonly displayId?: string;
  /** Replace the display that `displayId` names. @default false */
  readonly update?: boolean;
  /** By MIME type, for the front end. @default none */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** Shows values below the running cell; the methods show text or bytes of one format, as tslab's do. */
export interface Display {
  /**
   * Shows a figure, a widget, a table, or anything at all (as text), in the order of the calls. What needs no
   * waiting is shown before the call returns, unless a picture before it is still being drawn; the cell's value comes
   * after all of them. What takes more than 10 seconds holds nothing back. To print after a picture, `await` it.
   */
  (value: unknown, options?: DisplayOptions): Promise<void>;
  /** Shows HTML. */
  html(html: string): void;
  /** Shows Markdown, formulas included. */
  markdown(text: string): void;
  /** Shows a drawing in SVG. */
  svg(svg: string): void;
  /** Shows the bytes of a PNG file. @param bytes of a PNG file */
  png(bytes: Uint8Array): void;
  /** Shows the bytes of a JPEG file. @param bytes of a JPEG file */
  jpeg(bytes: Uint8Array): void;
  /** Runs code in the page, where the front end allows it. */
  javascript(code: string): void;
  /** Shows plain text. */
  text(text: string): void;
}

/**
 * Shows a value below the running cell; see {@link Display}.
 * @example
 * ```ts
 * import { display, html } from 'tsvision';
 * display(html`<b>${1 + 1}</b> photos`);
 * display.markdown('loss $-\\log p$');
 * ```
 */
export const display: Display = Object.assign(show, {
  html: textOf('text/html'),
  markdown: textOf('text/markdown'),
  svg: textOf('image/svg+xml'),
  png: (bytes: Uint8Array): void => void publish(imageBundle('image/png', bytes)),
  jpeg: (bytes: Uint8Array): void => void publish(imageBundle('image/jpeg', bytes)),
  javascript: textOf('application/javascript'),
  text: textOf('text/plain'),
});

/**
 * Clears what the running cell has shown; with `wait`, only when the next output comes (no flicker).
 * @example
 * ```ts
 * import { clearOutput, display } from 'tsvision';
 * for (const step of [1, 2, 3]) {
 *   clearOutput({ wait: true });
 *   display(`step ${step}`);
 * }
 * ```
 */
export function clearOutput(options: { readonly wait?: boolean } = {}): void {
  const ports = notebookPorts();
  // What was displayed before this call and is still being drawn is cleared too.
  void showInOrder(ports, options, () => ports.clearOutput(options));
}

function show(value: unknown, { raw = false, ...options }: DisplayOptions = {}): Promise<void> {
  return publish(raw ? (value as MimeBundle) : mimeBundleOf(value), options);
}

function publish(
  bundle: MimeBundle | Promise<MimeBundle>,
  options: Omit<DisplayOptions, 'raw'> = {},
): Promise<void> {
  const ports = notebookPorts();
  return showInOrder(ports, bundle, (data) => ports.publish({ data, ...options }));
}

function textOf(type: string): (text: string) => void {
  return (text) => void publish({ [type]: text, 'text/plain': text });
}
