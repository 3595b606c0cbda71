import { inspect } from 'node:util';
import { isTsvisionError } from '../../core/index.js';
import { type CommData, jupyterDisplay, type MimeBundle, notebookPorts } from '../../notebook/index.js';
import type { Layout } from '../generated/coreWidgets.js';
import { DomWidget, type DomWidgetState } from '../model/domWidget.js';
import type { WidgetMessage } from '../model/observable.js';
import type { WidgetInit } from '../model/widget.js';
import { bytesOf } from '../model/wireValue.js';
import type { WidgetBlueprint } from './widgetBlueprint.js';
import { savedModel, widgetFrame } from './widgetFrame.js';

/** What every widget of {@link defineWidget} has besides its own state. */
export interface AnyWidgetState extends DomWidgetState {
  /** Its size and place. */
  layout: Layout;
}

/** The module as the front end gets it. */
interface ModuleState {
  readonly _esm: string;
  readonly _css: string;
}

/** How long a module may be, in characters, to stand twice in a notebook: in the widget's state and in its frame. */
const framedModule = 256 * 1024;

/** What a message is called by which a module invokes a command. */
const commandKind = 'anywidget-command';

/** A widget whose view is a module of one's own; its classes are made by {@link defineWidget}. */
export class AnyWidget<S extends object = object> extends DomWidget<AnyWidgetState & S> {
  readonly #blueprint: WidgetBlueprint;

  /** @internal Made by the classes of {@link defineWidget}. @param init attributes that differ from their first values */
  constructor(blueprint: WidgetBlueprint, init: WidgetInit<AnyWidgetState & S> = {}) {
    super(blueprint.spec, { ...copies(blueprint.state), ...blueprint.module(), ...init } as typeof init);
    this.#blueprint = blueprint;
    this.on('message', ({ content, buffers }) => this.#command(content, buffers));
    if (!notebookPorts().comms) return;
    const stop = blueprint.onChange(() => this.#reload());
    this.on('close', stop);
  }

  /** Its size and place. */
  get layout(): Layout {
    return this.get('layout' as never) as Layout;
  }

  /**
   * Sends a message to the module: its `model.on('msg:custom', (content, buffers) => …)` hears it.
   * @param content anything that JSON can hold
   * @param buffers bytes beside it; a view gets a `DataView` of each
   */
  override send(content: unknown, buffers: readonly (ArrayBuffer | ArrayBufferView)[] = []): void {
    super.send(content as CommData, buffers.map(bytesOf));
  }

  /**
   * Hears what the module sends by `model.send(content, undefined, buffers)`; not what it asks of the commands.
   * @returns takes the listener away
   */
  onMessage(listener: (content: unknown, buffers: readonly Uint8Array[]) => unknown): () => void {
    return this.on('message', ({ content, buffers }: WidgetMessage) =>
      content.kind === commandKind ? undefined : listener(content, buffers),
    );
  }

  /** The view; where no widgets can be shown, the widget as it is now, in a frame that works by itself. */
  override async [jupyterDisplay](): Promise<MimeBundle> {
    const bundle = await super[jupyterDisplay]();
    const { _esm } = this as unknown as ModuleState;
    if (!('application/vnd.jupyter.widget-view+json' in bundle) || _esm.length > framedModule) return bundle;
    return { ...bundle, 'text/html': widgetFrame(savedModel(this.wireState()), this.#blueprint.name) };
  }

  /** Bytes from the front end become the kind of array that was there. */
  protected override coerce(changes: Record<string, unknown>): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(changes).map(([name, value]) => [name, asKindOf(this.get(name as never), value)]),
    );
  }

  /** The file of the module has another text: views take it and keep their state. */
  #reload(): void {
    try {
      this.set(this.#blueprint.module() as never);
    } catch (error) {
      if (!isTsvisionError(error)) throw error;
      // The view is where somebody looks who edits the file.
      this.set({ _esm: `throw ${JSON.stringify(error.message)};` } as never);
    }
  }

  async #command(content: CommData, buffers: readonly Uint8Array[]): Promise<void> {
    if (content.kind !== commandKind) return;
    const answer = { id: content.id, kind: `${commandKind}-response` };
    const command = this.#blueprint.commands[String(content.name)];
    try {
      if (!command) throw new Error(`The widget has no command ${inspect(content.name)}.`);
      const [response, bytes = []] = await command(content.msg, buffers);
      this.send({ ...answer, response }, bytes);
    } catch (error) {
      this.send({ ...answer, error: error instanceof Error ? error.message : String(error) });
      throw error;
    }
  }
}

/** Each widget gets first values of its own; widgets among them are what they are. */
function copies(state: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [name, copyOf(value)]));
}

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (value === null || typeof value !== 'object' || 'modelId' in value) return value;
  return structuredClone(value);
}

type ArrayClass = new (buffer: ArrayBuffer) => unknown;

function asKindOf(before: unknown, value: unknown): unknown {
  if (!(value instanceof Uint8Array) || before instanceof Uint8Array || Array.isArray(before)) return value;
  const buffer = (): ArrayBuffer => Uint8Array.from(value).buffer;
  if (before instanceof ArrayBuffer) return buffer();
  if (!ArrayBuffer.isView(before)) return value;
  const { BYTES_PER_ELEMENT = 1 } = before as { readonly BYTES_PER_ELEMENT?: number };
  return value.byteLength % BYTES_PER_ELEMENT === 0
    ? new (before.constructor as ArrayClass)(buffer())
    : value;
}
