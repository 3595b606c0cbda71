import { Hono } from 'hono';
import { photoKind } from '../../photo/photoKind.js';
import { RequestError } from '../errors.js';
import { renderPage } from '../page/renderPage.js';
import type { ServiceContext } from '../serviceContext.js';
import type { ServiceEnv } from '../serviceEnv.js';

/** `GET /`: the page for people; `GET /samples/N`: the photos it offers to try. */
export function pageRoutes({ classifier }: ServiceContext): Hono<ServiceEnv> {
  const { html, contentSecurityPolicy } = renderPage(classifier);
  return new Hono<ServiceEnv>()
    .get('/', (context) => context.html(html, 200, { 'content-security-policy': contentSecurityPolicy }))
    .get('/samples/:index', (context) => {
      const sample = classifier.samples?.[Number(context.req.param('index'))];
      if (!sample) throw new RequestError(404, 'not_found', 'There is no such sample.');
      return context.body(sample.photo as Uint8Array<ArrayBuffer>, 200, {
        'content-type': `image/${photoKind(sample.photo)?.name.toLowerCase() ?? 'jpeg'}`,
        'cache-control': 'max-age=3600',
      });
    });
}
