import type { CommData } from '../../notebook/index.js';
import type { Widget } from './widget.js';

/** One attribute that changed. */
export interface WidgetChange<T = unknown> {
  readonly name: string;
  readonly old: T;
  readonly new: T;
  readonly owner: Widget;
}

/** A message of a widget's own: what {@link Widget.send} of either side sends. */
export interface WidgetMessage {
  readonly content: CommData;
  readonly buffers: readonly Uint8Array[];
}
