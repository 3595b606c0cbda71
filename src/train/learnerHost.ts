import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isTsvisionError, partName, Random } from '../core/index.js';
import { type Precision, repairAfterTermination, type tf, withPrecision } from '../engine/index.js';
import { notebookPorts } from '../notebook/index.js';
import { type CnnModel, CompiledModel, type DataBunch, type ExportNetwork } from '../vision/index.js';
import { LearnerBusyError, OptimizerError } from './errors.js';
import type { FeatureTable } from './features/featureTable.js';
import type { CallbackInput, CallbackLearner, TrainingHost } from './host.js';
import { memoryForSteps } from './loop/stepBytes.js';
import { TrainedModel } from './loop/trainedModel.js';
import { defaultLoss, type LossFunction } from './losses.js';
import { type Metric, toMetrics } from './metrics/metric.js';
import { adamW, type Optimizer, type OptimizerFactory } from './optimizers.js';
import type { LearnerOptions } from './options.js';
import { Recorder } from './recorder/recorder.js';
import { checkStateName } from './saving/savedState.js';

/** What a learner holds behind its methods. */
export class LearnerHost implements TrainingHost {
  readonly trained: TrainedModel;
  readonly lossFunc: LossFunction;
  readonly metrics: readonly Metric[];
  readonly wd: number;
  readonly trainBn: boolean;
  readonly seed: number | string;
  readonly path: string;
  readonly modelDir: string;
  /** Folder that named exports are relative to. */
  readonly exportBase: string;
  readonly callbacks: readonly CallbackInput[];
  /** How the network was built, when it is one that `createCnn` builds. */
  readonly recipe: ExportNetwork | undefined;
  readonly recorder = new Recorder();
  readonly featureTables = new Map<string, FeatureTable>();
  readonly turn = new LearnerTurn();
  epochsTrained = 0;
  random: Random;
  precompute: boolean;
  precision: Precision = 'float32';
  availableMemory = memoryForSteps;
  readonly #optFunc: OptimizerFactory;
  readonly #compiled: CompiledModel;
  #optimizer: Optimizer | undefined;

  constructor(
    public data: DataBunch,
    model: tf.LayersModel | CnnModel,
    options: LearnerOptions,
    readonly forCallbacks: CallbackLearner,
  ) {
    const { seed = 42, wd = 0.01, trainBn = true, path = data.path, modelDir = 'models' } = options;
    this.trained = new TrainedModel(model, options.layerGroups);
    this.#compiled = new CompiledModel(this.trained.model);
    // A loss of the user's own may want outputs of another kind.
    if (!options.lossFunc && data.targetKind !== 'number') this.trained.checkOutputs(data.c);
    this.lossFunc = options.lossFunc ?? defaultLoss(data);
    this.metrics = toMetrics(options.metrics ?? []);
    this.#optFunc = options.optFunc ?? adamW();
    this.callbacks = options.callbacks ?? [];
    this.recipe = options.recipe;
    this.precompute = options.precompute ?? false;
    [this.seed, this.wd, this.trainBn, this.path, this.modelDir] = [seed, wd, trainBn, path, modelDir];
    this.exportBase = options.path ?? '.';
    this.random = new Random(seed);
  }

  get optimizer(): Optimizer | undefined {
    return this.#optimizer;
  }

  requireOptimizer(): Optimizer {
    this.#optimizer ??= this.#makeOptimizer();
    return this.#optimizer;
  }

  #makeOptimizer(): Optimizer {
    const make = this.#optFunc;
    const name = partName(make, 'optFunc');
    try {
      const optimizer = make(this.trained.parameterGroups());
      if (typeof optimizer?.step === 'function') return optimizer;
      throw new OptimizerError(name, { gave: optimizer, due: 'an Optimizer', by: make });
    } catch (error) {
      throw isTsvisionError(error) ? error : new OptimizerError(name, { threw: error });
    }
  }

  resetOptimizer(): void {
    this.#optimizer?.dispose();
    this.#optimizer = undefined;
  }

  freezeTo(n: number): void {
    this.trained.freezeTo(n, this.trainBn);
    // Features of a body that learns would be stale after the first batch.
    if (this.trained.frozenTo < this.trained.layerGroups.length - 1) this.precompute = false;
    this.resetOptimizer();
  }

  infer(xs: tf.Tensor): tf.Tensor {
    return withPrecision(this.precision, () => this.trained.infer(xs));
  }

  /** {@link infer}, for single photos: by a compiled copy of the weights where that is faster. */
  async outputs(xs: tf.Tensor4D): Promise<tf.Tensor> {
    if (this.precision === 'bfloat16') return this.infer(xs);
    return this.#compiled.outputs(xs, [this.#optimizer, this.#optimizer?.steps]);
  }

  signal(extra?: AbortSignal): AbortSignal {
    return this.turn.signal(extra);
  }

  statePath(name: string): string {
    return join(this.path, this.modelDir, `${checkStateName(name)}.safetensors`);
  }

  /** What the learner is, in four lines: network, parameters, what is frozen, what it is judged by. */
  toString(): string {
    const { total, trainable } = this.trained.countParameters();
    const { architecture, frozenTo, layerGroups } = this.trained;
    const groups = frozenTo === 0 ? 'nothing frozen' : `groups before number ${frozenTo} frozen`;
    const frozen = this.trained.bnFrozen ? `${groups}, batch norm keeps its statistics` : groups;
    return [
      `Learner: ${architecture}, ${this.data.c} classes`,
      `  ${total.toLocaleString('en')} parameters, ${trainable.toLocaleString('en')} of them learn`,
      `  ${layerGroups.length} layer groups, ${frozen}${this.precompute ? ', features precomputed' : ''}`,
      `  loss ${this.lossFunc.name}, metrics ${this.metrics.map(({ name }) => name).join(', ') || 'none'}`,
    ].join('\n');
  }
}

// The engine knows no notebook: here, where both are known, it learns that code was terminated.
notebookPorts().onTerminated?.(repairAfterTermination);

/** How often an interrupted task is looked at, once a turn of the event loop, before it is given up as torn off. */
const looks = 50;
/** Time between two looks, in ms. */
const interval = 100;

interface Task {
  readonly activity: string;
  /** Settles with the task. */
  ended: Promise<unknown>;
}

/** Whose turn it is: what a learner does, one thing at a time, and what interrupts it. */
export class LearnerTurn {
  #task: Task | undefined;
  #lastSignal: AbortSignal | undefined;

  /** Aborts when the user interrupts the running cell, or the given signal aborts. */
  signal(extra?: AbortSignal): AbortSignal {
    const cell = notebookPorts().interruptSignal();
    this.#lastSignal = extra ? AbortSignal.any([cell, extra]) : cell;
    return this.#lastSignal;
  }

  /**
   * Runs a task that no other may overlap. One that was interrupted is waited for: it ends with its current batch.
   *
   * @throws {LearnerBusyError}
   */
  async take<T>(activity: string, task: () => Promise<T>): Promise<T> {
    if (this.#task && this.#lastSignal?.aborted) await this.#finish(this.#task);
    this.checkFree(activity);
    const taken: Task = { activity, ended: Promise.resolve() };
    this.#task = taken;
    const running = task().finally(() => this.#release(taken));
    taken.ended = running;
    return running;
  }

  /** @throws {LearnerBusyError} while a task runs */
  checkFree(requested: string): void {
    if (this.#task !== undefined) throw new LearnerBusyError(this.#task.activity, requested);
  }

  /**
   * Waits for an interrupted task. When what it awaited was terminated (a callback that never ended) it never
   * settles; a task that lives comes to its end within a few turns of the event loop, once a batch does not keep
   * that from turning.
   */
  async #finish(task: Task): Promise<void> {
    let isOver = false;
    const over = task.ended
      .catch(() => undefined)
      .then(() => {
        isOver = true;
      });
    for (let look = 0; look < looks && !isOver; look++) await Promise.race([over, sleep(interval)]);
    this.#release(task);
  }

  #release(task: Task): void {
    if (this.#task === task) this.#task = undefined;
  }
}
