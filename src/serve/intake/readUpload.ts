import type { ReadableStream } from 'node:stream/web';
import type { Context } from 'hono';
import { RequestError } from '../errors.js';
import type { ServiceEnv, Slot } from '../serviceEnv.js';

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

/** Room for a body to begin with: what it says of its length need not come. */
const firstBytes = 64 * 1024;

/** A request's body, cut off with 413 at the limit. */
export async function readLimited(
  context: Context<ServiceEnv>,
  maxBytes: number,
): Promise<Buffer<ArrayBuffer>> {
  const declared = Number(context.req.header('content-length') ?? 0);
  if (declared > maxBytes) throw tooLarge(maxBytes);
  const slot = context.get('slot');
  const bytes = await collect(bodyOf(context), slot, { declared, maxBytes });
  slot.arrived();
  return bytes;
}

/** The pieces of a body, straight from the socket where there is one. Whoever stops reading leaves the rest there. */
function bodyOf(context: Context<ServiceEnv>): AsyncIterable<Uint8Array> | readonly Uint8Array[] {
  const incoming = context.env?.incoming;
  if (incoming) return incoming.iterator({ destroyOnReturn: false });
  const body = context.req.raw.body as ReadableStream<Uint8Array> | null;
  return body?.values({ preventCancel: true }) ?? [];
}

/** Room grows with what comes; a body that says its length ends in a room of just that. */
async function collect(
  body: AsyncIterable<Uint8Array> | readonly Uint8Array[],
  slot: Slot,
  { declared, maxBytes }: { declared: number; maxBytes: number },
): Promise<Buffer<ArrayBuffer>> {
  const most = declared || maxBytes;
  let bytes = Buffer.allocUnsafe(Math.min(most, firstBytes));
  let size = 0;
  try {
    for await (const chunk of body) {
      if (size + chunk.length > maxBytes) throw tooLarge(maxBytes);
      slot.grow(chunk.length);
      if (size + chunk.length > bytes.length)
        bytes = grown(bytes, size, Math.max(size + chunk.length, Math.min(most, 2 * bytes.length)));
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

/** Parts that are looked at; a form with more fields before its file is refused. */
const maxParts = 100;
const maxHeadBytes = 16_384;

/**
 * The first file in a `multipart/form-data` body (RFC 7578), as a view of it: a form with a photo is as quick to read
 * as a photo.
 *
 * @param type the request's `Content-Type`, which names the boundary
 * @throws RequestError 400 when the form cannot be read or holds no file, 413 when it has too many fields
 */
export function fileOfForm(body: Buffer, type: string): Uint8Array {
  const [, quoted, bare] = /;\s*boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(type) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) throw unreadable();
  const delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
  // The first delimiter may stand at the very start, where no line ends before it.
  let at = body.indexOf(delimiter.subarray(2)) + delimiter.length - 2;
  if (at < delimiter.length - 2) throw unreadable();
  for (let part = 0; part < maxParts; part++) {
    if (body.toString('latin1', at, at + 2) === '--')
      throw new RequestError(400, 'bad_request', 'The form holds no file.');
    const headEnd = body.subarray(at, at + maxHeadBytes).indexOf('\r\n\r\n') + at;
    const end = body.indexOf(delimiter, headEnd);
    if (headEnd < at || end < 0) throw unreadable();
    const head = body.toString('latin1', at, headEnd);
    if (/^content-disposition:[^\r\n]*;\s*filename\*?=/im.test(head)) return body.subarray(headEnd + 4, end);
    at = end + delimiter.length;
  }
  throw new RequestError(413, 'too_large', `The form has more than ${maxParts} fields before its file.`);
}

function unreadable(): RequestError {
  return new RequestError(400, 'bad_request', 'The form cannot be read.');
}
