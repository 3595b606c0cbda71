import { element } from '../../element.js';
import type { Cloud } from './drawPoints.js';
import { type HowToSelect, MapGestures, type MapTool } from './mapGestures.js';
import { type MapSight, moved, zoomed } from './mapSight.js';
import { PointLayer } from './pointLayer.js';
import { nearestPoint, type Outline, pointsInside } from './pointsInside.js';

/** What happens on the map; points by number. */
export interface PointMapEvents {
  selected(points: Uint32Array, how: HowToSelect): void;
  /** A point is under the mouse, at this place of the map's element; or none is. */
  hovered(point: number | undefined, x: number, y: number): void;
  /** Double click. */
  opened(point: number): void;
  /** A key that is none of the map's own. */
  pressed(event: KeyboardEvent): void;
}

/** Colours of what is drawn over and under the points, as CSS and as a pixel. */
export interface MapPaper {
  readonly pixel: number;
  readonly ink: string;
}

/** Pixels around a point in which the mouse finds it. */
const reach = 9;

/** Points in a plane, to be looked at (pan, zoom, hover) and selected (lasso, rectangle, click). Knows nothing of photos. */
export class PointMap {
  readonly node: HTMLElement;
  readonly #points = new PointLayer(element('canvas', { 'aria-hidden': 'true' }));
  readonly #over = element('canvas', { 'aria-hidden': 'true' });
  readonly #gestures: MapGestures;
  readonly #resized = new ResizeObserver(() => this.redraw());
  #sight: MapSight = { scale: 1, left: 0, top: 0 };
  /** All points are in sight, and stay so when the map changes its size. */
  #home = true;
  #homeScale = 1;
  #outline: Outline | undefined;
  #pairs: readonly (readonly [number, number])[] = [];
  #marked: readonly number[] = [];
  #scheduled = 0;
  #stale = true;

  /** @param paper what to draw on, asked at each drawing: the theme may have changed */
  constructor(
    label: string,
    private readonly events: PointMapEvents,
    private readonly paper: () => MapPaper,
  ) {
    this.node = element(
      'div',
      {
        class: 'tsv-plane',
        tabindex: 0,
        role: 'application',
        'aria-roledescription': 'map',
        'aria-label': label,
        onkeydown: (event: KeyboardEvent) => this.#key(event),
      },
      this.#points.canvas,
      this.#over,
    );
    this.#gestures = new MapGestures(this.node, {
      pan: (x, y) => this.#look(moved(this.#sight, x, y)),
      zoom: (factor, x, y) => this.#zoom(factor, x, y),
      outlining: (outline) => {
        this.#outline = outline;
        this.#schedule();
      },
      outlined: (outline, how) => {
        const inside = pointsInside(this.#points.places, outline, this.#sight);
        this.events.selected(
          inside.filter((point) => this.#isThere(point)),
          how,
        );
      },
      clicked: (at, how) => {
        const point = this.#at(at);
        if (point !== undefined) this.events.selected(Uint32Array.of(point), how);
      },
      opened: (at) => {
        const point = this.#at(at);
        if (point !== undefined) this.events.opened(point);
      },
      pointed: (at) => this.events.hovered(at && this.#at(at), at?.[0] ?? 0, at?.[1] ?? 0),
    });
    this.#resized.observe(this.node);
  }

  get tool(): MapTool {
    return this.#gestures.tool;
  }

  set tool(tool: MapTool) {
    this.#gestures.tool = tool;
    this.node.dataset.tool = tool;
  }

  /** @param smoothly the points move from where they are */
  place(places: Float32Array, smoothly: boolean): void {
    this.#points.moveTo(places, smoothly);
    this.#sayWhetherBusy();
    this.fit();
  }

  /** How each point looks: group i has style i. `order`: which points are drawn first. */
  paint({ groups, styles, order }: Pick<Cloud, 'groups' | 'styles' | 'order'>): void {
    this.#points.order = order;
    this.#points.groups = groups;
    this.#points.styles = styles;
    this.redraw();
  }

  /** 1 for each point that stands out, 2 for one that is not there any more; without it all are alike. */
  light(lit: Uint8Array | undefined): void {
    this.#points.lit = lit;
    this.redraw();
  }

  /** Points joined by lines. */
  join(pairs: readonly (readonly [number, number])[]): void {
    this.#pairs = pairs;
    this.#schedule();
  }

  /** Points with a ring around them. */
  ring(points: readonly number[]): void {
    if (points.join() === this.#marked.join()) return;
    this.#marked = points;
    this.#schedule();
  }

  /** Shows all points. */
  fit(): void {
    this.#home = true;
    this.redraw();
  }

  /** Comes nearer to the middle, or goes farther by a factor below 1. */
  zoom(factor: number): void {
    this.#zoom(factor, this.node.clientWidth / 2, this.node.clientHeight / 2);
  }

  /** Draws all anew at the next frame. */
  redraw(): void {
    this.#stale = true;
    this.#schedule();
  }

  dispose(): void {
    this.#resized.disconnect();
    cancelAnimationFrame(this.#scheduled);
    this.#scheduled = -1;
    this.#points.dispose();
    this.#over.width = this.#over.height = 0;
    this.#pairs = [];
  }

  #look(sight: MapSight): void {
    this.#home = false;
    this.#sight = sight;
    this.redraw();
  }

  #zoom(factor: number, x: number, y: number): void {
    const { scale } = this.#sight;
    // From a fifth of the home size to where a point would fill the map.
    const least = this.#homeScale / 5;
    const most = this.#homeScale * 5000;
    this.#look(zoomed(this.#sight, Math.max(least, Math.min(most, scale * factor)) / scale, x, y));
  }

  #at(at: readonly [number, number]): number | undefined {
    const point = nearestPoint(this.#points.places, this.#sight, at, Math.max(reach, this.#radius + 3));
    return point !== undefined && this.#isThere(point) ? point : undefined;
  }

  #isThere(point: number): boolean {
    return this.#points.lit?.[point] !== 2;
  }

  /** Many points are small ones, and all grow a little on coming nearer. */
  get #radius(): number {
    const { clientWidth, clientHeight } = this.node;
    const count = Math.max(1, this.#points.groups.length);
    const near = Math.max(1, this.#sight.scale / this.#homeScale);
    const room = Math.sqrt((0.03 * clientWidth * clientHeight) / count);
    return Math.min(8, Math.max(1.6, Math.min(4.5, room)) * near ** 0.3);
  }

  #key(event: KeyboardEvent): void {
    const far = 60;
    const keys: Record<string, () => void> = {
      '+': () => this.zoom(1.4),
      '=': () => this.zoom(1.4),
      '-': () => this.zoom(1 / 1.4),
      '0': () => this.fit(),
      ArrowLeft: () => this.#look(moved(this.#sight, far, 0)),
      ArrowRight: () => this.#look(moved(this.#sight, -far, 0)),
      ArrowUp: () => this.#look(moved(this.#sight, 0, far)),
      ArrowDown: () => this.#look(moved(this.#sight, 0, -far)),
    };
    const own = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (!own) {
      this.events.pressed(event);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    own();
  }

  #schedule(): void {
    if (this.#scheduled !== 0) return;
    this.#scheduled = requestAnimationFrame(() => {
      this.#scheduled = 0;
      this.#draw();
    });
  }

  #draw(): void {
    const { clientWidth: width, clientHeight: height } = this.node;
    if (width === 0 || height === 0) return;
    const { pixel, ink } = this.paper();
    const home = this.#points.home(width, height);
    this.#homeScale = home.scale;
    if (this.#home) this.#sight = home;
    if (this.#stale || this.#points.moving) {
      this.#points.draw(width, height, this.#sight, this.#radius, pixel);
      this.#stale = false;
    }
    this.#drawOver(width, height, ink);
    this.#sayWhetherBusy();
    if (this.#points.moving) this.redraw();
  }

  /** While points are on their way, what is at a place is not what will be there. */
  #sayWhetherBusy(): void {
    this.node.ariaBusy = String(this.#points.moving);
  }

  #drawOver(width: number, height: number, ink: string): void {
    const ratio = Math.min(2, window.devicePixelRatio);
    const over = this.#over;
    over.width = Math.round(width * ratio);
    over.height = Math.round(height * ratio);
    const context = over.getContext('2d');
    if (!context) return;
    context.scale(ratio, ratio);
    context.strokeStyle = ink;
    context.fillStyle = ink;
    this.#drawPairs(context);
    for (const point of this.#marked) this.#drawRing(context, point);
    if (this.#outline) drawOutline(context, this.#outline);
  }

  #drawPairs(context: CanvasRenderingContext2D): void {
    context.globalAlpha = 0.8;
    context.lineWidth = 1.5;
    context.beginPath();
    for (const [a, b] of this.#pairs) {
      context.moveTo(...this.#pixelOf(a));
      context.lineTo(...this.#pixelOf(b));
    }
    context.stroke();
    context.lineWidth = 1;
    context.globalAlpha = 1;
  }

  #drawRing(context: CanvasRenderingContext2D, point: number): void {
    context.lineWidth = 2;
    context.beginPath();
    context.arc(...this.#pixelOf(point), this.#radius + 4, 0, 2 * Math.PI);
    context.stroke();
    context.lineWidth = 1;
  }

  #pixelOf(point: number): [number, number] {
    const { scale, left, top } = this.#sight;
    const { places } = this.#points;
    return [(places[2 * point] as number) * scale + left, (places[2 * point + 1] as number) * scale + top];
  }
}

function drawOutline(context: CanvasRenderingContext2D, outline: Outline): void {
  context.beginPath();
  for (const [x, y] of outline) context.lineTo(x, y);
  context.closePath();
  context.globalAlpha = 0.12;
  context.fill();
  context.globalAlpha = 1;
  context.setLineDash([5, 4]);
  context.stroke();
  context.setLineDash([]);
}
