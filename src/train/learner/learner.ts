import { join } from 'node:path';
import { Random } from '../../core/index.js';
import { engineReady, type Precision, tf, withPrecision } from '../../engine/index.js';
import { type Displayable, jupyterDisplay, type MimeBundle } from '../../notebook/index.js';
import {
  type CnnModel,
  CompiledModel,
  type DataBunch,
  type ExportNetwork,
  modelSummary,
  type PhotoInput,
} from '../../vision/index.js';
import type { FeatureTable } from '../features/featureTable.js';
import { type PredictionTuple, predictPhotos } from '../inference/predict.js';
import { gatherPredictions, type PredictionsTuple, predictionsOf } from '../inference/predictions.js';
import { type TtaOptions, testTimeAugmentation } from '../inference/testTimeAugmentation.js';
import { type LearningRate, slice } from '../learningRate.js';
import { LearnerTurn } from '../loop/learnerTurn.js';
import { runTraining, type TrainingRun } from '../loop/runTraining.js';
import type { CallbackInput } from '../loop/trainingCallback.js';
import type { BatchSource, TrainingSource } from '../loop/trainingSource.js';
import type { ValidationResult } from '../loop/trainingState.js';
import { evaluate, validationPass } from '../loop/validationPass.js';
import type { LossFunction } from '../losses.js';
import { defaultLoss } from '../losses.js';
import { type Metric, toMetrics } from '../metrics/metric.js';
import type { Optimizer, OptimizerFactory } from '../optimizers.js';
import { adamW } from '../optimizers.js';
import { type LrFindOptions, type LrFindResult, lrFind } from '../recorder/lrFind.js';
import { Recorder } from '../recorder/recorder.js';
import type { ExportOptions } from '../saving/exportLearner.js';
import { exportLearner } from '../saving/exportLearner.js';
import { applyState, captureState } from '../saving/learnerState.js';
import { checkStateName, readState, withAdvice, writeState } from '../saving/savedState.js';
import { type DataSplit, splitLoader } from './dataSplit.js';
import { describeLearner } from './describeLearner.js';
import type { FineTuneOptions, FitFlatCosOptions, FitOneCycleOptions, FitOptions } from './fitOptions.js';
import type { LearnerOptions, Validation } from './learnerOptions.js';
import { TrainedModel } from './trainedModel.js';
import { fitRun, flatCosRun, oneCycleRun } from './trainingRuns.js';

/**
 * A model, its data and how it learns. The calls that train or evaluate are async and do not overlap: put `await`
 * before them.
 */
export class Learner implements Displayable {
  /** May be exchanged for another bunch with the same classes (larger photos, cleaned data). */
  data: DataBunch;
  readonly trained: TrainedModel;
  readonly lossFunc: LossFunction;
  readonly metrics: readonly Metric[];
  readonly wd: number;
  readonly trainBn: boolean;
  readonly seed: number | string;
  readonly path: string;
  /** Folder that named exports are relative to. */
  readonly exportBase: string;
  readonly modelDir: string;
  readonly callbacks: readonly CallbackInput[];
  /** How the network was built, when it is one that `createCnn` builds. */
  readonly recipe: ExportNetwork | undefined;
  /** What was measured in the last run, with its plots. */
  readonly recorder = new Recorder();
  /** Epochs over all runs; the order of the photos of an epoch depends on it. */
  epochsTrained = 0;
  /** Source of what callbacks and interpretation draw. */
  random: Random;
  /** Features of frozen bodies that were computed in this session, by their keys. */
  readonly featureTables = new Map<string, FeatureTable>();
  /**
   * Train the head on features of the frozen body that are computed once: many times faster, and without
   * augmentation. Set it to `false`, or unfreeze, to train on the photos themselves (fastai v0.7).
   */
  precompute: boolean;
  readonly #optFunc: OptimizerFactory;
  readonly #turn = new LearnerTurn();
  readonly #compiled: CompiledModel;
  #optimizer: Optimizer | undefined;
  #precision: Precision = 'float32';

  constructor(data: DataBunch, model: tf.LayersModel | CnnModel, options: LearnerOptions = {}) {
    const { seed = 42, wd = 0.01, trainBn = true, path = data.path, modelDir = 'models' } = options;
    this.data = data;
    this.trained = new TrainedModel(model, options.layerGroups);
    this.#compiled = new CompiledModel(this.trained.model);
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

  /** The whole network. */
  get model(): tf.LayersModel {
    return this.trained.model;
  }

  /** {@link recorder} under fastai v0.7's name. */
  get sched(): Recorder {
    return this.recorder;
  }

  /** Name of the network's architecture. */
  get architecture(): string {
    return this.trained.cnn?.architecture ?? this.model.name;
  }

  // --- training -----------------------------------------------------------------------------------------------

  /**
   * Trains for `epochs` at the rate `lr` (fastai v1). In fastai v0.7's order, `fit(lrs, nCycle, { cycleLen,
   * cycleMult })`, it trains `nCycle` cycles of cosine restarts; without `cycleLen`, `nCycle` epochs at a constant
   * rate. The first argument decides: an integer is a number of epochs, anything else a rate.
   *
   * @throws {TrainingInterruptedError} {@link LossNotFiniteError} {@link LearningRatesError}
   */
  async fit(epochs: number, lr?: LearningRate, options?: FitOptions): Promise<void>;
  async fit(lrs: LearningRate, nCycle: number, options?: FitOptions): Promise<void>;
  async fit(
    first: LearningRate,
    second: LearningRate = slice(3e-3),
    options: FitOptions = {},
  ): Promise<void> {
    return this.#train(fitRun(first, second, options));
  }

  /** Trains for `cycLen` epochs by the 1cycle policy. @param options or the greatest learning rate */
  async fitOneCycle(cycLen: number, options: FitOneCycleOptions | LearningRate = {}): Promise<void> {
    return this.#train(oneCycleRun(cycLen, options));
  }

  /** Trains at the full rate, then down a cosine (fastai v2 `fit_flat_cos`). */
  async fitFlatCos(epochs: number, options: FitFlatCosOptions = {}): Promise<void> {
    return this.#train(flatCosRun(epochs, options));
  }

  /** Trains the head alone, then all of the network with smaller rates below (fastai v2 `fine_tune`). */
  async fineTune(epochs: number, options: FineTuneOptions = {}): Promise<void> {
    const { baseLr = 2e-3, freezeEpochs = 1, lrMult = 100, pctStart = 0.3, divFactor = 5, ...run } = options;
    this.freeze();
    await this.fitOneCycle(freezeEpochs, { ...run, maxLr: baseLr, pctStart: 0.99 });
    this.unfreeze();
    const maxLr = slice(baseLr / 2 / lrMult, baseLr / 2);
    await this.fitOneCycle(epochs, { ...run, maxLr, pctStart, divFactor });
  }

  /**
   * Tries growing learning rates on a few batches, and returns the curve with suggestions; `recorder.plot()` draws
   * it. Weights, statistics, optimizer and random state are as before afterwards, whatever happens meanwhile.
   */
  async lrFind(options: LrFindOptions = {}): Promise<LrFindResult> {
    return this.#turn.take('lrFind', () => lrFind(this, options));
  }

  async #train(run: TrainingRun): Promise<void> {
    return this.#turn.take('fit', () => runTraining(this, run));
  }

  // --- what learns --------------------------------------------------------------------------------------------

  /** Only the head learns (and batch norm, with `trainBn`). The optimizer starts afresh. */
  freeze(): void {
    this.freezeTo(-1);
  }

  /** Everything learns. The optimizer starts afresh. */
  unfreeze(): void {
    this.freezeTo(0);
  }

  /** Layer groups from number `n` on learn; negative counts from the end. The optimizer starts afresh. */
  freezeTo(n: number): void {
    this.#turn.checkFree('freezeTo');
    this.trained.freezeTo(n, this.trainBn);
    // Features of a body that learns would be stale after the first batch.
    if (this.trained.frozenTo < this.trained.layerGroups.length - 1) this.precompute = false;
    this.resetOptimizer();
  }

  /** The optimizer, if there is one yet. */
  get optimizer(): Optimizer | undefined {
    return this.#optimizer;
  }

  /** The optimizer for the weights that learn now. */
  requireOptimizer(): Optimizer {
    this.#optimizer ??= this.#optFunc(this.trained.parameterGroups());
    return this.#optimizer;
  }

  /** Forgets the optimizer's averages. */
  resetOptimizer(): void {
    this.#optimizer?.dispose();
    this.#optimizer = undefined;
  }

  // --- precision ----------------------------------------------------------------------------------------------

  /** In which type convolutions compute while this learner trains and evaluates. */
  get precision(): Precision {
    return this.#precision;
  }

  /**
   * Mixed precision from now on: convolutions and matrix products in bfloat16, weights, statistics and losses in
   * float32. About twice as fast on processors with instructions for it (`engineInfo().bf16`).
   */
  toBf16(): this {
    this.#turn.checkFree('toBf16');
    this.#precision = 'bfloat16';
    return this;
  }

  /** Full precision again. */
  toFp32(): this {
    this.#turn.checkFree('toFp32');
    this.#precision = 'float32';
    return this;
  }

  /** Raw outputs for a batch, as in inference and in the learner's precision; dispose of them. */
  infer(xs: tf.Tensor): tf.Tensor {
    return withPrecision(this.#precision, () => this.trained.infer(xs));
  }

  // --- evaluation ---------------------------------------------------------------------------------------------

  /** Loss and metrics on a split. @default 'valid' */
  async validate(split: DataSplit = 'valid'): Promise<Validation> {
    return this.#turn.take('validate', async () => {
      await engineReady();
      const { loss, metrics } = await this.validationPass(splitLoader(this.data, split), this.signal());
      const named = this.metrics.map(({ name }, i) => [name, metrics[i] as number] as const);
      return { loss, metrics: Object.fromEntries(named) };
    });
  }

  /** One pass over batches; for the loop and {@link validate}. */
  async validationPass(
    source: BatchSource,
    signal: AbortSignal,
    infer: TrainingSource['infer'] = (xs) => this.infer(xs),
  ): Promise<ValidationResult> {
    return validationPass(evaluate(source.batches({ signal }), infer, this.lossFunc, signal), this.metrics);
  }

  /**
   * Probabilities, targets and losses of a split: row i is photo i of its dataset, NaN where that cannot be read.
   * `const [probabilities, targets] = await learn.getPreds()`, or by name. @default 'valid'
   */
  async getPreds(split: DataSplit = 'valid'): Promise<PredictionsTuple> {
    return this.#turn.take('getPreds', async () => {
      await engineReady();
      const signal = this.signal();
      const loader = splitLoader(this.data, split);
      const evaluated = evaluate(loader.batches({ signal }), (xs) => this.infer(xs), this.lossFunc, signal);
      return predictionsOf(await gatherPredictions(evaluated, loader.dataset));
    });
  }

  /** Predictions averaged over several views of each photo: probabilities, to be taken apart as {@link getPreds}'. */
  async tta(options: TtaOptions = {}): Promise<PredictionsTuple> {
    return this.#turn.take('tta', async () => {
      await engineReady();
      return testTimeAugmentation(this, options);
    });
  }

  /** {@link tta} under fastai's name. */
  TTA(options: TtaOptions = {}): Promise<PredictionsTuple> {
    return this.tta(options);
  }

  /** Log-probabilities of a split, `count × classes`, as fastai v0.7's `predict` gave them. */
  async logPreds(split: DataSplit = 'valid'): Promise<Float32Array> {
    const { probabilities } = await this.getPreds(split);
    return probabilities.map(Math.log);
  }

  /**
   * What the model says of one photo (a path, its bytes, or an opened one), prepared exactly as in validation:
   * `const [category, index, probabilities] = await learn.predict(photo)`, or by name.
   */
  async predict(photo: PhotoInput): Promise<PredictionTuple> {
    const [prediction] = await this.predictBatch([photo]);
    return prediction as PredictionTuple;
  }

  /** What the model says of several photos, or of input that was prepared before `[n, height, width, 3]`. */
  async predictBatch(photos: readonly PhotoInput[] | tf.Tensor4D): Promise<PredictionTuple[]> {
    await engineReady();
    return predictPhotos(photos, this.data, async (xs) => {
      const outputs = await this.#outputs(xs);
      const probabilities = tf.tidy(() => this.lossFunc.activation(outputs.clone()));
      outputs.dispose();
      return probabilities;
    });
  }

  /** {@link infer}, for single photos: by a compiled copy of the weights where that is faster. */
  async #outputs(xs: tf.Tensor4D): Promise<tf.Tensor> {
    if (this.#precision === 'bfloat16') return this.infer(xs);
    return this.#compiled.outputs(xs, [this.#optimizer, this.#optimizer?.steps]);
  }

  // --- saved states -------------------------------------------------------------------------------------------

  /** File of the saved state `name`: `path/modelDir/name.safetensors`. */
  statePath(name: string): string {
    return join(this.path, this.modelDir, `${checkStateName(name)}.safetensors`);
  }

  /**
   * Saves weights, optimizer and counters as `name` in the model folder, whole or not at all.
   *
   * @returns path of the file
   * @throws {DiskFullError} {@link FileWriteError} an older state of that name is unchanged
   */
  async save(name: string, { withOptimizer = true } = {}): Promise<string> {
    await engineReady();
    const path = this.statePath(name);
    const advice = "Make the learner with another folder: createCnn(data, arch, { path: '/tmp/learn' }).";
    await withAdvice(advice, writeState(path, await captureState(this, withOptimizer)));
    return path;
  }

  /** Loads what {@link save} saved. What is frozen stays as it is. */
  async load(name: string): Promise<this> {
    await engineReady();
    const path = this.statePath(name);
    applyState(this, await readState(path), path);
    return this;
  }

  /**
   * Writes all that prediction needs as one file without code: weights, architecture, classes, preparation of the
   * photos, versions and hashes. {@link loadLearner} reads it. With `{ format: 'onnx' }` it is a graph for other
   * engines, batch norm folded, classes and preparation in its metadata. A model card in Markdown goes beside it.
   *
   * @param path a file `….safetensors`, or a folder that gets `export.safetensors`; relative to the `path` that the
   *   learner was made with, else to the current folder as in {@link loadLearner}. @default the learner's path
   * @returns path of the file
   * @throws {DiskFullError} {@link FileWriteError} what was there before is unchanged
   * @throws {UnsupportedLayerError} naming a layer that ONNX export does not know
   */
  async export(path: string | ExportOptions = {}, options: ExportOptions = {}): Promise<string> {
    return withAdvice(
      "Name a file elsewhere: learn.export('/tmp/NAME.safetensors').",
      exportLearner(this, typeof path === 'string' ? { ...options, path } : path),
    );
  }

  // --- shared by the above ------------------------------------------------------------------------------------

  /** Layers with output shapes and numbers of parameters. */
  summary(): ReturnType<typeof modelSummary> {
    return modelSummary(this.model);
  }

  toString(): string {
    return describeLearner(this);
  }

  [jupyterDisplay](): MimeBundle {
    return { 'text/plain': this.toString() };
  }

  /** Aborts when the user interrupts the running cell, or the given signal aborts. */
  signal(extra?: AbortSignal): AbortSignal {
    return this.#turn.signal(extra);
  }
}
