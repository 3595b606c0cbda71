import { z } from 'zod';
import { inferenceRequest } from '../answers/schemas.js';
import type { PixelBatch } from '../classifier.js';
import { RequestError } from '../errors.js';
import type { ServeLimits } from '../serveOptions.js';
import { type DataSpan, dataSpan } from './dataSpan.js';
import { readPixels } from './readPixels.js';

/** Most bytes of a request besides its data. */
const maxRest = 65_536;
const maxSide = 65_535;
/** Photos of one request: it waits for all of them, and others wait behind it. */
const maxPhotos = 64;

/** The request without its data, which is read apart. */
const inferRequest = inferenceRequest(z.array(z.unknown()).max(0));

type InferInput = z.infer<typeof inferRequest>['inputs'][number];

/** A request of the protocol: encoded photos, or pixels. */
export type InferenceRequest = { readonly id: string | undefined } & (
  | { readonly photos: readonly Uint8Array[] }
  | { readonly pixels: PixelBatch }
);

/**
 * Reads a request of the Open Inference Protocol. What it holds is counted before anything is built from it, and
 * numbers are read in slices: a body of 10 MB neither holds up other requests nor takes several times its memory.
 *
 * @throws RequestError 400 when it is none; 413 when it holds too many photos, or too many pixels
 */
export async function readInference(body: Buffer, limits: ServeLimits): Promise<InferenceRequest> {
  const span = dataSpan(body);
  const { id, inputs } = parseRest(body, span);
  const input = inputs[0] as InferInput;
  const data = body.subarray(span?.from ?? 0, span?.to ?? 0);
  const most = Math.min(maxPhotos, limits.maxQueue);
  if (input.shape[0] !== undefined && input.shape[0] > most && span) {
    // More would never fit, however often the client tries again.
    throw new RequestError(413, 'too_large', `A request may hold ${most} photos at most.`);
  }
  if (input.datatype === 'BYTES') return { id, photos: photosOf(input, data, span) };
  return { id, pixels: await pixelsOf(input, data, limits.maxPixels) };
}

function parseRest(body: Buffer, span: DataSpan | undefined): z.infer<typeof inferRequest> {
  const [from, to] = span ? [span.from, span.to] : [body.length, body.length];
  if (body.length - (to - from) > maxRest) {
    throw new RequestError(413, 'too_large', `Besides its data a request may have ${maxRest / 1024} KiB.`);
  }
  const rest = body.toString('utf8', 0, from) + (span ? '[]' : '') + body.toString('utf8', to);
  try {
    return inferRequest.parse(JSON.parse(rest));
  } catch (cause) {
    const [issue] = cause instanceof z.ZodError ? cause.issues : [];
    const where = issue ? `${issue.path.join('.') || 'the body'}: ${issue.message}` : 'it is not JSON';
    throw new RequestError(
      400,
      'bad_request',
      `The body is not an inference request of the protocol, version 2: ${where}.`,
      { cause },
    );
  }
}

function photosOf({ shape }: InferInput, data: Buffer, span: DataSpan | undefined): Uint8Array[] {
  const wrong = new RequestError(
    400,
    'bad_request',
    '`BYTES` data is a list of base64 texts with shape [n].',
  );
  if (!span || shape.length !== 1 || span.commas + 1 !== shape[0] || span.openings > 0) throw wrong;
  const texts = parseList(data);
  if (texts?.length !== shape[0] || !texts.every((text) => typeof text === 'string')) throw wrong;
  return texts.map((text) => Buffer.from(text, 'base64'));
}

function parseList(data: Buffer): unknown[] | undefined {
  try {
    return JSON.parse(data.toString('utf8')) as unknown[];
  } catch {
    return undefined;
  }
}

async function pixelsOf(
  { shape, datatype }: InferInput,
  data: Buffer,
  maxPixels: number,
): Promise<PixelBatch> {
  const [n, height, width, channels] = shape as [number, number, number, number];
  if (shape.length !== 4 || channels !== 3)
    throw new RequestError(400, 'bad_request', 'Pixels have the shape [n, height, width, 3].');
  const count = n * height * width * 3;
  if (count > maxPixels * 3 || Math.max(height, width) > maxSide)
    throw new RequestError(413, 'too_large', 'Too many pixels.');
  // Each number takes two bytes at least: a small request with a large shape takes no memory.
  if (data.length < 2 * count)
    throw new RequestError(400, 'bad_request', `The shape needs ${count} numbers; there are fewer.`);
  const values = datatype === 'UINT8' ? new Uint8Array(count) : new Float32Array(count);
  await readPixels(data, values);
  return { values, shape: [n, height, width, 3] };
}
