import { type Cloud, drawPoints } from './drawPoints.js';
import { boundsOf, fitted, type MapSight } from './mapSight.js';

/** How long points take from one layout to the next, ms. */
const flight = 900;

/** The points of the map in a canvas: where they are, also while they move to new places. */
export class PointLayer {
  readonly canvas: HTMLCanvasElement;
  /** Where the points are now. */
  places: Float32Array = new Float32Array(0);
  groups: Uint8Array = new Uint8Array(0);
  styles: Cloud['styles'] = [];
  lit: Uint8Array | undefined;
  order: Uint32Array | undefined;
  #flight: { readonly from: Float32Array; readonly to: Float32Array; readonly began: number } | undefined;
  #image: ImageData | undefined;

  constructor(canvas: HTMLCanvasElement) {
    this.canvas = canvas;
  }

  /** Whether points are on their way. */
  get moving(): boolean {
    return this.#flight !== undefined;
  }

  /** @param smoothly flies there, if there are as many points as before */
  moveTo(places: Float32Array, smoothly: boolean): void {
    const from = this.places;
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const flies = smoothly && !still && from.length === places.length && from.length > 0;
    this.#flight = flies ? { from: from.slice(), to: places, began: performance.now() } : undefined;
    if (!flies) this.places = places;
    else this.places = from.slice();
  }

  /** The sight of all points, where they are going to. */
  home(width: number, height: number): MapSight {
    return fitted(boundsOf(this.#flight?.to ?? this.places), width, height);
  }

  /** @param radius of a point; all in CSS pixels */
  draw(width: number, height: number, sight: MapSight, radius: number, paper: number): void {
    this.#fly();
    const ratio = Math.min(2, window.devicePixelRatio);
    const { canvas } = this;
    const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== across || canvas.height !== down || !this.#image) {
      canvas.width = across;
      canvas.height = down;
      this.#image = new ImageData(across, down);
    }
    const data = new Int32Array(this.#image.data.buffer);
    data.fill(paper);
    const { scale, left, top } = sight;
    const device = { scale: scale * ratio, left: left * ratio, top: top * ratio };
    drawPoints({ data, width: across, height: down }, this, device, radius * ratio);
    canvas.getContext('2d')?.putImageData(this.#image, 0, 0);
  }

  dispose(): void {
    this.#image = undefined;
    this.#flight = undefined;
    this.places = new Float32Array(0);
    this.groups = new Uint8Array(0);
    this.lit = undefined;
    // Frees the canvas's memory now, not when it is collected.
    this.canvas.width = this.canvas.height = 0;
  }

  #fly(): void {
    const way = this.#flight;
    if (!way) return;
    const part = Math.min(1, (performance.now() - way.began) / flight);
    const eased = part < 0.5 ? 4 * part ** 3 : 1 - (2 - 2 * part) ** 3 / 2;
    const { from, to } = way;
    for (let i = 0; i < to.length; i++) {
      const a = from[i] as number;
      const b = to[i] as number;
      this.places[i] = a + (b - a) * eased;
    }
    if (part < 1) return;
    this.places = to;
    this.#flight = undefined;
  }
}
