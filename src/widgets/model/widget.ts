import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import {
  type Comm,
  type CommData,
  type CommMessage,
  type Displayable,
  jupyterDisplay,
  type MimeBundle,
  notebookPorts,
  type OutputSink,
} from '../../notebook/index.js';
import { attributesText, checkAttribute } from './attributes.js';
import { ModelChannel } from './modelChannel.js';
import type { AttributeSpec, ModelSpec } from './modelSpec.js';
import { type AttributeChange, Observable } from './observable.js';
import { Secrets } from './secrets.js';
import { inPlace, type OpenModel, WidgetManager } from './widgetManager.js';
import { heardState, valuesOf, wireState } from './wireState.js';
import { sameValue } from './wireValue.js';

/** One attribute of a widget that changed. */
export type WidgetChange<T = unknown> = AttributeChange<T, Widget>;

/** What a widget may be made with: any of its attributes; layout and style also as plain objects. */
export type WidgetInit<S> = {
  readonly [K in keyof S]?: S[K] extends Widget<infer T> ? S[K] | WidgetInit<T> : S[K];
};

/** Set by the manager for a model that the front end made. @internal */
export interface WidgetOptions {
  /** The comm that is open already. */
  readonly comm?: Comm;
}

/**
 * The kernel's half of a widget: a model whose attributes are kept equal to the front end's over a comm. Where
 * no front end listens (a plain program) it is just an object with attributes and events.
 *
 * @typeParam S attributes
 * @typeParam E events of its own (`click`) and what they carry
 * @example
 * ```ts
 * import { widgets } from 'tsvision';
 * const slider = new widgets.IntSlider({ max: 9 });
 * slider.observe(({ new: value }) => console.log(value), 'value');
 * slider.value = 3;
 * slider.value; // → 3
 * ```
 */
export class Widget<S extends object = object, E extends object = object>
  extends Observable<S, E, Widget>
  implements Displayable, OpenModel
{
  /** The id by which both sides know this model. */
  readonly modelId: string;
  readonly #spec: ModelSpec;
  readonly #state: Record<string, unknown> = {};
  readonly #manager: WidgetManager | undefined;
  readonly #channel: ModelChannel;
  readonly #secrets: Secrets;
  /** Where the code that made it puts out. */
  readonly #birthplace: OutputSink | undefined;

  constructor(spec: ModelSpec, init: WidgetInit<S> = {}, { comm }: WidgetOptions = {}) {
    super();
    this.#spec = spec;
    this.#secrets = new Secrets(spec);
    this.#channel = new ModelChannel(spec, (names) => this.wireState(names));
    const host = notebookPorts().comms;
    this.#birthplace = notebookPorts().outputPlace?.();
    this.#manager = host && WidgetManager.of(host);
    this.modelId = comm?.id ?? randomUUID().replaceAll('-', '');
    for (const [name, attribute] of Object.entries(spec.attributes))
      this.#state[name] = initial(attribute, (init as Record<string, unknown>)[name]);
    for (const name of Object.keys(init))
      if ((init as Record<string, unknown>)[name] !== undefined) this.#check(name);
    Object.assign(this.#state, this.coerce({ ...this.#state }));
    for (const [name, value] of Object.entries(this.#state)) this.#check(name, value);
    this.#listen(comm ?? this.#manager?.open(this));
  }

  /** The model as the front end knows it. */
  get spec(): ModelSpec {
    return this.#spec;
  }

  /** Whether {@link close} has been called, here or in the front end. */
  get closed(): boolean {
    return this.#manager !== undefined && !this.#channel.connected;
  }

  /** The value of an attribute. */
  get<K extends keyof S & string>(name: K): S[K] {
    return this.#state[name] as S[K];
  }

  /** Sets attributes in one message; listeners hear of those that really changed. */
  set(changes: Partial<S>): void {
    const changed: WidgetChange[] = [];
    for (const [name, value] of Object.entries(this.coerce(changes as Record<string, unknown>))) {
      if (value === undefined) continue;
      this.#check(name, value);
      const old = this.#state[name];
      if (sameValue(old, value)) continue;
      this.#state[name] = value;
      changed.push(this.#secrets.guarded({ name, old, new: value, owner: this }));
    }
    if (changed.length === 0) return;
    this.#channel.changed(this.#secrets.tellable(changed.map(({ name }) => name)));
    for (const change of changed) this.announce(change);
  }

  /** Does several changes and sends them as one message. */
  holdSync(work: () => void): void {
    this.#channel.hold(work);
  }

  /** Sends a message of the widget's own to its view. */
  send(content: CommData, buffers: readonly Uint8Array[] = []): void {
    this.#channel.sendCustom(content, buffers);
  }

  /** Takes the widget away from the front end. Its attributes can still be read. */
  close(): void {
    const comm = this.#channel.disconnect();
    if (!comm) return;
    comm.close();
    this.#closed();
  }

  /** Closes the widget and all that it alone holds: layout, style, children and theirs. */
  closeAll(): void {
    for (const part of this.#parts()) part.closeAll();
    this.close();
  }

  /** @internal Whether it is the other widget, or shows it somewhere within itself. */
  holds(other: OpenModel, seen = new Set<Widget>()): boolean {
    if (other === (this as OpenModel)) return true;
    if (seen.has(this)) return false;
    seen.add(this);
    return this.#parts().some((part) => part.holds(other, seen));
  }

  #parts(): Widget[] {
    return Object.values(this.#state)
      .flat()
      .filter((value) => value instanceof Widget);
  }

  /** The whole state in wire form, bytes included, secrets left blank. @param names only these attributes */
  wireState(names?: Iterable<string>): Record<string, unknown> {
    if (names || this.#secrets.isEmpty) return wireState(this.#spec, this.#state, names);
    // A number asks the front end to tell of each view that it shows, see #update.
    return { ...wireState(this.#spec, this.#secrets.blanked(this.#state)), _view_count: 0 };
  }

  [jupyterDisplay](): MimeBundle | Promise<MimeBundle> {
    const place = notebookPorts().outputPlace?.();
    if (place) this.#manager?.shown(this, place);
    const plain = { 'text/plain': this.toString() };
    if (!this.#channel.connected || this.#spec.viewName === null) return plain;
    const view = { version_major: 2, version_minor: 0, model_id: this.modelId };
    return { 'application/vnd.jupyter.widget-view+json': view, ...plain };
  }

  /** The widget as the call that would make it, with the attributes that differ from their defaults. */
  override toString(): string {
    return `${this.constructor.name}(${attributesText(this.#spec, this.#state)})`;
  }

  [inspect.custom](): string {
    return this.toString();
  }

  /** Overridden where attributes depend on each other (a slider stays within its limits). */
  protected coerce(changes: Record<string, unknown>): Record<string, unknown> {
    return changes;
  }

  #check(name: string, value?: unknown): void {
    checkAttribute(this.constructor.name, this.#spec, name, value);
  }

  #listen(comm: Comm | undefined): void {
    if (!comm) return;
    this.#channel.connect(comm);
    this.#manager?.add(this);
    comm.onMessage((message) => this.#receiveInPlace(message));
    comm.onClose(() => this.#closed());
  }

  #closed(): void {
    this.#channel.disconnect();
    this.#manager?.remove(this);
    try {
      // What they throw later is shown as any error that nobody awaits.
      void Promise.all(this.emit('close', this));
    } finally {
      this.forgetListeners();
    }
  }

  /** What listeners put out, and what they throw, is shown below the widget: the message itself has no place. */
  #receiveInPlace(message: CommMessage): Promise<void> {
    return inPlace(this.#manager?.placeOf(this) ?? this.#birthplace, () => this.#receive(message));
  }

  async #receive(message: CommMessage): Promise<void> {
    const { data, buffers } = message;
    switch (data.method) {
      case 'update':
        return this.#update(heardState(message));
      case 'request_state':
        return this.#channel.sendState();
      case 'custom': {
        const content = (data.content ?? {}) as CommData;
        const running = this.emit('message', { content, buffers });
        if (typeof content.event === 'string' && !reservedEvent.test(content.event))
          running.push(...this.emit(content.event, this.eventValue(content)));
        await Promise.all(running);
      }
    }
  }

  /** What the listeners of an event of its own get. */
  protected eventValue(_content: CommData): unknown {
    return this;
  }

  async #update(heard: Record<string, unknown>): Promise<void> {
    // Secrets go to a view when it is shown: what is only recorded, in a notebook run headless, never holds them.
    const secrets = this.#secrets.viewsShown(heard._view_count);
    if (secrets.length > 0) this.#channel.sendState(secrets);
    const changes = valuesOf(this.#spec, heard, (id) => this.#manager?.find(id));
    await this.awaitListeners(() => this.#channel.apply(heard, () => this.set(changes as Partial<S>)));
  }
}

/** A message from a browser must not pass for what only this class announces. */
const reservedEvent = /^(change|message$|close$)/;

function initial({ default: value, make }: AttributeSpec, given: unknown): unknown {
  if (given instanceof Widget) return given;
  if (make) return make((given as object | undefined) ?? {});
  return given === undefined ? structuredClone(value) : given;
}
