import { Hono } from 'hono';
import { classifyPhoto } from '../classifyPhoto.js';
import { RequestError } from '../errors.js';
import { guardedFetch } from '../intake/guardedFetch.js';
import { readUpload } from '../intake/readUpload.js';
import type { ServiceContext, ServiceEnv } from '../serviceContext.js';

/** Characters; what servers commonly take. */
const maxUrl = 8192;

/** `POST /classify` (a photo as body or form) and `GET /classify-url?url=…`, as in the lesson's web app. */
export function classifyRoutes(service: ServiceContext): Hono<ServiceEnv> {
  const { limits } = service;
  return new Hono<ServiceEnv>()
    .post('/classify', async (context) =>
      context.json(
        await classifyPhoto(service, await readUpload(context, limits.maxBytes), context.req.raw.signal),
      ),
    )
    .get('/classify-url', async (context) => {
      const url = context.req.query('url');
      if (!url) {
        throw new RequestError(400, 'bad_request', 'Name a photo, as in /classify-url?url=https://… .');
      }
      if (url.length > maxUrl) throw new RequestError(400, 'bad_request', 'The address is too long.');
      const { signal } = context.req.raw;
      const slot = context.get('slot');
      const photo = await guardedFetch(url, { ...limits, signal, received: (bytes) => slot.grow(bytes) });
      slot.arrived();
      return context.json(await classifyPhoto(service, photo, signal));
    });
}
