import { z } from 'zod';

const number = z.number();
const size = z.number().int().positive().max(65_536);
/** One photo of 4096 × 4096 takes 200 MB as input; more would only exhaust the memory. */
const side = z.number().int().positive().max(4096);

const drawnTransform = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('affine'), matrix: z.array(number).length(9) }),
  z.object({ kind: z.literal('warp'), matrix: z.array(number).length(9) }),
  z.object({ kind: z.literal('dihedral'), flips: z.number().int().min(0).max(7) }),
  z.object({ kind: z.literal('logit'), scale: number, shift: number }),
  z.object({
    kind: z.literal('linear'),
    scale: z.array(number),
    shift: z.array(number),
    clip: z.boolean().optional(),
  }),
  z.object({ kind: z.literal('meanContrast'), scale: number, shift: number }),
  z.object({ kind: z.literal('crop'), row: number, column: number }),
  z.object({
    kind: z.literal('keras'),
    rotation: number,
    shear: number,
    rowZoom: number,
    columnZoom: number,
    rowShift: number,
    columnShift: number,
  }),
  z.object({
    kind: z.literal('cutout'),
    holes: z.array(z.object({ row: number, column: number, height: number, width: number })),
  }),
]);

const preprocessor = z.object({
  target: z.object({
    height: side,
    width: side,
    resizeMethod: z.enum(['crop', 'pad', 'squish', 'no']),
    fillMode: z.enum(['reflection', 'border', 'zeros', 'nearest', 'constant', 'reflect', 'wrap']),
    fillValue: number,
  }),
  drawn: z.array(drawnTransform),
  stats: z.object({ mean: z.array(number), std: z.array(number) }).optional(),
});

const network = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('cnn'),
    architecture: z.string(),
    linFtrs: z.array(size).optional(),
    ps: z.union([number, z.array(number)]).optional(),
    bnFinal: z.boolean().optional(),
    concatPool: z.boolean().optional(),
  }),
  /** Any other model, as Keras describes its layers: names and numbers, no code. */
  z.object({ kind: z.literal('keras'), topology: z.record(z.string(), z.unknown()) }),
]);

/** What an exported model says of itself; checked as a whole before anything of it is used. */
export const exportInfoSchema = z.strictObject({
  format: z.literal('tsvision-export'),
  version: z.literal(1),
  network,
  /** Class names in the order of the outputs. */
  classes: z.array(z.string()).min(1).max(1_000_000),
  targetKind: z.enum(['single', 'multi', 'number']),
  /** What turns raw outputs into probabilities. */
  activation: z.enum(['softmax', 'sigmoid', 'exp', 'none']),
  preprocessor,
  /** Versions of what made the file, and as `body` whose pretrained weights it began with. */
  madeWith: z.record(z.string(), z.string()),
  /** SHA-256 of all tensors in the order of their names; also the model's version. */
  weightsSha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** See {@link exportInfoSchema}. */
export type ExportInfo = z.infer<typeof exportInfoSchema>;

/** How the network of an exported model is built again. */
export type ExportNetwork = ExportInfo['network'];
