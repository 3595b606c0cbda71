import type { Comm, CommData } from '../../notebook/index.js';
import type { AttributeSpec, ModelSpec } from './modelSpec.js';
import { splitBuffers } from './wireState.js';
import { sameValue } from './wireValue.js';

type WireState = Record<string, unknown>;

/** What a model tells its front end, and when: held back, echoed, corrected. Without a comm it tells nobody. */
export class ModelChannel {
  #comm: Comm | undefined;
  /** Names that changed while sending is held back. */
  #held: Set<string> | undefined;
  /** While an update of the front end is applied: what it said, in wire form. */
  #heard: WireState | undefined;

  /** @param stateOf the model's state in wire form, of these attributes or of all */
  constructor(
    private readonly spec: ModelSpec,
    private readonly stateOf: (names?: Iterable<string>) => WireState,
  ) {}

  /** Whether a front end listens. */
  get connected(): boolean {
    return this.#comm !== undefined;
  }

  connect(comm: Comm): void {
    this.#comm = comm;
  }

  /** After this nothing is sent any more. @returns the comm that was in use */
  disconnect(): Comm | undefined {
    const comm = this.#comm;
    this.#comm = undefined;
    return comm;
  }

  /** Tells of attributes that changed, now or when what is held back is released. */
  changed(names: readonly string[]): void {
    if (this.#held) for (const name of names) this.#held.add(name);
    else if (names.length > 0) this.sendState(names);
  }

  /** Sends as one message what changes during `work`. */
  hold(work: () => void): void {
    if (this.#held) {
      work();
      return;
    }
    this.#held = new Set();
    try {
      work();
    } finally {
      this.#release();
    }
  }

  /** Applies by `work` what the front end said, and answers only where the model's state differs from it. */
  apply(heard: WireState, work: () => void): void {
    const known = Object.entries(this.spec.attributes).filter(([, { wire }]) => wire in heard);
    this.#echo(known, heard);
    this.#heard = heard;
    this.#held = new Set();
    try {
      work();
    } finally {
      // A value that was refused or corrected is to be put right in the front end too.
      for (const [name] of known) this.#held.add(name);
      this.#release();
      this.#heard = undefined;
    }
  }

  /** Sends these attributes, or the whole state. */
  sendState(names?: readonly string[]): void {
    this.#sendWire('update', this.stateOf(names));
  }

  /** Sends a message of the widget's own. */
  sendCustom(content: CommData, buffers: readonly Uint8Array[]): void {
    this.#comm?.send({ method: 'custom', content }, { buffers });
  }

  /** Other views of the same model, in other browsers, learn by the echo what one of them did. */
  #echo(known: readonly (readonly [string, AttributeSpec])[], heard: WireState): void {
    if (/^(0|false|off|no)$/i.test(process.env.JUPYTER_WIDGETS_ECHO ?? '')) return;
    // Uploaded files are large, and only the view that chose them shows them.
    const names = known.filter(([, { kind }]) => kind !== 'files');
    if (names.length === 0) return;
    this.#sendWire('echo_update', Object.fromEntries(names.map(([, { wire }]) => [wire, heard[wire]])));
  }

  #release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    const heard = this.#heard;
    const wire = (name: string): string => (this.spec.attributes[name] as AttributeSpec).wire;
    const now = this.stateOf(held);
    const names = [...held].filter(
      (name) => !heard || !(wire(name) in heard) || !sameValue(now[wire(name)], heard[wire(name)]),
    );
    if (names.length > 0) this.sendState(names);
  }

  #sendWire(method: 'update' | 'echo_update', wire: WireState): void {
    const { state, bufferPaths, buffers } = splitBuffers(wire);
    this.#comm?.send({ method, state, buffer_paths: bufferPaths }, { buffers });
  }
}
