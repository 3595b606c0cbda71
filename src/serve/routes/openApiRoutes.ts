import { Hono } from 'hono';
import { z } from 'zod';
import {
  classificationSchema,
  inferenceAnswer,
  protocolRefusal,
  refusal,
  tensorData,
  urlQuery,
  wholeInferenceRequest,
} from '../answers/schemas.js';
import type { Classifier } from '../classifier.js';
import type { ServiceContext } from '../serviceContext.js';
import type { ServiceEnv } from '../serviceEnv.js';

/** `GET /openapi.json`: the description of every route, OpenAPI 3.1, made of the schemas that check the requests. */
export function openApiRoutes({ classifier }: ServiceContext): Hono<ServiceEnv> {
  const description = {
    openapi: '3.1.0',
    info: { title: `tsvision: ${classifier.name}`, version: classifier.version },
    // Relative to this document, so that it is right under any prefix.
    servers: [{ url: '.' }],
    paths: { ...photoPaths(), ...protocolPaths(classifier), ...operationPaths },
    components: { schemas: componentSchemas(classifier) },
  };
  return new Hono<ServiceEnv>().get('/openapi.json', (context) => context.json(description));
}

const addressOf = (name: string): string => `#/components/schemas/${name}`;
const json = (name: string): object => ({
  content: { 'application/json': { schema: { $ref: addressOf(name) } } },
});
const failures = (statuses: readonly number[], error = 'Error'): object =>
  Object.fromEntries(statuses.map((status) => [status, { description: 'Refused', ...json(error) }]));

/** Each by its name, referring to one another. */
function componentSchemas({ classes }: Classifier): object {
  const named = z.registry<{ id: string }>();
  named.add(classificationSchema(classes), { id: 'Classification' });
  named.add(refusal, { id: 'Error' });
  named.add(protocolRefusal, { id: 'ProtocolError' });
  named.add(tensorData, { id: 'TensorData' });
  named.add(wholeInferenceRequest, { id: 'InferenceRequest' });
  named.add(inferenceAnswer, { id: 'InferenceAnswer' });
  const { schemas } = z.toJSONSchema(named, { uri: addressOf, io: 'input' });
  return Object.fromEntries(
    // Their place in this document says who they are.
    Object.entries(schemas).map(([name, { $id, $schema, ...schema }]) => [name, schema]),
  );
}

function photoPaths(): object {
  const answer = { description: 'Classes by probability', ...json('Classification') };
  const photo = { schema: { type: 'string', format: 'binary' } };
  return {
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
        parameters: queryParameters(urlQuery),
        responses: { 200: answer, ...failures([400, 403, 413, 415, 422, 502, 503]) },
      },
    },
  };
}

function queryParameters(query: z.ZodObject): object[] {
  const { properties = {}, required = [] } = z.toJSONSchema(query);
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function protocolPaths({ name }: Classifier): object {
  return {
    '/v2/models/{name}/infer': {
      post: {
        summary: 'Open Inference Protocol, version 2',
        parameters: [{ name: 'name', in: 'path', required: true, schema: { const: name } }],
        requestBody: { required: true, ...json('InferenceRequest') },
        responses: {
          200: { description: 'Probabilities', ...json('InferenceAnswer') },
          ...failures([400, 403, 404, 413, 415, 422, 503], 'ProtocolError'),
        },
      },
    },
  };
}

const operationPaths = {
  '/healthz': { get: { summary: 'Liveness', responses: { 200: { description: 'Up' } } } },
  '/metrics': { get: { summary: 'Prometheus metrics', responses: { 200: { description: 'Text format' } } } },
};
