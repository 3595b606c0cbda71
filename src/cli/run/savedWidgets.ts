import { randomUUID } from 'node:crypto';
import { frameScriptPolicy, type SavedWidget, widgetFrame } from '../../widgets/anywidget/widgetFrame.js';
import type { NotebookDocument, NotebookObject } from './notebookDocument.js';

interface SavedModel extends SavedWidget {
  readonly model_module: string;
}

const viewType = 'application/vnd.jupyter.widget-view+json';
const stateType = 'application/vnd.jupyter.widget-state+json';

/** The widgets of a run notebook that bring their own view, each in a frame of its page. */
export class SavedWidgets {
  readonly #models: Readonly<Record<string, SavedModel>>;
  /** Frames by what stands for them while all else is made safe; nobody can guess it. */
  readonly #frames = new Map<string, string>();

  constructor({ metadata }: Pick<NotebookDocument, 'metadata'>) {
    const widgets = (metadata.widgets ?? {}) as Record<string, { readonly state?: object }>;
    this.#models = (widgets[stateType]?.state ?? {}) as Readonly<Record<string, SavedModel>>;
  }

  /** What stands for an output's widget until {@link fill}; `undefined` where it has no view of its own. */
  mark(data: NotebookObject): string | undefined {
    const id = (data[viewType] as { readonly model_id?: unknown } | undefined)?.model_id;
    const model = this.#models[String(id)];
    if (model?.model_module !== 'anywidget') return undefined;
    const mark = randomUUID();
    this.#frames.set(mark, widgetFrame(model, String(model.state._anywidget_id)));
    return `<div>${mark}</div>`;
  }

  /** Puts the frames where their marks are. */
  fill(html: string): string {
    if (this.#frames.size === 0) return html;
    const marks = new RegExp([...this.#frames.keys()].join('|'), 'g');
    return html.replace(marks, (mark) => this.#frames.get(mark) as string);
  }

  /** What the page's policy allows besides, for the frames alone. */
  get policy(): string {
    return this.#frames.size === 0 ? '' : `; ${frameScriptPolicy()}`;
  }
}
