import { TsvisionError, UserCodeError } from '../core/errors.js';
import type { Fault } from '../core/userCode.js';

export { ArchitectureError } from '../vision/errors.js';

/** A learner was asked to train while it trains already. */
export class LearnerBusyError extends TsvisionError {
  override readonly name = 'LearnerBusyError' as const;

  constructor(
    /** What it is doing. */
    readonly activity: string,
    /** What it was asked to do. */
    readonly requested: string,
  ) {
    super(`The learner cannot ${requested}: it is still busy with ${activity}.`, {
      remedy: 'Put `await` before each call that trains or evaluates, or interrupt the running cell first.',
    });
  }
}

/** A list of learning rates that does not fit the model's layer groups. */
export class LearningRatesError extends TsvisionError {
  override readonly name = 'LearningRatesError' as const;

  constructor(
    /** How many rates were given. */
    readonly given: number,
    /** How many layer groups the model has. */
    readonly groups: number,
  ) {
    super(
      `${given} learning rates were given, but the model has ${groups} layer group${groups > 1 ? 's' : ''}.`,
      {
        remedy: `Give ${groups} rates, from the first layers to the head, or a range: slice(1e-5, 1e-3).`,
      },
    );
  }
}

/** What a {@link BatchTooLargeError} says. */
export interface BatchMemory {
  /** Name of the network. */
  readonly network: string;
  /** Bytes that a training step with this batch would take, beyond what the process holds already; an estimate. */
  readonly neededBytes: number;
  /** Bytes that the machine, or the container, had for it. */
  readonly availableBytes: number;
  /** Photos of a batch. */
  readonly batchSize: number;
  /** Photos of the largest batch that would fit; 0 where not even one would. */
  readonly fittingBatchSize: number;
  /** Whether this batch would fit after `learn.toLean()`. */
  readonly fitsLean: boolean;
}

/** A batch with which a training step would need more memory than the machine has; nothing has been changed. */
export class BatchTooLargeError extends TsvisionError implements BatchMemory {
  override readonly name = 'BatchTooLargeError' as const;
  readonly network: string;
  readonly neededBytes: number;
  readonly availableBytes: number;
  readonly batchSize: number;
  readonly fittingBatchSize: number;
  readonly fitsLean: boolean;

  constructor(memory: BatchMemory) {
    const { network, neededBytes, availableBytes, batchSize, fittingBatchSize, fitsLean } = memory;
    const photos = batchSize === 1 ? 'one photo' : `${batchSize} photos`;
    super(
      `A batch of ${photos} does not fit: a training step of ${network} would take about ${gigabytes(neededBytes)} more, and ${gigabytes(availableBytes)} of memory are available.`,
      { remedy: remedyFor(fittingBatchSize, fitsLean) },
    );
    [this.network, this.batchSize] = [network, batchSize];
    [this.neededBytes, this.availableBytes] = [neededBytes, availableBytes];
    [this.fittingBatchSize, this.fitsLean] = [fittingBatchSize, fitsLean];
  }
}

function remedyFor(fitting: number, fitsLean: boolean): string {
  const ways = [
    ...(fitting > 0 ? [`make the data bunch with bs: ${fitting}`] : []),
    ...(fitsLean ? ['call learn.toLean(), after which this batch fits'] : []),
    'make it with a smaller size',
    'end what else takes memory',
  ];
  const text = `${ways.slice(0, -1).join(', ')}, or ${ways.at(-1)}`;
  return `${text[0]?.toUpperCase()}${text.slice(1)}. The learner is as it was.`;
}

const gigabytes = (bytes: number): string =>
  bytes < 1e9 ? `${(bytes / 1e6).toFixed(0)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;

/** The training loss became NaN or infinite. */
export class LossNotFiniteError extends TsvisionError {
  override readonly name = 'LossNotFiniteError' as const;

  constructor(
    /** The loss: NaN or infinite. */
    readonly loss: number,
    /** Epoch, from 0. */
    readonly epoch: number,
    /** Batch of this epoch, from 0. */
    readonly batch: number,
    /** Learning rate of the last layer group at that batch. */
    readonly lr: number,
  ) {
    super(
      `The loss became ${loss} in epoch ${epoch}, batch ${batch}, at a learning rate of ${lr.toPrecision(3)}.`,
      {
        remedy:
          'The weights are spoilt: load() a saved state or create the learner again, then train with a tenth of the rate (lrFind() shows a good one), with gradientClip: 1, or without toBf16(). If it happens at the very first batch, look at the data (showBatch) and its normalisation.',
      },
    );
  }
}

/** The user interrupted a run of training; what was trained so far is kept. */
export class TrainingInterruptedError extends TsvisionError {
  override readonly name = 'TrainingInterruptedError' as const;

  constructor(
    /** Epochs that were finished. */
    readonly finishedEpochs: number,
    /** Epochs that were asked for. */
    readonly epochs: number,
    /** Batches done of the epoch that was under way. */
    readonly batches: number,
  ) {
    super(
      `Training was interrupted after ${finishedEpochs} of ${epochs} epochs and ${batches} batches of the next.`,
      {
        remedy:
          'The learner keeps its weights as they are now and the records of the finished epochs: go on with another fit, or load() a saved state.',
      },
    );
  }
}

/** A metric that threw, or whose value is no number. */
export class MetricError extends UserCodeError {
  override readonly name = 'MetricError' as const;
  /** What it gave; what it threw where it threw. */
  readonly value: unknown;

  constructor(
    /** Name of the metric. */
    readonly metric: string,
    fault: Fault,
  ) {
    super(
      `metric “${metric}”`,
      fault,
      'start() of a metric returns { add(batch), value() }, and value() a number, none of them async. Where it is undefined for some data, say `mayBeNaN: true`. Tensors that it makes live until the pass ends, unless you tf.keep() them.',
    );
    this.value = wrongValue(fault);
  }
}

/** A callback of the user's that threw an error while a model trained, or is none. */
export class CallbackError extends UserCodeError {
  override readonly name = 'CallbackError' as const;

  constructor(
    /** Name of the callback. */
    readonly callback: string,
    /** The event that it was called for, such as `onEpochEnd`; `making it` for a function that makes one. */
    readonly event: string,
    fault: Fault,
  ) {
    super(
      `callback “${callback}”`,
      fault,
      'The learner keeps its weights as they are now: mend the callback, then go on with another fit.',
    );
  }
}

/** A schedule that threw, or gave rates that nothing can be trained with. */
export class ScheduleError extends UserCodeError {
  override readonly name = 'ScheduleError' as const;

  constructor(
    /** Name of the schedule's function. */
    readonly schedule: string,
    fault: Fault,
  ) {
    super(
      `schedule “${schedule}”`,
      fault,
      'A schedule is ({ batchesPerEpoch, epochs }) => (iteration) => ({ lrFactor, momentum? }): lrFactor a number ≥ 0, momentum at least 0 and less than 1.',
    );
  }
}

/** A loss that threw, or gave something of another shape. */
export class LossError extends UserCodeError {
  override readonly name = 'LossError' as const;

  constructor(
    /** Name of the loss. */
    readonly loss: string,
    fault: Fault,
  ) {
    super(
      `loss “${loss}”`,
      fault,
      'perItem(outputs, targets) of a loss gives one number for each of the n photos, a tensor [n]; activation(outputs) a tensor [n, …]; neither is async.',
    );
  }
}

/** An optimizer that threw, or a function of the user's that makes none. */
export class OptimizerError extends UserCodeError {
  override readonly name = 'OptimizerError' as const;

  constructor(
    /** Name of the optimizer's class or function. */
    readonly optimizer: string,
    fault: Fault,
  ) {
    super(
      `optimizer “${optimizer}”`,
      fault,
      'optFunc is a function of the layer groups that returns an Optimizer, such as adamW() or sgd().',
    );
  }
}

function wrongValue(fault: Fault): unknown {
  if ('threw' in fault) return fault.threw;
  return 'gave' in fault ? fault.gave : undefined;
}
