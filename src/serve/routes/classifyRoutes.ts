import { Hono } from 'hono';
import { classifyPhoto } from '../answers/classifyPhoto.js';
import { urlQuery } from '../answers/schemas.js';
import { clientSignal } from '../clientSignal.js';
import { RequestError } from '../errors.js';
import { guardedFetch } from '../intake/guardedFetch.js';
import { readUpload } from '../intake/readUpload.js';
import type { ServiceContext } from '../serviceContext.js';
import type { ServiceEnv } from '../serviceEnv.js';

/** `POST /classify` (a photo as body or form) and `GET /classify-url?url=…`, as in the lesson's web app. */
export function classifyRoutes(service: ServiceContext): Hono<ServiceEnv> {
  const { limits } = service;
  return new Hono<ServiceEnv>()
    .post('/classify', async (context) =>
      context.json(
        await classifyPhoto(service, await readUpload(context, limits.maxBytes), clientSignal(context)),
      ),
    )
    .get('/classify-url', async (context) => {
      const url = urlOf(context.req.query());
      const signal = clientSignal(context);
      const slot = context.get('slot');
      const photo = await guardedFetch(url, { ...limits, signal, received: (bytes) => slot.grow(bytes) });
      slot.arrived();
      return context.json(await classifyPhoto(service, photo, signal));
    });
}

function urlOf(query: Record<string, string>): string {
  const { data, error } = urlQuery.safeParse(query);
  if (data) return data.url;
  throw new RequestError(400, 'bad_request', error.issues[0]?.message ?? 'That is no address.');
}
