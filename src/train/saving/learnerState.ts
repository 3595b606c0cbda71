import { z } from 'zod';
import { Random } from '../../core/index.js';
import { tf } from '../../engine/index.js';
import { loadStateDict, stateDict, type WritableTensor } from '../../vision/index.js';
import type { TrainingHost } from '../host.js';
import { countedDropouts, flattenLayers } from '../loop/trainedModel.js';

const optimizerPrefix = 'optimizer/';
/** Files of before the field's spelling say `optimiser/…`. */
const slotKey = /^optimi[sz]er\//;

/** What a learner's state is besides its tensors. */
export const learnerMetaSchema = z.object({
  format: z.literal('tsvision-learner'),
  version: z.literal(1),
  architecture: z.string(),
  classes: z.array(z.string()),
  frozenTo: z.number().int().nonnegative(),
  epochsTrained: z.number().int().nonnegative(),
  /** Steps of the optimizer; absent when there is none yet. */
  steps: z.number().int().nonnegative().optional(),
  /** Counters of the dropout masks, by layer name. */
  dropoutSteps: z.record(z.string(), z.number().int().nonnegative()),
  random: z.tuple([z.number(), z.number(), z.number(), z.number()]),
});

export type LearnerMeta = z.infer<typeof learnerMetaSchema>;

/** All that decides how a learner goes on: weights, statistics, optimizer, counters, random state. */
export interface LearnerState {
  /** Weights under torch's keys; the optimizer's averages under `optimizer/…`. */
  readonly tensors: ReadonlyMap<string, WritableTensor>;
  readonly meta: LearnerMeta;
}

/** Copies the state out of the engine; later training does not change it. */
export async function captureState(host: TrainingHost, withOptimizer = true): Promise<LearnerState> {
  const tensors = new Map(await stateDict(flatModel(host)));
  const optimizer = withOptimizer ? host.optimizer : undefined;
  for (const [name, slot] of optimizer?.slotTensors() ?? []) {
    const data = (await slot.data()) as Float32Array;
    tensors.set(optimizerPrefix + name, { shape: [...slot.shape], data: data.slice() });
  }
  const dropouts = countedDropouts(host.trained.model).map(({ name, step }) => [name, step] as const);
  return {
    tensors,
    meta: {
      format: 'tsvision-learner',
      version: 1,
      architecture: host.trained.architecture,
      classes: [...host.data.classes],
      frozenTo: host.trained.frozenTo,
      epochsTrained: host.epochsTrained,
      ...(optimizer ? { steps: optimizer.steps } : {}),
      dropoutSteps: Object.fromEntries(dropouts),
      random: [...host.random.state],
    },
  };
}

/**
 * Puts a captured state back. The optimizer is restored when the state covers all weights that learn now, else it
 * starts afresh.
 *
 * @throws {WeightsMismatchError} when the weights are another model's; the learner is then unchanged
 */
export function applyState(host: TrainingHost, { tensors, meta }: LearnerState, source = '(memory)'): void {
  const isSlot = (key: string): boolean => slotKey.test(key);
  const weights = new Map([...tensors].filter(([key]) => !isSlot(key)));
  loadStateDict(flatModel(host), weights, { source, modelName: host.trained.architecture });
  for (const dropout of countedDropouts(host.trained.model))
    dropout.step = meta.dropoutSteps[dropout.name] ?? 0;
  host.random = Random.fromState(meta.random);
  host.epochsTrained = meta.epochsTrained;
  host.resetOptimizer();
  if (meta.steps !== undefined) restoreOptimizer(host, tensors, meta.steps);
}

function restoreOptimizer(
  host: TrainingHost,
  tensors: ReadonlyMap<string, WritableTensor>,
  steps: number,
): void {
  const optimizer = host.requireOptimizer();
  const slots = new Map<string, tf.Tensor>();
  for (const [name, { data, shape }] of tensors) {
    if (!slotKey.test(name)) continue;
    slots.set(name.replace(slotKey, ''), tf.tensor(data as Float32Array, [...shape], 'float32'));
  }
  const saved = new Set([...slots.keys()].map((name) => name.slice(name.indexOf('/') + 1)));
  const covered = optimizer.groups.every(({ parameters }) => parameters.every(({ key }) => saved.has(key)));
  if (covered) optimizer.restore(steps, slots);
  tf.dispose([...slots.values()]);
}

/** The model with the layers of nested models side by side, so that each weight has a key of its own. */
function flatModel({ trained: { model } }: TrainingHost): tf.LayersModel {
  return { name: model.name, layers: flattenLayers(model.layers) } as tf.LayersModel;
}
