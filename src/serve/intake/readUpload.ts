import type { Context } from 'hono';
import { RequestError } from '../../core/index.js';

/**
 * The photo in a request: the whole body, or the first file of a form. Reading stops as soon as the limit is
 * passed, whether or not the client declared a length.
 */
export async function readUpload(context: Context, maxBytes: number): Promise<Uint8Array> {
  const body = await readLimited(context.req.raw, maxBytes);
  const type = context.req.header('content-type') ?? '';
  const photo = type.startsWith('multipart/form-data') ? await fileOf(body, type) : body;
  if (photo.length === 0) throw new RequestError(400, 'bad_request', 'The request holds no photo.');
  return photo;
}

/** A request's body, cut off with 413 at the limit. */
export async function readLimited(request: Request, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = (): RequestError =>
    new RequestError(413, 'too_large', `A request may have ${Math.round(maxBytes / 2 ** 20)} MiB at most.`);
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge();
  if (!request.body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function fileOf(body: Uint8Array, type: string): Promise<Uint8Array> {
  try {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
    for (const value of form.values()) {
      if (typeof value !== 'string') return new Uint8Array(await value.arrayBuffer());
    }
  } catch (cause) {
    throw new RequestError(400, 'bad_request', 'The form cannot be read.', { cause });
  }
  throw new RequestError(400, 'bad_request', 'The form holds no file.');
}
