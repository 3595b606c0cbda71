import { z } from 'zod';

const rate = z.number().positive().max(100);
const epochs = z.number().int().min(0).max(100_000);
const text = z.string().min(1);

const dataSchema = z.strictObject({
  /** Folder of class folders; this and all other paths are relative to the configuration's folder. */
  path: text,
  /** Folders of training and validation classes below it. @default 'train' and 'valid' */
  train: text.optional(),
  valid: text.optional(),
  /** Share of the photos to validate on, instead of a folder of their own. */
  validPct: z.number().gt(0).lt(1).optional(),
  /** Side of the square that the model sees, in pixels. */
  size: z.number().int().min(8).max(4096).default(224),
  batchSize: z.number().int().min(1).max(4096).default(32),
  /** `standard` is `getTransforms()`. */
  transforms: z.enum(['standard', 'none']).default('standard'),
  /** Threads that prepare photos. @default one for each core */
  workers: z.number().int().min(0).max(256).optional(),
});

/** What `tsvision train CONFIG.json` reads; no field may be misspelt, none is ignored. */
export const trainConfigSchema = z
  .strictObject({
    data: dataSchema,
    /** Name of a network in `models`. @default efficientnetLite0 where its weights are, else tinyresnet */
    arch: text.optional(),
    pretrained: z.boolean().default(true),
    /** Epochs in which the head learns alone. @default 1 when pretrained, else 0 */
    freezeEpochs: epochs.optional(),
    /** Epochs in which the whole network learns. */
    epochs,
    /** Greatest rate, or `[first layers, head]`. */
    lr: z.union([rate, z.tuple([rate, rate])]).default(2e-3),
    schedule: z.enum(['oneCycle', 'flatCos', 'constant']).default('oneCycle'),
    wd: z.number().min(0).default(0.01),
    seed: z.number().int().default(42),
    metrics: z.array(z.enum(['accuracy', 'errorRate', 'topKAccuracy'])).default(['accuracy']),
    /** Folder of checkpoints and logs. */
    runFolder: text.default('run'),
    /** Where the trained model goes: `….safetensors` or a folder. */
    export: text.default('export.safetensors'),
    /** Where it goes as ONNX too. @default nowhere */
    onnx: text.optional(),
  })
  .refine(({ epochs: all, freezeEpochs, pretrained }) => all + (freezeEpochs ?? Number(pretrained)) > 0, {
    path: ['epochs'],
    message: 'at least one epoch with freezeEpochs together',
  });

/** See {@link trainConfigSchema}. */
export type TrainConfig = z.infer<typeof trainConfigSchema>;
