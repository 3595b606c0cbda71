import type { EditorView } from '@codemirror/view';

// The part of JupyterLab's and Notebook's own objects that types as you type needs.

/** A signal of Lumino's. */
export interface Signal<Sender, Args> {
  connect(slot: (sender: Sender, args: Args) => void): boolean;
}

/** A comm, seen from the front end. */
export interface Comm {
  readonly commId: string;
  readonly isDisposed: boolean;
  open(): unknown;
  send(data: unknown): unknown;
  close(): unknown;
  onMsg: (message: { readonly content: { readonly data: unknown } }) => void;
  onClose: (message: unknown) => void;
}

export interface Kernel {
  readonly isDisposed: boolean;
  readonly status: string;
  readonly info: Promise<{ readonly implementation: string }>;
  createComm(target: string): Comm;
}

interface IopubMessage {
  readonly header: { readonly msg_type: string };
  readonly parent_header: { readonly msg_type?: string };
  readonly content: { readonly execution_state?: string };
}

export interface SessionContext {
  readonly session: { readonly kernel: Kernel | null } | null;
  readonly kernelChanged: Signal<unknown, unknown>;
  readonly statusChanged: Signal<unknown, string>;
  readonly iopubMessage: Signal<unknown, IopubMessage>;
}

interface CellModel {
  readonly id: string;
  readonly type: string;
  readonly sharedModel: {
    getSource(): string;
    updateSource(start: number, end: number, value: string): void;
    readonly changed: Signal<unknown, { readonly sourceChange?: unknown }>;
  };
}

export interface Cell {
  readonly model: CellModel;
  /** There is one once the cell has been near the part of the notebook that is seen. */
  readonly editor: { readonly editor: EditorView; focus(): void } | null;
  readonly ready: Promise<void>;
  readonly isDisposed: boolean;
}

interface MarkdownRenderer {
  readonly node: HTMLElement;
  renderModel(model: unknown): Promise<void>;
}

interface NotebookWidget {
  readonly widgets: readonly Cell[];
  readonly activeCell: Cell | null;
  activeCellIndex: number;
  mode: string;
  readonly model: { readonly cells: { readonly changed: Signal<unknown, unknown> } } | null;
  readonly rendermime: {
    createRenderer(mimeType: string): MarkdownRenderer;
    createModel(options: {
      readonly data: Readonly<Record<string, string>>;
      readonly trusted: boolean;
    }): unknown;
  };
  scrollToItem(index: number): Promise<void>;
}

export interface NotebookPanel {
  readonly content: NotebookWidget;
  readonly context: { readonly path: string; readonly ready: Promise<void> };
  readonly sessionContext: SessionContext;
  readonly disposed: Signal<unknown, unknown>;
  readonly isDisposed: boolean;
}

export interface NotebookTracker {
  readonly widgetAdded: Signal<unknown, NotebookPanel>;
  forEach(look: (panel: NotebookPanel) => void): void;
}

/** The application, as a plugin is given it. */
export interface Application {
  readonly commands: { execute(id: string, args: Readonly<Record<string, unknown>>): Promise<unknown> };
}
