import { element } from '../element.js';
import type { MapHost, MapPanel } from './mapPanel.js';
import { rememberMap, wasMapOpen } from './rememberMap.js';

/**
 * The place beside the grid in which the map is opened and closed. Its code is loaded when it is first opened; with
 * the view, or when it is closed, all that it holds is freed.
 */
export class MapDock {
  readonly node = element('div', { class: 'tsv-dock', hidden: true });
  #panel: MapPanel | undefined;
  #open = false;
  #disposed = false;
  /** Who waits for the features. */
  #waiting: ((mapped: boolean) => void)[] = [];

  constructor(
    private readonly host: Omit<MapHost, 'close'>,
    /** It is open now, or closed. */
    private readonly turned: () => void,
  ) {}

  get isOpen(): boolean {
    return this.#open;
  }

  /** Opens it as it was left in this notebook. */
  restore(): void {
    if (wasMapOpen() && this.host.state.map !== undefined) void this.open(false);
  }

  /** @param focused the focus goes along, as for who opens it by a key */
  async toggle(focused: boolean): Promise<void> {
    if (this.#open) this.close();
    else await this.open(focused);
  }

  async open(focused: boolean): Promise<void> {
    if (this.#open) return;
    this.#open = true;
    this.node.hidden = false;
    rememberMap(true);
    this.turned();
    const { MapPanel } = await import('./mapPanel.js');
    // Closed again, or gone with its view, while it was being loaded.
    if (!this.#open || this.#disposed) return;
    const panel = new MapPanel({ ...this.host, close: () => this.close() });
    this.#panel = panel;
    this.node.append(panel.node);
    panel.update();
    panel.showCurrent();
    const { stage } = this.host.state.map;
    if (stage === 'off') panel.start();
    if (focused) panel.focus();
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    rememberMap(false);
    this.#free();
    this.turned();
  }

  /** How things stand in the kernel has changed. */
  update(): void {
    this.#panel?.update();
    const { layouts, stage } = this.host.state.map ?? { layouts: [], stage: 'off' };
    if (layouts.length > 0) this.#tell(true);
    else if (stage === 'failed' || stage === 'stopped') this.#tell(false);
  }

  /** Whether the features are here: opens the map where they are not, and waits until they are, or never will be. */
  async mapped(): Promise<boolean> {
    if (this.host.state.map.layouts.length > 0) return true;
    const mapped = new Promise<boolean>((told) => this.#waiting.push(told));
    this.host.say('The photos are looked at first: it goes on when that is done');
    await this.open(false);
    this.#panel?.start();
    return mapped;
  }

  #tell(mapped: boolean): void {
    for (const told of this.#waiting.splice(0)) told(mapped);
  }

  /** The grid's cursor has moved. */
  showCurrent(): void {
    this.#panel?.showCurrent();
  }

  /** Opens the map, and draws pairs of photos on it. */
  async join(pairs: readonly (readonly [number, number])[]): Promise<void> {
    await this.open(false);
    this.#panel?.join(pairs);
  }

  dispose(): void {
    this.#disposed = true;
    this.#free();
  }

  #free(): void {
    this.#tell(false);
    this.#panel?.dispose();
    this.#panel = undefined;
    this.node.hidden = true;
  }
}
