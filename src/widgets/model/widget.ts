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
import { type BufferPath, joinBuffers } from '../wire/bufferPaths.js';
import { wireState } from '../wire/wireState.js';
import { fromWire, sameValue } from '../wire/wireValue.js';
import { checkAttribute } from './attributes.js';
import { EventHub } from './eventHub.js';
import { ModelChannel } from './modelChannel.js';
import type { AttributeSpec, ModelSpec } from './modelSpec.js';
import { secretChange, type WidgetChange, type WidgetMessage } from './widgetEvents.js';
import { WidgetManager } from './widgetManager.js';

/** What a widget may be made with: any of its attributes; layout and style also as plain objects. */
export type WidgetInit<S> = {
  readonly [K in keyof S]?: S[K] extends Widget<infer T> ? S[K] | WidgetInit<T> : S[K];
};

/** @internal Set by the manager for a model that the front end made. */
export interface WidgetOptions {
  readonly comm?: Comm;
}

/**
 * The kernel's half of a widget: a model whose attributes are kept equal to the front end's over a comm. Where
 * no front end listens (a plain program) it is just an object with attributes and events.
 *
 * @typeParam S attributes
 * @typeParam E events of its own (`click`) and what they carry
 */
export class Widget<S extends object = object, E extends object = object> implements Displayable {
  /** The id by which both sides know this model. */
  readonly modelId: string;
  readonly #spec: ModelSpec;
  readonly #state: Record<string, unknown> = {};
  readonly #events = new EventHub();
  readonly #manager: WidgetManager | undefined;
  readonly #channel: ModelChannel;
  readonly #secrets: readonly string[];
  /** How many views are shown; counted only where there are secrets, which nobody else gets. */
  #views = 0;
  /** Where the code that made it puts out. */
  readonly #birthplace: OutputSink | undefined;
  /** What asynchronous listeners still do while an update is applied: so long the kernel stays busy. */
  #running: Promise<unknown>[] | undefined;

  constructor(spec: ModelSpec, init: WidgetInit<S> = {}, { comm }: WidgetOptions = {}) {
    this.#spec = spec;
    this.#secrets = Object.keys(spec.attributes).filter((name) => spec.attributes[name]?.secret);
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
      const change = { name, old, new: value, owner: this };
      changed.push(this.#isSecret(name) ? secretChange(change) : change);
    }
    if (changed.length === 0) return;
    const names = changed.map(({ name }) => name);
    this.#channel.changed(this.#views > 0 ? names : names.filter((name) => !this.#isSecret(name)));
    for (const change of changed) this.announce(change);
  }

  /** Does several changes and sends them as one message. */
  holdSync(work: () => void): void {
    this.#channel.hold(work);
  }

  /**
   * Calls `listener` when an attribute changes on either side (`change:value`, or `change` for any), when the
   * user does something (`click`, `submit`), on a custom `message`, or on `close`.
   * @returns a function that takes the listener away again
   */
  on<K extends keyof S & string>(
    event: `change:${K}`,
    listener: (change: WidgetChange<S[K]>) => unknown,
  ): () => void;
  on<K extends keyof E & string>(event: K, listener: (value: E[K]) => unknown): () => void;
  on(event: 'change', listener: (change: WidgetChange) => unknown): () => void;
  on(event: 'message', listener: (message: WidgetMessage) => unknown): () => void;
  on(event: 'close', listener: (widget: this) => unknown): () => void;
  on(event: string, listener: (value: never) => unknown): () => void {
    return this.#events.on(event, listener);
  }

  /** Takes a listener of {@link on} away. */
  off(event: string, listener: (value: never) => unknown): void {
    this.#events.off(event, listener);
  }

  /** As ipywidgets' `observe`: `slider.observe(({ new: value }) => …, 'value')`; without names, all changes. */
  observe<K extends keyof S & string>(
    listener: (change: WidgetChange<S[K]>) => unknown,
    ...names: K[]
  ): () => void {
    const stops =
      names.length > 0
        ? names.map((name) => this.on(`change:${name}`, listener))
        : [this.#events.on('change', listener)];
    return () => {
      for (const stop of stops) stop();
    };
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
  holds(other: Widget, seen = new Set<Widget>()): boolean {
    if (other === (this as Widget)) return true;
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
    if (names || this.#secrets.length === 0) return wireState(this.#spec, this.#state, names);
    const blank = this.#secrets.map((name) => [name, this.#spec.attributes[name]?.default]);
    const state = wireState(this.#spec, { ...this.#state, ...Object.fromEntries(blank) });
    // A number asks the front end to tell of each view that it shows, see #shown.
    return { ...state, _view_count: 0 };
  }

  [jupyterDisplay](): MimeBundle | Promise<MimeBundle> {
    const place = notebookPorts().outputPlace?.();
    if (place) this.#manager?.shown(this, place);
    return {
      ...(this.#channel.connected && this.#spec.viewName !== null
        ? {
            'application/vnd.jupyter.widget-view+json': {
              version_major: 2,
              version_minor: 0,
              model_id: this.modelId,
            },
          }
        : {}),
      'text/plain': this.toString(),
    };
  }

  /** The widget as the call that would make it, with the attributes that differ from their defaults. */
  toString(): string {
    const shown = Object.entries(this.#spec.attributes)
      .filter(
        ([name, { default: value, make, secret }]) =>
          !name.startsWith('_') && !make && !secret && !sameValue(this.#state[name], value),
      )
      .map(
        ([name]) =>
          `${name}: ${inspect(this.#state[name], { depth: 0, maxStringLength: 60, maxArrayLength: 5 })}`,
      );
    return `${this.constructor.name}(${shown.length > 0 ? `{ ${shown.join(', ')} }` : ''})`;
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

  #isSecret(name: string): boolean {
    return this.#secrets.includes(name);
  }

  /** Secrets go to a view when it is shown: what is only recorded, in a notebook run headless, never holds them. */
  #shown(views: unknown): void {
    if (typeof views !== 'number' || this.#secrets.length === 0) return;
    this.#views = views;
    if (views > 0) this.#channel.sendState(this.#secrets);
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
      void Promise.all(this.#events.emit('close', this));
    } finally {
      this.#events.clear();
    }
  }

  /** What listeners put out, and what they throw, is shown below the widget: the message itself has no place. */
  #receiveInPlace(message: CommMessage): Promise<void> {
    const ports = notebookPorts();
    const place = this.#manager?.placeOf(this) ?? this.#birthplace;
    if (!place || !ports.redirect) return this.#receive(message);
    return ports.redirect(place, async () => {
      try {
        await this.#receive(message);
      } catch (error) {
        if (!ports.showError) throw error;
        ports.showError(error);
      }
    });
  }

  async #receive({ data, buffers }: CommMessage): Promise<void> {
    switch (data.method) {
      case 'update':
        return this.#update(data, buffers);
      case 'request_state':
        return this.#channel.sendState();
      case 'custom': {
        const content = (data.content ?? {}) as CommData;
        const running = this.#events.emit('message', { content, buffers });
        if (typeof content.event === 'string' && !reservedEvent.test(content.event))
          running.push(...this.#events.emit(content.event, this.eventValue(content)));
        await Promise.all(running);
      }
    }
  }

  /** What the listeners of an event of its own get. */
  protected eventValue(_content: CommData): unknown {
    return this;
  }

  async #update(data: CommData, buffers: readonly Uint8Array[]): Promise<void> {
    const heard = structuredClone((data.state ?? {}) as Record<string, unknown>);
    joinBuffers(heard, (data.buffer_paths ?? []) as BufferPath[], buffers);
    this.#shown(heard._view_count);
    const find = (id: string): Widget | undefined => this.#manager?.find(id);
    const changes = Object.fromEntries(
      Object.entries(this.#spec.attributes)
        .filter(([, { wire }]) => wire in heard)
        .map(([name, { wire, kind = 'plain' }]) => [name, fromWire(heard[wire], kind, find)]),
    );
    const running: Promise<unknown>[] = [];
    this.#running = running;
    try {
      this.#channel.apply(heard, () => this.set(changes as Partial<S>));
    } finally {
      this.#running = undefined;
    }
    await Promise.all(running);
  }

  /** Tells the listeners of a change. */
  protected announce(change: WidgetChange): void {
    const running = [
      ...this.#events.emit(`change:${change.name}`, change),
      ...this.#events.emit('change', change),
    ];
    this.#running?.push(...running);
  }
}

/** A message from a browser must not pass for what only this class announces. */
const reservedEvent = /^(change|message$|close$)/;

function initial({ default: value, make }: AttributeSpec, given: unknown): unknown {
  if (given instanceof Widget) return given;
  if (make) return make((given as object | undefined) ?? {});
  return given === undefined ? structuredClone(value) : given;
}
