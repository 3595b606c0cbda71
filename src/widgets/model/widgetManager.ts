import {
  type Comm,
  type CommHost,
  type CommMessage,
  notebookPorts,
  type OutputSink,
} from '../../notebook/index.js';
import type { ModelSpec } from './modelSpec.js';
import { heardState, splitBuffers } from './wireState.js';

/** What the manager knows of a widget. */
export interface OpenModel {
  /** The id by which both sides know it. */
  readonly modelId: string;
  /** Its classes and attributes. */
  readonly spec: ModelSpec;
  /** The whole state in wire form. */
  wireState(): Record<string, unknown>;
  /** Whether it is the other, or shows it somewhere within itself. */
  holds(other: OpenModel): boolean;
}

/** Makes the kernel's half of a model from the state that the front end sent. */
export type ModelFactory = (
  wireState: Readonly<Record<string, unknown>>,
  comm: Comm,
  find: (modelId: string) => OpenModel | undefined,
) => OpenModel;

const factories = new Map<string, ModelFactory>();

/** Says how a model that a front end may create is made here. */
export function registerModelFactory({ modelModule, modelName }: ModelSpec, factory: ModelFactory): void {
  factories.set(`${modelModule}/${modelName}`, factory);
}

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

  readonly #widgets = new Map<string, OpenModel>();
  /** Where widgets are shown, the one that was shown last at the end. */
  readonly #places = new Map<OpenModel, OutputSink>();

  private constructor(private readonly host: CommHost) {
    host.registerTarget('jupyter.widget', (comm, message) => this.#adopt(comm, message));
    host.registerTarget('jupyter.widget.control', (comm) => {
      comm.onMessage(({ data }) => {
        if (data.method === 'request_states') this.#sendStates(comm);
      });
    });
  }

  /** Makes the front end's half of a new model. */
  open(widget: OpenModel): Comm {
    const { state, bufferPaths, buffers } = splitBuffers(widget.wireState());
    return this.host.open(
      'jupyter.widget',
      { state, buffer_paths: bufferPaths },
      { commId: widget.modelId, metadata: { version: protocolVersion }, buffers },
    );
  }

  add(widget: OpenModel): void {
    this.#widgets.set(widget.modelId, widget);
  }

  remove(widget: OpenModel): void {
    this.#widgets.delete(widget.modelId);
    this.#places.delete(widget);
  }

  /** The widget has been shown, with all that it holds. */
  shown(widget: OpenModel, place: OutputSink): void {
    this.#places.delete(widget);
    this.#places.set(widget, place);
  }

  /** Where the widget was shown last, by itself or within another. */
  placeOf(widget: OpenModel): OutputSink | undefined {
    return [...this.#places].findLast(([root]) => root.holds(widget))?.[1];
  }

  /** The open widget of a model id. */
  find(modelId: string): OpenModel | undefined {
    return this.#widgets.get(modelId);
  }

  /** A model that the front end made gets its half here, or is closed when its kind is unknown. */
  #adopt(comm: Comm, message: CommMessage): void {
    const state = heardState(message);
    const make = factories.get(`${String(state._model_module)}/${String(state._model_name)}`);
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

/** Runs `work`; what it puts out, and what it throws, is shown at the place, where there is one. */
export function inPlace(place: OutputSink | undefined, work: () => Promise<void>): Promise<void> {
  const ports = notebookPorts();
  if (!place || !ports.redirect) return work();
  return ports.redirect(place, async () => {
    try {
      await work();
    } catch (error) {
      if (!ports.showError) throw error;
      ports.showError(error);
    }
  });
}
