import type { ReadableStream } from 'node:stream/web';
import type { Context } from 'hono';
import { RequestError } from '../errors.js';
import type { ServiceEnv, Slot } from '../serviceEnv.js';
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

/** Room for a body that does not say its length, to begin with. */
const firstBytes = 64 * 1024;

/** A request's body, cut off with 413 at the limit. */
export async function readLimited(
  context: Context<ServiceEnv>,
  maxBytes: number,
): Promise<Buffer<ArrayBuffer>> {
  const { headers, body } = context.req.raw;
  const declared = Number(headers.get('content-length') ?? 0);
  if (declared > maxBytes) throw tooLarge(maxBytes);
  const slot = context.get('slot');
  const bytes = body
    ? await collect(body as ReadableStream<Uint8Array>, slot, { declared, maxBytes })
    : Buffer.alloc(0);
  slot.arrived();
  return bytes;
}

/** Written where it will stay: pieces that are joined at the end would be there twice. */
async function collect(
  body: ReadableStream<Uint8Array>,
  slot: Slot,
  { declared, maxBytes }: { declared: number; maxBytes: number },
): Promise<Buffer<ArrayBuffer>> {
  let bytes = Buffer.allocUnsafe(declared || firstBytes);
  let size = 0;
  try {
    for await (const chunk of body.values({ preventCancel: true })) {
      if (size + chunk.length > maxBytes) throw tooLarge(maxBytes);
      slot.grow(chunk.length);
      if (size + chunk.length > bytes.length)
        bytes = grown(bytes, size, Math.min(maxBytes, 2 * (size + chunk.length)));
      bytes.set(chunk, size);
      size += chunk.length;
    }
  } catch (cause) {
    if (cause instanceof RequestError) throw cause;
    // The client hung up; nobody reads this.
    throw new RequestError(400, 'bad_request', 'The request ended before its body did.', { cause });
  }
  return bytes.subarray(0, size);
}

function grown(bytes: Buffer<ArrayBuffer>, size: number, length: number): Buffer<ArrayBuffer> {
  const larger = Buffer.allocUnsafe(length);
  bytes.copy(larger, 0, 0, size);
  return larger;
}

function tooLarge(maxBytes: number): RequestError {
  return new RequestError(
    413,
    'too_large',
    `A request may have ${Math.round(maxBytes / 2 ** 20)} MiB at most.`,
  );
}
