import type { IncomingMessage } from '../../kernel/index.js';
import type { NotebookObject, NotebookOutput } from './notebookDocument.js';

interface WidgetBuffer {
  readonly encoding: 'base64';
  readonly path: readonly unknown[];
  readonly data: string;
}

interface WidgetModel {
  readonly state: NotebookObject;
  readonly buffers: Map<string, WidgetBuffer>;
  /** What an `Output` widget has captured. */
  readonly outputs: NotebookOutput[];
}

/** Follows the widgets of a kernel, so that a saved notebook shows them without one. */
export class WidgetStates {
  readonly #models = new Map<string, WidgetModel>();

  /** Takes any published message; only those of widgets matter. */
  take({ header, content, buffers }: IncomingMessage): void {
    const id = String(content.comm_id);
    const data = (content.data ?? {}) as NotebookObject;
    if (header.msg_type === 'comm_open' && content.target_name === 'jupyter.widget') {
      this.#models.set(id, { state: {}, buffers: new Map(), outputs: [] });
      this.#merge(id, data, buffers);
    } else if (header.msg_type === 'comm_msg' && data.method === 'update') {
      this.#merge(id, data, buffers);
    } else if (header.msg_type === 'comm_close') {
      this.#models.delete(id);
    }
  }

  /** The list of an `Output` widget that captures what this message publishes. */
  captures(messageId: string): NotebookOutput[] | undefined {
    for (const { state, outputs } of this.#models.values()) {
      if (state._model_name === 'OutputModel' && state.msg_id === messageId) return outputs;
    }
    return undefined;
  }

  /** `metadata.widgets` of the notebook; `undefined` when there were none. */
  metadata(): NotebookObject | undefined {
    if (this.#models.size === 0) return undefined;
    const state = Object.fromEntries([...this.#models].map(([id, model]) => [id, saved(model)]));
    const content = { state, version_major: 2, version_minor: 0 };
    return { 'application/vnd.jupyter.widget-state+json': content };
  }

  #merge(id: string, data: NotebookObject, buffers: readonly Uint8Array[]): void {
    const model = this.#models.get(id);
    if (!model) return;
    Object.assign(model.state, data.state);
    const paths = Array.isArray(data.buffer_paths) ? (data.buffer_paths as unknown[][]) : [];
    for (const [i, path] of paths.entries()) {
      const bytes = buffers[i];
      if (!bytes) continue;
      const text = Buffer.from(bytes).toString('base64');
      model.buffers.set(JSON.stringify(path), { encoding: 'base64', path, data: text });
    }
  }
}

function saved({ state, buffers, outputs }: WidgetModel): NotebookObject {
  const captured = outputs.length > 0 ? { ...state, outputs } : state;
  return {
    model_name: state._model_name,
    model_module: state._model_module,
    model_module_version: state._model_module_version,
    state: captured,
    ...(buffers.size > 0 ? { buffers: [...buffers.values()] } : {}),
  };
}
