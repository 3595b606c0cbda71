import type { Pixels } from '../decoding/pixels.js';
import { borderSample } from './borderSample.js';
import { sampleRowsWasm } from './generated/sampleRows.js';
import type { PhotoTarget } from './photoTarget.js';
import { samplePhoto } from './samplePhoto.js';
import type { SamplePlan } from './samplePlan.js';

/** For each channel: values of 0–255 become scale · value + shift. */
export interface LinearColours {
  readonly scale: readonly number[];
  readonly shift: readonly number[];
}

/** Photos that need more memory than this, in bytes, go the plain way: WebAssembly never gives memory back. */
const mostMemory = 64 * 2 ** 20;

/**
 * {@link samplePhoto} for photos of bytes, in WebAssembly with four lanes at a time: about two thirds of its time. The
 * places are computed in double precision and the colours in single, the same on every machine.
 */
export function sampleBytes(
  photo: Pixels,
  { matrix }: Pick<SamplePlan, 'matrix'>,
  target: PhotoTarget,
  colours: LinearColours,
  out: Float32Array,
  offset: number,
): void {
  const pixels = target.height * target.width;
  const places = layout(photo.data.length, pixels);
  if (places.end > mostMemory) {
    samplePhoto(photo, { matrix }, target, out, offset);
    for (let i = 0; i < pixels * 3; i++)
      out[offset + i] = colourOf(colours, i % 3, out[offset + i] as number);
    return;
  }
  const { memory, sampleRows } = sampler();
  const missing = places.end - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / 65536));
  const { scale, shift } = colours;
  new Float64Array(memory.buffer, 0, 9).set(matrix);
  new Float32Array(memory.buffer, 72, 8).set([...scale.slice(0, 3), 0, ...shift.slice(0, 3), 0]);
  new Uint8Array(memory.buffer, places.photo, photo.data.length).set(photo.data);
  const { width, height } = photo;
  const count = sampleRows(
    places.photo,
    width,
    height,
    places.out,
    target.width,
    target.height,
    0,
    places.outside,
  );
  out.set(new Float32Array(memory.buffer, places.out, pixels * 3), offset);
  for (const number of new Int32Array(memory.buffer, places.outside, count))
    sampleOutside(photo, matrix, target, colours, number, out, offset + number * 3);
}

interface Sampler {
  readonly memory: WebAssembly.Memory;
  readonly sampleRows: (...numbers: number[]) => number;
}

let instance: Sampler | undefined;

/** One for each thread; its memory is only scratch. */
function sampler(): Sampler {
  instance ??= new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(sampleRowsWasm, 'base64')))
    .exports as unknown as Sampler;
  return instance;
}

/** Where things lie in the scratch memory; loads and stores of four lanes reach a little over the ends. */
function layout(
  photoBytes: number,
  pixels: number,
): { photo: number; out: number; outside: number; end: number } {
  const photo = 128;
  const out = photo + 16 * Math.ceil((photoBytes + 16) / 16);
  const outside = out + pixels * 12 + 16;
  return { photo, out, outside, end: outside + pixels * 4 };
}

function colourOf({ scale, shift }: LinearColours, channel: number, value: number): number {
  return value * (scale[channel] as number) + (shift[channel] as number);
}

function sampleOutside(
  photo: Pixels,
  m: SamplePlan['matrix'],
  target: PhotoTarget,
  colours: LinearColours,
  number: number,
  out: Float32Array,
  at: number,
): void {
  const x = number % target.width;
  const y = (number - x) / target.width;
  const w = 1 / (m[6] * x + m[7] * y + m[8]);
  borderSample(photo, (m[0] * x + m[1] * y + m[2]) * w, (m[3] * x + m[4] * y + m[5]) * w, target, out, at);
  for (let c = 0; c < 3; c++) out[at + c] = colourOf(colours, c, out[at + c] as number);
}
