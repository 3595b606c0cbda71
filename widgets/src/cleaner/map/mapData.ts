import type { ColourKey, LeakPair, MapLayout } from '../../../../src/clean/cleaner/mapProtocol.js';
import type { ImageCleanerState, KernelChannel } from '../kernel/kernelChannel.js';
import { groupsByName, groupsByValue, type MapGroups } from './mapColours.js';

/** The grid's questions go first when both have to follow, ms. */
const courtesy = 150;

/** What of the map is new. */
export interface MapDataEvents {
  placed(places: Float32Array, layout: MapLayout): void;
  grouped(groups: MapGroups): void;
  /** 1 for each photo that stands out: in the selection, or in the list where that is shorter than all. */
  lit(lit: Uint8Array | undefined): void;
  failed(message: string): void;
}

/** Asks the kernel for what the map shows, each part only when it has changed, and one after the other. */
export class MapData {
  by: ColourKey = 'label';
  /** What the user wants to see; `undefined`: the best that there is. */
  layout: MapLayout | undefined;
  /** Which photos have been selected, as far as this view knows. */
  selection: ReadonlySet<number> = new Set();
  readonly #known = { places: '', groups: '', lit: '', selection: -1 };
  /** All that were ever in the list, those in the trash too. */
  #photos = 0;
  #later = 0;
  #running = false;
  #again = false;
  #disposed = false;

  constructor(
    private readonly channel: KernelChannel,
    private readonly state: ImageCleanerState,
    private readonly events: MapDataEvents,
  ) {}

  /** The layout that is shown now or next. */
  get shownLayout(): MapLayout | undefined {
    const { layouts } = this.state.map;
    return this.layout && layouts.includes(this.layout) ? this.layout : layouts.at(-1);
  }

  /** Brings here what has changed, soon: many steps in a row are asked for once. */
  refreshSoon(): void {
    this.#later ||= window.setTimeout(() => {
      this.#later = 0;
      void this.refresh();
    }, courtesy);
  }

  /** Brings here what has changed. */
  async refresh(): Promise<void> {
    this.#again = true;
    if (this.#running) return;
    this.#running = true;
    try {
      while (this.#again && !this.#disposed) {
        this.#again = false;
        await this.#places();
        await this.#groups();
        await this.#selection();
        await this.#lit();
      }
    } catch (error) {
      if (!this.#disposed) this.events.failed((error as Error).message);
    } finally {
      this.#running = false;
    }
  }

  /** The kernel has what this view selected: it need not ask for that, unless something else was selected meanwhile. */
  took(selection: ReadonlySet<number>): void {
    const isLast = this.selection === selection && this.state.selected === selection.size;
    if (isLast) this.#known.selection = this.state.selectionVersion;
  }

  /** Asks for everything again: the kernel is another one. */
  forget(): void {
    Object.assign(this.#known, { places: '', groups: '', lit: '', selection: -1 });
  }

  async leaks(): Promise<readonly LeakPair[]> {
    return (await this.channel.ask({ request: 'leaks' }, 'leaks')).content.pairs;
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#later);
    this.selection = new Set();
  }

  async #places(): Promise<void> {
    const layout = this.shownLayout;
    const key = `${layout} ${this.state.map.version}`;
    if (!layout || key === this.#known.places) return;
    this.#known.places = key;
    const { buffers } = await this.channel.ask({ request: 'positions', layout }, 'positions');
    if (this.#disposed) return;
    const places = new Float32Array(copied(buffers[0]));
    this.#photos = places.length / 2;
    this.events.placed(places, layout);
  }

  async #groups(): Promise<void> {
    const { by, state } = this;
    const key = `${by} ${state.decisions} ${state.map.version} ${state.classNames.length}`;
    if (key === this.#known.groups) return;
    this.#known.groups = key;
    const { content, buffers } = await this.channel.ask({ request: 'colours', by }, 'colours');
    if (this.#disposed) return;
    const data = copied(buffers[0]);
    const isCodes = content.kind === 'codes';
    const groups = isCodes
      ? groupsByName(by, content.names ?? [], new Int16Array(data))
      : groupsByValue(by, new Float32Array(data));
    this.events.grouped(groups);
  }

  async #selection(): Promise<void> {
    const { selectionVersion } = this.state;
    if (selectionVersion === this.#known.selection) return;
    this.#known.selection = selectionVersion;
    const { buffers } = await this.channel.ask({ request: 'selection' }, 'selection');
    this.selection = new Set(new Int32Array(copied(buffers[0])));
  }

  async #lit(): Promise<void> {
    const { counts, decisions, listVersion, selected } = this.state;
    const key = `${decisions} ${listVersion} ${selected}`;
    if (key === this.#known.lit) return;
    this.#known.lit = key;
    // A list of all photos says nothing: then the selection stands out.
    if (counts.shown === this.#photos) {
      this.events.lit(selected > 0 ? litOf(this.selection, counts.total) : undefined);
      return;
    }
    const isSelection = this.state.filter.selected && counts.shown === this.selection.size;
    if (isSelection && counts.total === this.#photos) {
      this.events.lit(litOf(this.selection, counts.total));
      return;
    }
    const { content, buffers } = await this.channel.ask({ request: 'colours', by: 'shown' }, 'colours');
    const values = (content.names ?? []).map((name) => (name === 'shown' ? 1 : name === 'gone' ? 2 : 0));
    const lit = Uint8Array.from(new Int16Array(copied(buffers[0])), (code) => values[code] ?? 0);
    if (counts.shown === counts.total && selected > 0)
      lit.forEach((value, photo) => {
        if (value === 1 && !this.selection.has(photo)) lit[photo] = 0;
      });
    if (!this.#disposed) this.events.lit(lit);
  }
}

/** @param count of all photos: their numbers may be greater where some are gone */
export function litOf(photos: Iterable<number>, count: number): Uint8Array {
  const all = [...photos];
  const lit = new Uint8Array(all.reduce((most, photo) => Math.max(most, photo + 1), count));
  for (const photo of all) lit[photo] = 1;
  return lit;
}

/** The bytes in a buffer of their own: where they lie in the message may fit no number. */
function copied(bytes: DataView | undefined): ArrayBuffer {
  if (!bytes) throw new Error('the kernel’s message has no numbers; reload the page');
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}
