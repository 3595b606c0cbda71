import { z } from 'zod';

// What programs send and get. Requests are checked by these schemas and `openapi.json` is made of them.

/** Names of the one input and the one output in the Open Inference Protocol. */
export const [inputName, outputName] = ['image', 'probabilities'] as const;

/** Characters of an address; what servers commonly take. */
const maxUrl = 8192;

/** What `GET /classify-url` is asked. */
export const urlQuery = z.object({
  url: z
    .string('Name a photo, as in /classify-url?url=https://… .')
    .min(1, 'Name a photo, as in /classify-url?url=https://… .')
    .max(maxUrl, 'The address is too long.')
    .describe('Address of a photo on the web'),
});

/** Answer to a classified photo, as JSON. */
export interface Classification {
  /** The most probable class. */
  readonly label: string;
  /** All classes, most probable first. */
  readonly predictions: readonly { readonly label: string; readonly probability: number }[];
  /** Which model answered. */
  readonly model: { readonly name: string; readonly version: string };
  /** From the photo's arrival at the model's queue to its answer, in ms. */
  readonly milliseconds: number;
}

/** {@link Classification} by a model with these classes. */
export function classificationSchema(classes: readonly string[]): z.ZodType<Classification> {
  const label = z.enum([...new Set(classes)] as [string, ...string[]]);
  return z.object({
    label: label.describe('The most probable class'),
    predictions: z
      .array(z.object({ label, probability: z.number().min(0).max(1) }))
      .describe('All classes, most probable first'),
    model: z.object({ name: z.string(), version: z.string() }),
    milliseconds: z.number().min(0).describe("From the photo's arrival at the model's queue to its answer"),
  });
}

/** A refusal: what a program tells apart, and a sentence. */
export const refusal = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** A refusal as the Open Inference Protocol has it. */
export const protocolRefusal = z.object({ error: z.string(), code: z.string() });

type TensorData = string | number | readonly TensorData[];

/** Base64 texts, or numbers from 0 to 255: flat or nested as the shape. */
export const tensorData: z.ZodType<TensorData> = z.lazy(() =>
  z.union([z.string(), z.number().min(0).max(255), z.array(tensorData)]),
);

/**
 * A request for inference. Its data can be 10 MB long and is read by itself, in slices (`readInference`), so that the
 * schema of the data is the caller's.
 */
export function inferenceRequest<T extends z.ZodType>(data: T) {
  const input = z.object({
    name: z.literal(inputName),
    shape: z.array(z.number().int().positive()).min(1).max(4),
    datatype: z.enum(['BYTES', 'UINT8', 'FP32']),
    data,
  });
  return z.object({
    id: z.string().max(256).optional(),
    outputs: z.array(z.object({ name: z.literal(outputName) })).optional(),
    inputs: z.array(input).length(1),
  });
}

/** The answer to a request for inference. */
export const inferenceAnswer = z.object({
  model_name: z.string(),
  model_version: z.string(),
  id: z.string().optional(),
  outputs: z
    .array(
      z.object({
        name: z.literal(outputName),
        datatype: z.literal('FP32'),
        shape: z.array(z.number().int()).length(2),
        data: z.array(z.number()),
      }),
    )
    .length(1),
});

/** A request for inference as programs write it. */
export const wholeInferenceRequest = inferenceRequest(z.array(tensorData));
