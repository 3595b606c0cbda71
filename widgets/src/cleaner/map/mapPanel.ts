import type { ColourKey } from '../../../../src/clean/cleaner/mapProtocol.js';
import { element } from '../element.js';
import type { ImageCleanerState, KernelChannel } from '../kernel/kernelChannel.js';
import { HoverCard } from './hoverCard.js';
import css from './map.raw.css';
import { colourNames, type MapGroups, photosOf, tallied } from './mapColours.js';
import { litOf, MapData } from './mapData.js';
import { MapLegend } from './mapLegend.js';
import { painted, pixelOf } from './mapPaint.js';
import { MapProgress } from './mapProgress.js';
import { keysOf, MapTools } from './mapTools.js';
import type { HowToSelect } from './plane/mapGestures.js';
import { type MapPaper, PointMap } from './plane/pointMap.js';

/** What the map needs of the view that it is in. */
export interface MapHost {
  /** Of the view; no other on the page has it. */
  readonly id: string;
  readonly state: ImageCleanerState;
  readonly channel: KernelChannel;
  /** Selects photos, and shows in the grid what is selected then (`all`). */
  choose(photos: readonly number[], how: HowToSelect, all: ReadonlySet<number>): Promise<void>;
  showOutliers(): void;
  showLeaks(): void;
  /** Goes to a photo of the grid and zooms. */
  open(photo: number): void;
  /** Number of the photo at which the grid's cursor is. */
  current(): number | undefined;
  /** A key of the cleaner. */
  pressed(event: KeyboardEvent): void;
  say(text: string): void;
  close(): void;
}

/** The map of all photos with its controls and its legend. */
export class MapPanel {
  readonly node: HTMLElement;
  readonly #map: PointMap;
  readonly #data: MapData;
  readonly #tools: MapTools;
  readonly #legend: MapLegend;
  readonly #progress: MapProgress;
  readonly #card: HoverCard;
  readonly #themed = new MutationObserver(() => this.#paint());
  #groups: MapGroups | undefined;
  #paper: MapPaper = { pixel: -1, ink: '#000' };

  constructor(private readonly host: MapHost) {
    const { channel, state } = host;
    this.#map = new PointMap(
      'Map of the photos; the list of groups below selects without a mouse',
      {
        selected: (points, how) => void this.#select([...points], how),
        hovered: (photo, x, y) => this.#hover(photo, x, y),
        opened: (photo) => host.open(photo),
        pressed: (event) => this.#key(event),
      },
      () => this.#paper,
    );
    this.#map.tool = 'lasso';
    this.#data = new MapData(channel, state, {
      placed: (places, layout) => {
        this.#map.node.dataset.layout = layout;
        this.#map.place(places, true);
      },
      grouped: (groups) => {
        this.#groups = groups;
        this.#paint();
        this.#showLegend();
      },
      lit: (lit) => {
        this.#map.light(lit);
        this.#showLegend();
      },
      failed: (message) => host.say(message),
    });
    this.#legend = new MapLegend(`${host.id}-group`, {
      chosen: (group, how) => void this.#chooseGroup(group, how),
      pressed: (event) => this.#key(event),
    });
    this.#card = new HoverCard(channel);
    this.#progress = new MapProgress(
      () => this.start(),
      () => this.#ask('stopMap'),
    );
    this.#tools = new MapTools(this.#toolEvents());
    this.node = element(
      'section',
      { class: 'tsv-map', 'aria-label': 'Map' },
      element('style', {}, css),
      this.#tools.node,
      this.#progress.node,
      element('div', { class: 'tsv-sea' }, this.#map.node, this.#card.node),
      this.#legend.node,
    );
    this.#themed.observe(document.body, { attributes: true });
  }

  /** Begins to make the map, or goes on. */
  start(): void {
    this.#ask('startMap');
  }

  /** Shows how things stand in the kernel now. */
  update(): void {
    this.#showState();
    this.#data.refreshSoon();
  }

  #showState(): void {
    const { state } = this.host;
    if (!keysOf(state).includes(this.#data.by)) this.#data.by = 'label';
    this.#tools.update(state, this.#data.by, this.#data.shownLayout, this.#map.tool);
    this.#progress.update(state.map);
  }

  /** Puts a ring around the photo at which the grid's cursor is. */
  showCurrent(): void {
    const current = this.host.current();
    this.#map.ring(current === undefined ? [] : [current]);
  }

  /** Draws pairs of photos as lines. */
  join(pairs: readonly (readonly [number, number])[]): void {
    this.#map.join(pairs);
  }

  focus(): void {
    this.#legend.node.focus({ preventScroll: true });
  }

  dispose(): void {
    this.#themed.disconnect();
    this.#data.dispose();
    this.#map.dispose();
    this.#card.dispose();
    this.#groups = undefined;
    this.node.remove();
  }

  #toolEvents(): ConstructorParameters<typeof MapTools>[0] {
    const { host } = this;
    return {
      by: (key) => this.#colourBy(key),
      layout: (layout) => {
        this.#data.layout = layout;
        this.#showState();
        void this.#data.refresh();
      },
      tool: (tool) => {
        this.#map.tool = tool;
        this.#showState();
      },
      zoom: (factor) => this.#map.zoom(factor),
      fit: () => this.#map.fit(),
      outliers: () => host.showOutliers(),
      leaks: () => host.showLeaks(),
      close: () => host.close(),
    };
  }

  #colourBy(key: ColourKey): void {
    this.#data.by = key;
    this.#showState();
    void this.#data.refresh();
  }

  #ask(request: 'startMap' | 'stopMap'): void {
    this.host.channel.ask({ request }, 'changed').catch((error: Error) => this.host.say(error.message));
  }

  async #chooseGroup(group: number, how: HowToSelect): Promise<void> {
    if (this.#groups) await this.#select(photosOf(this.#groups, group), how);
  }

  /** Lights up the photos at once, and says what they are when the kernel has them. */
  async #select(photos: readonly number[], how: HowToSelect): Promise<void> {
    const { selection } = this.#data;
    const next = new Set(how === 'replace' ? photos : selection);
    if (how === 'add') for (const photo of photos) next.add(photo);
    if (how === 'remove') for (const photo of photos) next.delete(photo);
    this.#data.selection = next;
    this.#map.join([]);
    this.#map.light(next.size > 0 ? litOf(next, this.host.state.counts.total) : undefined);
    await this.host.choose(photos, how, next);
    this.#data.took(next);
    this.host.say(this.#words(next));
  }

  /** `312 photos selected: 300 grizzly, 12 teddys`. */
  #words(photos: ReadonlySet<number>): string {
    if (photos.size === 0) return 'No photo selected';
    const groups = this.#groups;
    const tally = groups ? tallied(groups, photos) : [];
    const parts = tally
      .map((count, i) => ({ count, name: groups?.groups[i]?.name ?? '' }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count);
    const named = parts.slice(0, 3).map(({ count, name }) => `${count} ${name}`);
    const more = parts.length > 3 ? ` and ${parts.length - 3} more` : '';
    const words = `${photos.size} ${photos.size === 1 ? 'photo' : 'photos'} selected`;
    return named.length > 0 ? `${words}: ${named.join(', ')}${more}` : words;
  }

  #hover(photo: number | undefined, x: number, y: number): void {
    this.#card.at(photo, x, y, photo === undefined ? '' : this.#wordsOf(photo));
  }

  #wordsOf(photo: number): string {
    const group = this.#groups?.codes[photo] ?? -1;
    return this.#groups?.groups[group]?.name ?? '';
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== 'Escape') {
      this.host.pressed(event);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    void this.#select([], 'replace');
  }

  #showLegend(): void {
    if (!this.#groups) return;
    const tally = tallied(this.#groups, this.host.state.selected > 0 ? this.#data.selection : []);
    this.#legend.show(this.#groups, colourNames[this.#groups.by], tally);
  }

  #paint(): void {
    this.#paper = paperOf(this.#map.node);
    if (this.#groups) this.#map.paint(painted(this.#groups, this.#paper.pixel));
    else this.#map.redraw();
  }
}

/** The theme's colours under and over the points. */
function paperOf(node: HTMLElement): MapPaper {
  const { backgroundColor, color } = getComputedStyle(node);
  const [red = 255, green = 255, blue = 255] = (backgroundColor.match(/\d+/g) ?? []).map(Number);
  return { pixel: pixelOf(red, green, blue), ink: color };
}
