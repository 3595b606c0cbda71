import { applyColours, type ColourMap, tableSteps } from '../colours.js';
import type { Matrix3 } from '../matrix3.js';
import type { PhotoTarget, Pixels } from '../pixels.js';
import { borderSample, samplePhoto } from '../samplePhoto.js';
import { sampleRowsWasm } from './generated/sampleRows.js';

/** Photos that need more memory than this, in bytes, go the plain way: WebAssembly never gives memory back. */
const mostMemory = 64 * 2 ** 20;

/** Rows of the output that are sampled at a time: few enough to be copied while they are in the processor's cache. */
const rowsAtOnce = 16;

/**
 * `samplePhoto` for photos of bytes and then `applyColours`, in WebAssembly with four lanes at a time: a fifth of their
 * time. Places are computed in double precision and colours in single, the same on every machine.
 */
export function sampleBytes(
  photo: Pixels,
  { matrix }: { readonly matrix: Matrix3 },
  target: PhotoTarget,
  colours: ColourMap,
  out: Float32Array,
  offset: number,
): void {
  const { height, width } = target;
  const places = layout(photo.data.length, width);
  if (places.end > mostMemory) {
    samplePhoto(photo, { matrix }, target, out, offset);
    applyColours(out, offset, height * width * 3, colours);
    return;
  }
  const wasm = sampler();
  const missing = places.end - wasm.memory.buffer.byteLength;
  if (missing > 0) wasm.memory.grow(Math.ceil(missing / 65536));
  const { buffer } = wasm.memory;
  new Uint8Array(buffer, places.photo, photo.data.length).set(photo.data);
  writeColours(buffer, places, colours);
  const sampleRow = rowSampler(wasm, places, photo, matrix, width);
  const sampled = new Float32Array(buffer, places.out, rowsAtOnce * width * 3);
  const outside = new Int32Array(buffer, places.outside, rowsAtOnce * width);
  for (let first = 0; first < height; first += rowsAtOnce) {
    const rows = Math.min(rowsAtOnce, height - first);
    let end = places.outside;
    for (let row = 0; row < rows; row++) end = sampleRow(first + row, row * width, end);
    for (const number of outside.subarray(0, (end - places.outside) / 4)) {
      sampleOutside(photo, matrix, target, first * width + number, sampled, number * 3);
      if (colours.kind === 'linear') applyColours(sampled, number * 3, 3, colours);
    }
    const values = rows * width * 3;
    if (colours.kind === 'table') wasm.lookUp(places.out, places.out + values * 4, places.tables);
    out.set(sampled.subarray(0, values), offset + first * width * 3);
  }
}

/** The functions of sampleRows.wat, which says what their numbers are. */
interface Sampler {
  readonly memory: WebAssembly.Memory;
  readonly placeRow: (...numbers: number[]) => void;
  readonly blendRow: (...numbers: number[]) => number;
  readonly lookUp: (...numbers: number[]) => void;
}

let instance: Sampler | undefined;

/** One for each thread; its memory is only scratch. */
function sampler(): Sampler {
  if (instance) return instance;
  const bytes = Uint8Array.from(atob(sampleRowsWasm), (letter) => letter.charCodeAt(0));
  instance = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as Sampler;
  return instance;
}

/** Where things lie in the scratch memory. */
interface Layout {
  readonly matrix: number;
  /** Scale and shift. */
  readonly colours: number;
  /** How far below the upper row of the photo a row of the output lies, where that is one number. */
  readonly below: number;
  readonly tables: number;
  readonly photo: number;
  /** Of a row's pixels in the photo. */
  readonly places: number;
  readonly out: number;
  readonly outside: number;
  readonly end: number;
}

/** Loads and stores of several lanes reach a little over the ends. */
function layout(photoBytes: number, width: number): Layout {
  const tables = 128;
  const photo = tables + 3 * (tableSteps + 1) * 4 + 4;
  const places = photo + 16 * Math.ceil((photoBytes + 16) / 16);
  const out = places + width * 16;
  const outside = out + rowsAtOnce * width * 12 + 16;
  const end = outside + rowsAtOnce * width * 4;
  return { matrix: 0, colours: 80, below: 112, tables, photo, places, out, outside, end };
}

function writeColours(buffer: ArrayBuffer, places: Layout, colours: ColourMap): void {
  const { scale, shift } = colours.kind === 'linear' ? colours : { scale: [1, 1, 1], shift: [0, 0, 0] };
  new Float32Array(buffer, places.colours, 8).set([...scale.slice(0, 3), 0, ...shift.slice(0, 3), 0]);
  if (colours.kind === 'linear') return;
  const length = tableSteps + 1;
  const tables = new Float32Array(buffer, places.tables, 3 * length);
  colours.tables.forEach((table, channel) => {
    tables.set(table, channel * length);
  });
}

/** Samples row `y`, whose pixels have numbers from `number` on; the list of pixels outside goes on at, and gives, `end`. */
type SampleRow = (y: number, number: number, end: number) => number;

function rowSampler(
  { memory, placeRow, blendRow }: Sampler,
  { matrix: matrixAt, colours, below, photo: photoAt, places, out, outside }: Layout,
  { width, height }: Pixels,
  matrix: Matrix3,
  columns: number,
): SampleRow {
  const stride = width * 3;
  const constants = new Float64Array(memory.buffer, matrixAt, 9);
  const [m0, m1, m2, m3, m4, m5, m6, m7, m8] = matrix;
  const perspective = Number(m6 !== 0 || m7 !== 0 || m8 !== 1);
  if (m1 !== 0 || m3 !== 0 || perspective) {
    constants.set(matrix);
    return (y, number, end) => {
      placeRow(y, columns, width, height, matrixAt, perspective, places);
      const at = [places, columns, places + 8, 16, out + number * 12, colours] as const;
      return blendRow(photoAt, stride, ...at, number, end);
    };
  }
  // A row of the output lies in one row of the photo, and every row's pixels in the same columns: as in the first row
  // of a photo of two.
  constants.set([m0, 0, m2, 0, 0, 0, 0, 0, 1]);
  placeRow(0, columns, width, 2, matrixAt, 0, places);
  const share = new Float32Array(memory.buffer, below, 1);
  const list = new Int32Array(memory.buffer, outside, rowsAtOnce * columns);
  return (y, number, end) => {
    const v = m4 * y + m5;
    if (!(v >= 0 && v < height - 1)) {
      for (let x = 0; x < columns; x++) list[(end - outside) / 4 + x] = number + x;
      return end + 4 * columns;
    }
    share[0] = v - Math.floor(v);
    const at = [places, columns, below, 0, out + number * 12, colours] as const;
    return blendRow(photoAt + Math.floor(v) * stride, stride, ...at, number, end);
  };
}

function sampleOutside(
  photo: Pixels,
  m: Matrix3,
  target: PhotoTarget,
  number: number,
  out: Float32Array,
  at: number,
): void {
  const x = number % target.width;
  const y = (number - x) / target.width;
  const w = 1 / (m[6] * x + m[7] * y + m[8]);
  borderSample(photo, (m[0] * x + m[1] * y + m[2]) * w, (m[3] * x + m[4] * y + m[5]) * w, target, out, at);
}
