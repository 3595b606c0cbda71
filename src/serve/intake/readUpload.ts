import type { Context } from 'hono';
import { RequestError } from '../../core/index.js';
import type { Slot } from '../guards/slots.js';
import type { ServiceEnv } from '../serviceContext.js';
import { fileOfForm } from './fileOfForm.js';

/**
 * The photo in a request: the whole body, or the first file of a form. Reading stops as soon as the limit is
 * passed, whether or not the client declared a length.
 */
export async function readUpload(context: Context<ServiceEnv>, maxBytes: number): Promise<Uint8Array> {
  const body = await readLimited(context, maxBytes);
  const type = context.req.header('content-type') ?? '';
  const photo = /^multipart\/form-data\b/i.test(type) ? fileOfForm(body, type) : body;
  if (photo.length === 0) throw new RequestError(400, 'bad_request', 'The request holds no photo.');
  return photo;
}

/** A request's body, cut off with 413 at the limit. */
export async function readLimited(context: Context<ServiceEnv>, maxBytes: number): Promise<Buffer> {
  const { headers, body } = context.req.raw;
  if (Number(headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const slot = context.get('slot');
  const chunks = body ? await readChunks(body as unknown as AsyncIterable<Uint8Array>, slot, maxBytes) : [];
  slot.arrived();
  return Buffer.concat(chunks);
}

async function readChunks(
  body: AsyncIterable<Uint8Array>,
  slot: Slot,
  maxBytes: number,
): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge(maxBytes);
      slot.grow(chunk.length);
      chunks.push(chunk);
    }
  } catch (cause) {
    if (cause instanceof RequestError) throw cause;
    // The client hung up; nobody reads this.
    throw new RequestError(400, 'bad_request', 'The request ended before its body did.', { cause });
  }
  return chunks;
}

function tooLarge(maxBytes: number): RequestError {
  return new RequestError(
    413,
    'too_large',
    `A request may have ${Math.round(maxBytes / 2 ** 20)} MiB at most.`,
  );
}
