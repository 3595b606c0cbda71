import { TsvisionError } from '../core/errors.js';

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
export class MetricError extends TsvisionError {
  override readonly name = 'MetricError' as const;

  constructor(
    /** Name of the metric. */
    readonly metric: string,
    /** What it gave; the error itself where it threw one. */
    readonly value: unknown,
  ) {
    super(`The metric “${metric}” ${outcomeOf(value)}.`, {
      remedy:
        'start() of a metric returns { add(batch), value() }, and value() a number. Where it is undefined for some data, say `mayBeNaN: true`.',
      cause: value instanceof Error ? value : undefined,
    });
  }
}

/** A callback of the user's that threw an error while a model trained. */
export class CallbackError extends TsvisionError {
  override readonly name = 'CallbackError' as const;

  constructor(
    /** Name of the callback. */
    readonly callback: string,
    /** The event that it was called for, such as `onEpochEnd`. */
    readonly event: string,
    cause: unknown,
  ) {
    super(`The callback “${callback}” ${outcomeOf(cause)} in ${event}.`, {
      remedy:
        'The learner keeps its weights as they are now: mend the callback, then go on with another fit.',
      cause,
    });
  }
}

/** A network that threw, or whose outputs do not fit the data. */
export class ArchitectureError extends TsvisionError {
  override readonly name = 'ArchitectureError' as const;

  constructor(
    /** Name of the network. */
    readonly architecture: string,
    /** What is wrong with it, as the end of a sentence. */
    readonly problem: string,
    cause?: unknown,
  ) {
    super(
      `The network “${architecture}” ${cause === undefined ? problem : `${outcomeOf(cause)} ${problem}`}.`,
      {
        remedy: 'It takes [n, height, width, 3] and gives [n, classes]: see learn.summary().',
        cause,
      },
    );
  }
}

function outcomeOf(value: unknown): string {
  if (!(value instanceof Error)) return `gave ${String(value)} where a number was due`;
  // The first line of the stack that is not Node's own says where.
  const place = value.stack?.split('\n').find((line) => /^\s+at /.test(line) && !line.includes('node:'));
  return `threw ${value.name}: ${value.message}${place === undefined ? '' : ` (${place.trim()})`}`;
}
