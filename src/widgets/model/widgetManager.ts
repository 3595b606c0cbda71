import type { Comm, CommHost, CommMessage, OutputSink } from '../../notebook/index.js';
import { type BufferPath, joinBuffers, splitBuffers } from '../wire/bufferPaths.js';
import { modelFactory } from './modelRegistry.js';
import type { Widget } from './widget.js';

/** Version of the widget messaging protocol, of which the front end checks the first number. */
const protocolVersion = '2.1.0';

const managers = new WeakMap<CommHost, WidgetManager>();

/** All open widgets of one kernel: answers a front end that was reloaded and asks what there is. */
export class WidgetManager {
  /** The manager of a kernel's comms; made at the first widget. */
  static of(host: CommHost): WidgetManager {
    let manager = managers.get(host);
    if (!manager) {
      manager = new WidgetManager(host);
      managers.set(host, manager);
    }
    return manager;
  }

  readonly #widgets = new Map<string, Widget>();
  /** Where widgets are shown, the one that was shown last at the end. */
  readonly #places = new Map<Widget, OutputSink>();

  private constructor(private readonly host: CommHost) {
    host.registerTarget('jupyter.widget', (comm, message) => this.#adopt(comm, message));
    host.registerTarget('jupyter.widget.control', (comm) => {
      comm.onMessage(({ data }) => {
        if (data.method === 'request_states') this.#sendStates(comm);
      });
    });
  }

  /** Makes the front end's half of a new model. */
  open(widget: Widget): Comm {
    const { state, bufferPaths, buffers } = splitBuffers(widget.wireState());
    return this.host.open(
      'jupyter.widget',
      { state, buffer_paths: bufferPaths },
      { commId: widget.modelId, metadata: { version: protocolVersion }, buffers },
    );
  }

  add(widget: Widget): void {
    this.#widgets.set(widget.modelId, widget);
  }

  remove(widget: Widget): void {
    this.#widgets.delete(widget.modelId);
    this.#places.delete(widget);
  }

  /** The widget has been shown, with all that it holds. */
  shown(widget: Widget, place: OutputSink): void {
    this.#places.delete(widget);
    this.#places.set(widget, place);
  }

  /** Where the widget was shown last, by itself or within another. */
  placeOf(widget: Widget): OutputSink | undefined {
    return [...this.#places].findLast(([root]) => root.holds(widget))?.[1];
  }

  /** The open widget of a model id. */
  find(modelId: string): Widget | undefined {
    return this.#widgets.get(modelId);
  }

  /** A model that the front end made gets its half here, or is closed when its kind is unknown. */
  #adopt(comm: Comm, { data, buffers }: CommMessage): void {
    const state = structuredClone((data.state ?? {}) as Record<string, unknown>);
    joinBuffers(state, (data.buffer_paths ?? []) as BufferPath[], buffers);
    const make = modelFactory(String(state._model_module), String(state._model_name));
    if (make) make(state, comm, (id) => this.find(id));
    else comm.close();
  }

  #sendStates(comm: Comm): void {
    const states = Object.fromEntries(
      [...this.#widgets.values()].map((widget) => [
        widget.modelId,
        {
          model_name: widget.spec.modelName,
          model_module: widget.spec.modelModule,
          model_module_version: widget.spec.modelModuleVersion,
          state: widget.wireState(),
        },
      ]),
    );
    const { state, bufferPaths, buffers } = splitBuffers(states);
    comm.send({ method: 'update_states', states: state, buffer_paths: bufferPaths }, { buffers });
  }
}
