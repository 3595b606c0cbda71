import { readFileSync } from 'node:fs';
import { InvalidArgumentError, PathNotFoundError } from '../../core/index.js';
import {
  clearOutput,
  type Displayable,
  jupyterDisplay,
  type MimeBundle,
  notebookPorts,
  display as show,
  toMimeBundle,
} from '../../notebook/index.js';

// What a cell gets that imports `jsr:@deno/jupyter`: the names of Deno's kernel, over our own display.

export {
  type Displayable,
  html,
  jupyterDisplay as $display,
  type MimeBundle as MediaBundle,
  md,
  svg,
} from '../../notebook/index.js';

/** How {@link display} shows a value. */
export interface DisplayOptions {
  /** The value is a bundle of MIME types already. @default false */
  readonly raw?: boolean;
  /** Replace the display that `display_id` names. @default false */
  readonly update?: boolean;
  /** Names the display, so that it can be replaced later. */
  readonly display_id?: string;
}

/** Shows a value below the running cell. */
export function display(
  value: unknown,
  { raw = false, update = false, display_id: displayId }: DisplayOptions = {},
): Promise<void> {
  return show(value, { raw, update, ...(displayId === undefined ? {} : { displayId }) });
}

/** What a notebook shows of a value, by MIME type. */
export function format(value: unknown): Promise<MimeBundle> {
  return toMimeBundle(value);
}

/** A picture, to be shown. @param source its file, or the bytes of one (PNG, JPEG) */
export function image(source: string | Uint8Array): Displayable {
  const bytes = typeof source === 'string' ? fileOf(source) : source;
  return { [jupyterDisplay]: () => toMimeBundle(bytes) };
}

/** Sends a message of Jupyter's protocol: `display_data`, `update_display_data` or `clear_output`. */
export async function broadcast(
  type: string,
  content: Readonly<Record<string, unknown>>,
  {
    metadata,
  }: { readonly metadata?: Readonly<Record<string, unknown>>; readonly buffers?: Uint8Array[] } = {},
): Promise<void> {
  if (type === 'clear_output') return clearOutput({ wait: content.wait === true });
  if (type !== 'display_data' && type !== 'update_display_data')
    throw new InvalidArgumentError('type', type, 'display_data, update_display_data or clear_output');
  const { data = {}, transient } = content as {
    readonly data?: MimeBundle;
    readonly transient?: { readonly display_id?: string };
  };
  notebookPorts().publish({
    data,
    update: type === 'update_display_data',
    ...(metadata && { metadata }),
    ...(transient?.display_id !== undefined && { displayId: transient.display_id }),
  });
}

function fileOf(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch {
    throw new PathNotFoundError(path, 'file');
  }
}
