import type { Precision, tf } from '../engine/index.js';
import { type Displayable, jupyterDisplay, type MimeBundle } from '../notebook/index.js';
import { type CnnModel, type DataBunch, modelSummary, type PhotoInput } from '../vision/index.js';
import type { CallbackInput, CallbackLearner } from './host.js';
import { LearnerHost } from './learnerHost.js';
import { type LearningRate, slice } from './learningRates.js';
import { type DataSplit, type PredictionsTuple, predictSplit, validateSplit } from './loop/evaluation.js';
import { checkPhoto, type PredictionTuple, predictPhotos } from './loop/predict.js';
import { requireFit } from './loop/requireFit.js';
import { fitRun, flatCosRun, oneCycleRun, runTraining, type TrainingRun } from './loop/runTraining.js';
import { type TtaOptions, testTimeAugmentation } from './loop/testTimeAugmentation.js';
import type { LossFunction } from './losses.js';
import type { Metric } from './metrics/metric.js';
import type { Optimizer } from './optimizers.js';
import type {
  FineTuneOptions,
  FitFlatCosOptions,
  FitOneCycleOptions,
  FitOptions,
  LearnerOptions,
  Validation,
} from './options.js';
import { type LrFindOptions, type LrFindResult, lrFind } from './recorder/lrFind.js';
import type { Recorder } from './recorder/recorder.js';
import { type ExportOptions, exportLearner } from './saving/exportLearner.js';
import { loadFrom, saveAs, withAdvice } from './saving/savedState.js';

/** What is behind a learner's methods; for the library itself. @internal */
export let hostOf: (learner: Learner) => LearnerHost;

/**
 * A model, its data and how it learns. The calls that train or evaluate are async and do not overlap: put `await`
 * before them.
 * @example
 * ```ts
 * import { crossEntropy, Learner, tf } from 'tsvision';
 * const model = tf.sequential({
 *   layers: [
 *     tf.layers.globalAveragePooling2d({ inputShape: [32, 32, 3] }),
 *     tf.layers.dense({ units: data.classes.length }),
 *   ],
 * });
 * const learner = new Learner(data, model, { lossFunc: crossEntropy() });
 * await learner.fit(1, 1e-2);
 * ```
 */
export class Learner implements Displayable, CallbackLearner {
  /** What training makes small. */
  readonly lossFunc: LossFunction;
  /** What each epoch's row says, besides the losses. */
  readonly metrics: readonly Metric[];
  /** Weight decay of runs that set none. */
  readonly wd: number;
  /** Whether batch norm layers of frozen groups go on learning. */
  readonly trainBn: boolean;
  /** Of all that is drawn by lot. */
  readonly seed: number | string;
  /** Folder of saved states, logs and exports. */
  readonly path: string;
  /** Folder of saved states, below `path`. */
  readonly modelDir: string;
  /** Callbacks of every run. */
  readonly callbacks: readonly CallbackInput[];
  /** What was measured in the last run, with its plots. */
  readonly recorder: Recorder;
  readonly #host: LearnerHost;

  static {
    hostOf = (learner) => learner.#host;
  }

  constructor(data: DataBunch, model: tf.LayersModel | CnnModel, options: LearnerOptions = {}) {
    const host = new LearnerHost(data, model, options, this);
    this.#host = host;
    [this.lossFunc, this.metrics] = [host.lossFunc, host.metrics];
    [this.callbacks, this.recorder] = [host.callbacks, host.recorder];
    [this.wd, this.trainBn, this.seed] = [host.wd, host.trainBn, host.seed];
    [this.path, this.modelDir] = [host.path, host.modelDir];
  }

  /** May be exchanged for another bunch with the same classes (larger photos, cleaned data). */
  get data(): DataBunch {
    return this.#host.data;
  }

  set data(data: DataBunch) {
    this.#host.data = data;
  }

  /**
   * Train the head on features of the frozen body that are computed once: many times faster, and without
   * augmentation. Set it to `false`, or unfreeze, to train on the photos themselves (fastai v0.7).
   */
  get precompute(): boolean {
    return this.#host.precompute;
  }

  set precompute(on: boolean) {
    this.#host.precompute = on;
  }

  /** The whole network. */
  get model(): tf.LayersModel {
    return this.#host.trained.model;
  }

  /** Body and head; `undefined` for a model that was not made by `createCnn`. */
  get cnn(): CnnModel | undefined {
    return this.#host.trained.cnn;
  }

  /** Layers in the groups that freezing and rates go by, from input to head. */
  get layerGroups(): readonly (readonly tf.layers.Layer[])[] {
    return this.#host.trained.layerGroups;
  }

  /** {@link recorder} under fastai v0.7's name. */
  get sched(): Recorder {
    return this.recorder;
  }

  /** Name of the network's architecture. */
  get architecture(): string {
    return this.#host.trained.architecture;
  }

  // --- training -----------------------------------------------------------------------------------------------

  /**
   * Trains for `epochs` at the rate `lr` (fastai v1). In fastai v0.7's order, `fit(lrs, nCycle, { cycleLen,
   * cycleMult })`, it trains `nCycle` cycles of cosine restarts; without `cycleLen`, `nCycle` epochs at a constant
   * rate. The first argument decides: an integer is a number of epochs, anything else a rate.
   *
   * A batch that cannot fit into the memory that is there is refused before anything has changed, by an estimate from
   * the shapes of the network's values; `lrFind` and the other fits do so too. Not asked are GPUs, precomputed
   * features, `fitTensors` and `fitGenerator`.
   *
   * @throws {BatchTooLargeError} with the size that would fit
   * @throws {TrainingInterruptedError} {@link LossNotFiniteError} {@link LearningRatesError}
   */
  async fit(epochs: number, lr?: LearningRate, options?: FitOptions): Promise<void>;
  async fit(lrs: LearningRate, nCycle: number, options?: FitOptions): Promise<void>;
  async fit(first: LearningRate, second: LearningRate = slice(3e-3), more: FitOptions = {}): Promise<void> {
    return this.#train(fitRun(first, second, more));
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
    // The second run is the larger one: it is not refused when the first has taken its hours.
    await requireFit(this.#host, { frozenTo: 0 });
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
    return this.#host.turn.take('lrFind', () => lrFind(this.#host, options));
  }

  async #train(run: TrainingRun): Promise<void> {
    return this.#host.turn.take('fit', () => runTraining(this.#host, run));
  }

  // --- what learns, and in which precision --------------------------------------------------------------------

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
    this.#host.turn.checkFree('freezeTo');
    this.#host.freezeTo(n);
  }

  /**
   * Batch norm keeps to the statistics that it has, also where it learns, and changes no more than its factors: for
   * fine-tuning on small batches or on few photos, whose own statistics are too rough for what the body knows. It
   * stays so through {@link freeze} and {@link unfreeze}, until `bnFreeze(false)`.
   *
   * fastai v0.7: `bn_freeze`.
   */
  bnFreeze(on: boolean): void {
    this.#host.turn.checkFree('bnFreeze');
    this.#host.trained.freezeStatistics(on);
  }

  /** The optimizer of the last run, if there was one. */
  get optimizer(): Optimizer | undefined {
    return this.#host.optimizer;
  }

  /** In which type convolutions compute while this learner trains and evaluates. */
  get precision(): Precision {
    return this.#host.precision;
  }

  /**
   * Mixed precision from now on: convolutions and matrix products in bfloat16, weights, statistics and losses in
   * float32. About twice as fast on processors with instructions for it (`engineInfo().bf16`).
   */
  toBf16(): this {
    this.#host.turn.checkFree('toBf16');
    this.#host.precision = 'bfloat16';
    return this;
  }

  /** Full precision again. */
  toFp32(): this {
    this.#host.turn.checkFree('toFp32');
    this.#host.precision = 'float32';
    return this;
  }

  /**
   * Trains in less memory from now on: of the forward pass only the values between blocks are kept, and the backward
   * pass computes each block once more (gradient checkpointing: Chen et al. 2016, https://arxiv.org/abs/1604.06174;
   * PyTorch: `torch.utils.checkpoint`). The losses are the same; a step takes about a third longer. For large photos
   * or batches, and computers with little memory. Layers of your own, which may hold state or draw by chance, are
   * computed once and kept.
   *
   * @param on `false`: all is kept again @default true
   */
  toLean(on = true): this {
    this.#host.turn.checkFree('toLean');
    this.#host.trained.lean = on;
    return this;
  }

  // --- evaluation ---------------------------------------------------------------------------------------------

  /** Loss and metrics on a split. @default 'valid' */
  async validate(split: DataSplit = 'valid'): Promise<Validation> {
    return this.#host.turn.take('validate', () => validateSplit(this.#host, split));
  }

  /**
   * Probabilities, targets and losses of a split: row i is photo i of its dataset, NaN where that cannot be read.
   * `const [probabilities, targets] = await learn.getPreds()`, or by name. @default 'valid'
   */
  async getPreds(split: DataSplit = 'valid'): Promise<PredictionsTuple> {
    return this.#host.turn.take('getPreds', () => predictSplit(this.#host, split));
  }

  /** Predictions averaged over several views of each photo: probabilities, to be taken apart as {@link getPreds}'. */
  async tta(options: TtaOptions = {}): Promise<PredictionsTuple> {
    return this.#host.turn.take('tta', () => testTimeAugmentation(this.#host, options));
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
    checkPhoto(photo);
    return (await this.predictBatch([photo]))[0] as PredictionTuple;
  }

  /** What the model says of several photos, or of input that was prepared before `[n, height, width, 3]`. */
  async predictBatch(photos: readonly PhotoInput[] | tf.Tensor4D): Promise<PredictionTuple[]> {
    return predictPhotos(photos, this.#host);
  }

  // --- saved states -------------------------------------------------------------------------------------------

  /**
   * Saves weights, optimizer and counters as `name` in the model folder, whole or not at all.
   *
   * @returns path of the file
   * @throws {DiskFullError} {@link FileWriteError} an older state of that name is unchanged
   */
  async save(name: string, { withOptimizer = true } = {}): Promise<string> {
    return saveAs(this.#host, name, withOptimizer);
  }

  /** Loads what {@link save} saved. What is frozen stays as it is. */
  async load(name: string): Promise<this> {
    await loadFrom(this.#host, name);
    return this;
  }

  /**
   * Writes all that prediction needs as one file without code: weights, architecture, classes, preparation of the
   * photos, versions and hashes. {@link loadLearner} reads it. With `{ format: 'onnx' }` it is a graph for other
   * engines, batch norm folded, classes and preparation in its metadata. A model card in Markdown goes beside it.
   * With `{ format: 'web' }` it is a folder with a page for any static host, and what `loadClassifier` of `tsvision/web`
   * loads: a model in the visitor's browser.
   *
   * @param path a file `….safetensors`, or a folder that gets `export.safetensors`; relative to the `path` that the
   *   learner was made with, else to the current folder as in {@link loadLearner}. @default the learner's path
   * @returns path of the file, or of the folder
   * @throws {DiskFullError} {@link FileWriteError} what was there before is unchanged
   * @throws {UnsupportedLayerError} naming a layer that ONNX and web export do not know
   */
  async export(path: string | ExportOptions = {}, options: ExportOptions = {}): Promise<string> {
    return withAdvice(
      "Name a file elsewhere: learn.export('/tmp/NAME.safetensors').",
      exportLearner(this.#host, typeof path === 'string' ? { ...options, path } : path),
    );
  }

  // --- shared by the above ------------------------------------------------------------------------------------

  /** Layers with output shapes and numbers of parameters. */
  summary(): ReturnType<typeof modelSummary> {
    return modelSummary(this.model);
  }

  toString(): string {
    return this.#host.toString();
  }

  [jupyterDisplay](): MimeBundle {
    return { 'text/plain': this.toString() };
  }
}
