// What a module of the Anywidget Front-End Module contract (AFM) gives, and what it is handed. Source: @anywidget/types.

/** Hears of a change, or of a message and its bytes. */
export type ModelListener = (...heard: never[]) => void;

/** Bytes as JavaScript has them. */
export type Bytes = ArrayBuffer | ArrayBufferView;

/** The model below: Jupyter's (a Backbone model), or that of a page without a kernel. */
export interface HostModel {
  get(name: string): unknown;
  set(name: string, value: unknown): unknown;
  save_changes(): void;
  send(content: unknown, callbacks?: unknown, buffers?: Bytes[]): void;
  on(event: string, listener: ModelListener, owner?: unknown): unknown;
  /** `null` stands for all. */
  off(event?: string | null, listener?: ModelListener | null, owner?: unknown): unknown;
  readonly widget_manager: unknown;
}

/** The model as the module sees it. */
export type ModuleModel = Pick<HostModel, 'get' | 'set' | 'save_changes' | 'send' | 'widget_manager'> & {
  on(event: string, listener: ModelListener): void;
  off(event?: string | null, listener?: ModelListener | null): void;
};

/** Asks the kernel for something, and waits for the answer. */
export type Invoke = (
  name: string,
  message?: unknown,
  options?: { readonly buffers?: Bytes[]; readonly signal?: AbortSignal },
) => Promise<[response: unknown, buffers: DataView[]]>;

/** What `initialize` is handed. */
export interface InitializeProps {
  readonly model: ModuleModel;
  readonly signal: AbortSignal;
  readonly experimental: { readonly invoke: Invoke };
}

/** What `render` is handed. */
export interface RenderProps extends InitializeProps {
  readonly el: HTMLElement;
}

/** The default export of a module, or what it returns where it is a function. */
export interface ModuleDefinition {
  initialize?(props: InitializeProps): unknown;
  render?(props: RenderProps): unknown;
}
