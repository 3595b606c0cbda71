import { type Context, Hono } from 'hono';
import { probabilitiesOf, probabilitiesOfPixels } from '../answers/classifyPhoto.js';
import { inputName, outputName } from '../answers/schemas.js';
import { clientSignal } from '../clientSignal.js';
import { RequestError } from '../errors.js';
import { readInference } from '../intake/readInference.js';
import { readLimited } from '../intake/readUpload.js';
import type { ServiceContext } from '../serviceContext.js';
import type { ServiceEnv } from '../serviceEnv.js';

/**
 * The Open Inference Protocol, version 2 (KServe, Triton): the same client speaks to them and to us. The one
 * input is `image`: encoded photos as base64 `BYTES` `[n]`, or pixels 0…255 as `UINT8` or `FP32`
 * `[n, height, width, 3]`. The one output is `probabilities`, `FP32` `[n, classes]`.
 */
export function inferenceProtocolRoutes(service: ServiceContext): Hono<ServiceEnv> {
  const { classifier } = service;
  const routes = new Hono<ServiceEnv>()
    .get('/v2', (context) => context.json(aboutServer))
    .get('/v2/', (context) => context.json(aboutServer))
    .get('/v2/health/live', (context) => context.json({ live: true }))
    .get('/v2/health/ready', (context) => context.json({ live: true, ready: true }));
  // A client may name the version; there is one.
  for (const model of ['/v2/models/:name', '/v2/models/:name/versions/:version']) {
    routes
      .get(`${model}/ready`, (context) => {
        requireModel(service, context);
        return context.json({ name: classifier.name, ready: true });
      })
      .get(model, (context) => {
        requireModel(service, context);
        return context.json(aboutModel(service));
      })
      .post(`${model}/infer`, (context) => answerInference(service, context));
  }
  return routes;
}

const aboutServer = { name: 'tsvision', version: '2', extensions: [] };

function aboutModel({ classifier }: ServiceContext): object {
  return {
    name: classifier.name,
    versions: [classifier.version],
    platform: 'tsvision',
    inputs: [{ name: inputName, datatype: 'BYTES', shape: [-1] }],
    outputs: [{ name: outputName, datatype: 'FP32', shape: [-1, classifier.classes.length] }],
  };
}

function requireModel({ classifier }: ServiceContext, context: Context): void {
  const { name, version } = context.req.param() as { name: string; version?: string };
  if (name !== classifier.name)
    throw new RequestError(404, 'not_found', `There is no model ${JSON.stringify(name)}.`);
  if (version !== undefined && version !== classifier.version)
    throw new RequestError(404, 'not_found', `The model has no version ${JSON.stringify(version)}.`);
}

async function answerInference(service: ServiceContext, context: Context<ServiceEnv>): Promise<Response> {
  const { classifier, limits } = service;
  requireModel(service, context);
  const signal = clientSignal(context);
  const request = await readInference(await readLimited(context, limits.maxBytes), limits);
  // All of them or none: answers to some would be thrown away.
  service.line.admit('pixels' in request ? request.pixels.shape[0] : request.photos.length);
  const rows =
    'pixels' in request
      ? await probabilitiesOfPixels(service, request.pixels, signal)
      : await Promise.all(request.photos.map((photo) => probabilitiesOf(service, photo, signal)));
  return context.json({
    model_name: classifier.name,
    model_version: classifier.version,
    ...(request.id === undefined ? {} : { id: request.id }),
    outputs: [
      {
        name: outputName,
        datatype: 'FP32',
        shape: [rows.length, classifier.classes.length],
        data: rows.flatMap((row) => [...row]),
      },
    ],
  });
}
