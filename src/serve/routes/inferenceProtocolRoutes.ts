import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { RequestError } from '../../core/index.js';
import type { PixelBatch } from '../classifier.js';
import { classifyPhoto } from '../classifyPhoto.js';
import { readLimited } from '../intake/readUpload.js';
import type { ServiceContext } from '../serviceContext.js';

const [inputName, outputName] = ['image', 'probabilities'] as const;
const inferRequest = z.object({
  id: z.string().max(256).optional(),
  outputs: z.array(z.object({ name: z.literal(outputName) })).optional(),
  inputs: z
    .array(
      z.object({
        name: z.literal(inputName),
        shape: z.array(z.number().int().positive()).min(1).max(4),
        datatype: z.enum(['BYTES', 'UINT8', 'FP32']),
        data: z.array(z.unknown()),
      }),
    )
    .length(1),
});

type InferInput = z.infer<typeof inferRequest>['inputs'][number];

/**
 * The Open Inference Protocol, version 2 (KServe, Triton): the same client speaks to them and to us. The one
 * input is `image`: encoded photos as base64 `BYTES` `[n]`, or pixels 0…255 as `UINT8` or `FP32`
 * `[n, height, width, 3]`. The one output is `probabilities`, `FP32` `[n, classes]`.
 */
export function inferenceProtocolRoutes(service: ServiceContext): Hono {
  const { classifier } = service;
  const routes = new Hono()
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

async function answerInference(service: ServiceContext, context: Context): Promise<Response> {
  const { classifier, limits } = service;
  requireModel(service, context);
  const { id, inputs } = parseRequest(await readLimited(context.req.raw, limits.maxBytes));
  const rows = await infer(service, inputs[0] as InferInput);
  return context.json({
    model_name: classifier.name,
    model_version: classifier.version,
    ...(id === undefined ? {} : { id }),
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

function parseRequest(body: Uint8Array): z.infer<typeof inferRequest> {
  try {
    return inferRequest.parse(JSON.parse(Buffer.from(body).toString('utf8')));
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

async function infer(service: ServiceContext, input: InferInput): Promise<readonly (readonly number[])[]> {
  if (input.datatype === 'BYTES') return inferPhotos(service, input);
  const probabilities = await service.classifier.classifyPixels(pixelBatch(input, service.limits.maxPixels));
  return probabilities.map((row) => [...row]);
}

async function inferPhotos(
  service: ServiceContext,
  { shape, data }: InferInput,
): Promise<readonly number[][]> {
  if (shape.length !== 1 || shape[0] !== data.length || !data.every((text) => typeof text === 'string')) {
    throw new RequestError(400, 'bad_request', '`BYTES` data is a list of base64 texts with shape [n].');
  }
  const { classes } = service.classifier;
  const { maxQueue } = service.limits;
  // More would never fit, however often the client tries again.
  if (data.length > maxQueue)
    throw new RequestError(413, 'too_large', `A request may hold ${maxQueue} photos at most.`);
  const answers = await Promise.all(
    (data as string[]).map((text) => classifyPhoto(service, Buffer.from(text, 'base64'))),
  );
  return answers.map(({ predictions }) => {
    const byLabel = new Map(predictions.map(({ label, probability }) => [label, probability]));
    return classes.map((label) => byLabel.get(label) as number);
  });
}

function pixelBatch({ shape, data, datatype }: InferInput, maxPixels: number): PixelBatch {
  const [n, height, width, channels] = shape as [number, number, number, number];
  const wrong = (sentence: string): RequestError => new RequestError(400, 'bad_request', sentence);
  if (shape.length !== 4 || channels !== 3) throw wrong('Pixels have the shape [n, height, width, 3].');
  if (n * height * width > maxPixels) throw new RequestError(413, 'too_large', 'Too many pixels.');
  const flat = data.flat(3);
  if (flat.length !== n * height * width * 3) {
    throw wrong(`The shape needs ${n * height * width * 3} numbers; there are ${flat.length}.`);
  }
  if (!flat.every((value) => typeof value === 'number' && value >= 0 && value <= 255)) {
    throw wrong('Pixels are numbers from 0 to 255.');
  }
  const values =
    datatype === 'UINT8' ? Uint8Array.from(flat as number[]) : Float32Array.from(flat as number[]);
  return { values, shape: [n, height, width, 3] };
}
