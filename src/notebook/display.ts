import type { MimeBundle } from './mimeBundle.js';
import { notebookPorts } from './notebookPorts.js';
import { toMimeBundle } from './toMimeBundle.js';

/** How {@link display} shows a value. */
export interface DisplayOptions {
  /** The value is a {@link MimeBundle} already and goes out as it is. @default false */
  readonly raw?: boolean;
  /** Names the display, so that it can be replaced later. */
  readonly displayId?: string;
  /** Replace the display that `displayId` names. @default false */
  readonly update?: boolean;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** Shows a value below the running cell: a figure, a widget, a table, or anything at all (as text). */
export async function display(value: unknown, options: DisplayOptions = {}): Promise<void> {
  const { raw = false, ...rest } = options;
  const data = raw ? (value as MimeBundle) : await toMimeBundle(value);
  notebookPorts().publish({ data, ...rest });
}

/** Clears what the running cell has shown; with `wait`, only when the next output comes (no flicker). */
export function clearOutput(options: { readonly wait?: boolean } = {}): void {
  notebookPorts().clearOutput(options);
}
