import { Hono } from 'hono';
import type { ServiceContext, ServiceEnv } from '../serviceContext.js';

const json = (schema: object): object => ({ content: { 'application/json': { schema } } });
const reference = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const failures = (statuses: readonly number[], error = 'Error'): object =>
  Object.fromEntries(
    statuses.map((status) => [status, { description: 'Refused', ...json(reference(error)) }]),
  );

/** `GET /openapi.json`: the description of every route, OpenAPI 3.1. */
export function openApiRoutes({ classifier }: ServiceContext): Hono<ServiceEnv> {
  const answer = { description: 'Classes by probability', ...json(reference('Classification')) };
  const photo = { schema: { type: 'string', format: 'binary' } };
  const description = {
    openapi: '3.1.0',
    info: { title: `tsvision: ${classifier.name}`, version: classifier.version },
    // Relative to this document, so that it is right under any prefix.
    servers: [{ url: '.' }],
    paths: {
      '/classify': {
        post: {
          summary: 'Classify a photo',
          requestBody: {
            required: true,
            content: {
              'image/*': photo,
              'multipart/form-data': { schema: { type: 'object', properties: { file: photo.schema } } },
            },
          },
          responses: { 200: answer, ...failures([400, 403, 413, 415, 422, 503]) },
        },
      },
      '/classify-url': {
        get: {
          summary: 'Classify a photo on the web',
          parameters: [
            { name: 'url', in: 'query', required: true, schema: { type: 'string', format: 'uri' } },
          ],
          responses: { 200: answer, ...failures([400, 403, 413, 415, 422, 502, 503]) },
        },
      },
      '/v2/models/{name}/infer': {
        post: {
          summary: 'Open Inference Protocol, version 2',
          parameters: [{ name: 'name', in: 'path', required: true, schema: { const: classifier.name } }],
          requestBody: { required: true, ...json({ type: 'object' }) },
          responses: {
            200: { description: 'Probabilities', ...json({ type: 'object' }) },
            ...failures([400, 404, 413, 422, 503], 'ProtocolError'),
          },
        },
      },
      '/healthz': { get: { summary: 'Liveness', responses: { 200: { description: 'Up' } } } },
      '/metrics': {
        get: { summary: 'Prometheus metrics', responses: { 200: { description: 'Text format' } } },
      },
    },
    components: {
      schemas: {
        Classification: {
          type: 'object',
          required: ['label', 'predictions', 'model', 'milliseconds'],
          properties: {
            label: { enum: classifier.classes },
            predictions: {
              type: 'array',
              items: {
                type: 'object',
                properties: { label: { type: 'string' }, probability: { type: 'number' } },
              },
            },
            model: { type: 'object', properties: { name: { type: 'string' }, version: { type: 'string' } } },
            milliseconds: { type: 'number' },
          },
        },
        ProtocolError: {
          type: 'object',
          required: ['error'],
          properties: { error: { type: 'string' }, code: { type: 'string' } },
        },
        Error: {
          type: 'object',
          required: ['error'],
          properties: {
            error: { type: 'object', properties: { code: { type: 'string' }, message: { type: 'string' } } },
          },
        },
      },
    },
  };
  return new Hono<ServiceEnv>().get('/openapi.json', (context) => context.json(description));
}
