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

/** The change of a secret: `change.new` is there for who asks for it, but in no log of the change. */
export function secretChange(change: WidgetChange): WidgetChange {
  const hidden = { enumerable: false, writable: true, configurable: true };
  const { name, owner } = change;
  const fields = { old: { ...hidden, value: change.old }, new: { ...hidden, value: change.new } };
  return Object.defineProperties({ name, owner }, fields) as WidgetChange;
}
