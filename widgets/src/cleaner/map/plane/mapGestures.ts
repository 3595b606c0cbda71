import { type Outline, rectangle } from './pointsInside.js';

/** What dragging on the map does. */
export type MapTool = 'lasso' | 'rectangle' | 'pan';

/** What a selection does with the one before it. */
export type HowToSelect = 'replace' | 'add' | 'remove';

type Corner = Outline[number];

/** What the user does on the map, in pixels of its element. */
export interface MapMoves {
  pan(byX: number, byY: number): void;
  zoom(factor: number, x: number, y: number): void;
  /** The outline as it is being drawn; `undefined`: it is not drawn any more. */
  outlining(outline: Outline | undefined): void;
  outlined(outline: Outline, how: HowToSelect): void;
  clicked(at: Corner, how: HowToSelect): void;
  opened(at: Corner): void;
  pointed(at: Corner | undefined): void;
}

/** Pixels between the corners of a lasso, and before a click is a drag. */
const step = 3;

/**
 * Mouse, pen and touch on the map. Shift adds to the selection, Alt takes away; the middle button pans, and Shift
 * selects where the tool pans; two fingers pan and zoom. The wheel zooms a map that has the focus, or with Ctrl:
 * else it scrolls the notebook.
 */
export class MapGestures {
  tool: MapTool = 'lasso';
  readonly #pointers = new Map<number, Corner>();
  #outline: Corner[] | undefined;
  #panning = false;
  #wandered = false;

  constructor(
    private readonly node: HTMLElement,
    private readonly moves: MapMoves,
  ) {
    node.addEventListener('pointerdown', (event) => this.#down(event));
    node.addEventListener('pointermove', (event) => this.#move(event));
    node.addEventListener('pointerup', (event) => this.#up(event));
    node.addEventListener('pointercancel', (event) => this.#cancel(event));
    node.addEventListener('pointerleave', () => this.moves.pointed(undefined));
    node.addEventListener('dblclick', (event) => this.moves.opened(this.#at(event)));
    node.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
  }

  #at({ clientX, clientY }: MouseEvent): Corner {
    const { left, top } = this.node.getBoundingClientRect();
    return [clientX - left - this.node.clientLeft, clientY - top - this.node.clientTop];
  }

  #down(event: PointerEvent): void {
    if (event.button > 1) return;
    const at = this.#at(event);
    this.node.focus({ preventScroll: true });
    this.node.setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, at);
    this.#wandered = false;
    this.#panning =
      this.#pointers.size > 1 ||
      event.button === 1 ||
      (this.tool === 'pan' && !event.shiftKey && !event.altKey);
    this.#outline = this.#panning ? undefined : [at];
    this.moves.outlining(undefined);
    event.preventDefault();
  }

  #move(event: PointerEvent): void {
    const at = this.#at(event);
    const before = this.#pointers.get(event.pointerId);
    if (!before) {
      this.moves.pointed(at);
      return;
    }
    const from = this.#outline?.[0] ?? before;
    if (far(from, at)) this.#wandered = true;
    if (this.#panning) this.#drag(event.pointerId, before, at);
    else if (this.#wandered) this.#outlineTo(at);
  }

  /** Two fingers: what is between them goes along and grows with their distance. */
  #drag(pointer: number, before: Corner, at: Corner): void {
    const other = [...this.#pointers].find(([id]) => id !== pointer)?.[1];
    this.#pointers.set(pointer, at);
    if (other) {
      const factor = distance(at, other) / Math.max(1, distance(before, other));
      this.moves.zoom(factor, other[0], other[1]);
    } else this.moves.pan(at[0] - before[0], at[1] - before[1]);
  }

  #outlineTo(at: Corner): void {
    const outline = this.#outline;
    if (!outline) return;
    this.moves.pointed(undefined);
    if (this.tool === 'rectangle') outline[1] = at;
    else if (far(outline.at(-1) as Corner, at)) outline.push(at);
    this.moves.outlining(this.#drawn(outline));
  }

  #drawn(corners: readonly Corner[]): Outline {
    const [first, second] = corners as [Corner, Corner];
    return this.tool === 'rectangle' && second ? rectangle(first, second) : corners;
  }

  #up(event: PointerEvent): void {
    const at = this.#at(event);
    const how = event.altKey ? 'remove' : event.shiftKey ? 'add' : 'replace';
    const outline = this.#outline;
    const wandered = this.#wandered;
    const alone = this.#pointers.size === 1;
    this.#cancel(event);
    if (!alone) return;
    if (!wandered) this.moves.clicked(at, event.ctrlKey || event.metaKey ? 'add' : how);
    else if (outline && outline.length > 1) this.moves.outlined(this.#drawn(outline), how);
  }

  #cancel({ pointerId }: PointerEvent): void {
    this.#pointers.delete(pointerId);
    this.#outline = undefined;
    this.moves.outlining(undefined);
  }

  #wheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey && document.activeElement !== this.node) return;
    event.preventDefault();
    // Lines and pages are what some mice turn by.
    const pixels = event.deltaY * ([1, 16, 300][event.deltaMode] ?? 1);
    const [x, y] = this.#at(event);
    this.moves.zoom(Math.exp(-Math.max(-240, Math.min(240, pixels)) / 240), x, y);
  }
}

const distance = ([x, y]: Corner, [otherX, otherY]: Corner): number => Math.hypot(x - otherX, y - otherY);
const far = (a: Corner, b: Corner): boolean => distance(a, b) >= step;
