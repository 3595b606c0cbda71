import { type Tensor, tensor4d } from '@tensorflow/tfjs-core';
import { activate, type FoldedRunner, prepareFolded } from '../vision/compile/runFolded.js';
import type { DecodedPhoto } from '../vision/transforms/pixels.js';
import { preparePixels } from '../vision/transforms/preparePixels.js';
import { samplePlan } from '../vision/transforms/samplePlan.js';
import type {
  WebClassifier,
  WebExplainOptions,
  WebHeatMap,
  WebPhotoSource,
  WebPrediction,
  WebPredictOptions,
  WebProbability,
} from './contract.js';
import { operations } from './engine/operations.js';
import type { WebBackend } from './engine/startEngine.js';
import { CannotExplainError, DisposedError, PhotoError, UnknownLabelError } from './errors.js';
import type { FetchedModel } from './model/fetchModel.js';
import type { GraphValue } from './model/headGradient.js';
import { readPhoto } from './photo/readPhoto.js';

/** An exported model on the engine of a page. */
export class Classifier implements WebClassifier {
  readonly #model: FetchedModel;
  readonly #runner: FoldedRunner;
  #turn: Promise<unknown> = Promise.resolve();
  #disposed = false;

  constructor(
    model: FetchedModel,
    readonly backend: WebBackend,
  ) {
    this.#model = model;
    this.#runner = prepareFolded(model.graph, operations);
  }

  get vocab() {
    return this.#model.file.vocab;
  }

  get card() {
    return this.#model.file.card;
  }

  get canExplain() {
    return this.#model.file.explain !== null;
  }

  get inputSize(): readonly [number, number] {
    const { height, width } = this.#model.file.preprocessor.target;
    return [height, width];
  }

  predict(source: WebPhotoSource, options: WebPredictOptions = {}): Promise<WebPrediction> {
    return this.#inTurn(options.signal, async () => {
      const start = performance.now();
      const photo = await this.#read(source, options.signal);
      const probabilities = await this.#compute(photo, []).then(({ outputs }) => this.#ranked(outputs));
      const [first] = probabilities as [WebProbability];
      const milliseconds = performance.now() - start;
      return { label: first.label, probabilities: probabilities.slice(0, options.topK), milliseconds };
    });
  }

  explain(source: WebPhotoSource, options: WebExplainOptions = {}): Promise<WebHeatMap> {
    return this.#inTurn(options.signal, async () => {
      const { graph, file } = this.#model;
      if (!file.explain) throw new CannotExplainError();
      const { features } = file.explain;
      const { headGradient, headOf, heatOf } = await import('./model/headGradient.js');
      const { label: asked } = options;
      if (asked !== undefined && !this.vocab.includes(asked)) throw new UnknownLabelError(asked, this.vocab);
      const photo = await this.#read(source, options.signal);
      const wanted = [features, ...headOf(graph, features).map(({ output }) => output)];
      const { outputs, values } = await this.#compute(photo, wanted);
      const label = asked ?? (this.#ranked(outputs)[0] as WebProbability).label;
      const gradient = headGradient(graph, features, this.vocab.indexOf(label), values);
      const map = values.get(features) as GraphValue;
      const [height, width] = map.shape as [number, number];
      return { label, values: heatOf(map, gradient), width, height, region: this.#regionOf(photo) };
    });
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    // What computes now still needs the weights.
    void this.#turn.finally(() => this.#runner.dispose());
  }

  /** One at a time: two would only share the processor, and need twice the memory. */
  async #inTurn<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    if (this.#disposed) throw new DisposedError();
    const turn = this.#turn.then(async () => {
      signal?.throwIfAborted();
      return work();
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #read(source: WebPhotoSource, signal: AbortSignal | undefined): Promise<DecodedPhoto> {
    const photo = await readPhoto(source, this.#model.file.preprocessor.target, signal);
    const { resizeMethod, height, width } = this.#model.file.preprocessor.target;
    if (resizeMethod === 'no' && (photo.originalHeight !== height || photo.originalWidth !== width)) {
      const detail = `The photo is of ${photo.originalWidth} × ${photo.originalHeight} pixels, and this model was trained on photos of just ${width} × ${height}.`;
      throw new PhotoError('wrong size', detail);
    }
    signal?.throwIfAborted();
    return photo;
  }

  /** Probabilities, and the values of the graph that are wanted. */
  async #compute(
    photo: DecodedPhoto,
    wanted: readonly number[],
  ): Promise<{ outputs: Float32Array; values: ReadonlyMap<number, GraphValue> }> {
    const { activation, preprocessor } = this.#model.file;
    const { target, drawn, stats } = preprocessor;
    const { height, width } = target;
    const input = new Float32Array(height * width * 3);
    preparePixels(photo, drawn, target, stats, input, 0);
    const kept = new Map<number, Tensor>();
    const x = tensor4d(input, [1, height, width, 3]);
    const raw = this.#runner.run(x, (number, value) => {
      if (wanted.includes(number)) kept.set(number, value.clone());
    });
    const result = activate(operations, raw, activation);
    try {
      const outputs = (await result.data()) as Float32Array;
      const values = new Map<number, GraphValue>();
      for (const [number, value] of kept)
        values.set(number, { data: (await value.data()) as Float32Array, shape: value.shape.slice(1) });
      return { outputs, values };
    } finally {
      operations.dispose([x, raw, result, ...kept.values()]);
    }
  }

  #ranked(outputs: Float32Array): WebProbability[] {
    return this.vocab
      .map((label, i) => ({ label, probability: outputs[i] as number }))
      .sort((a, b) => b.probability - a.probability);
  }

  /** What of the photo the network saw. Turns and warps, which validation hardly ever has, are not in it. */
  #regionOf(photo: DecodedPhoto): WebHeatMap['region'] {
    const { target, drawn } = this.#model.file.preprocessor;
    const size = [photo.height, photo.width] as const;
    const { matrix: m } = samplePlan(drawn, size, [photo.originalHeight, photo.originalWidth], target);
    const column = (x: number): number => (m[0] * x + m[2] + 0.5) / photo.width;
    const row = (y: number): number => (m[4] * y + m[5] + 0.5) / photo.height;
    const [x, y] = [column(-0.5), row(-0.5)];
    return { x, y, width: column(target.width - 0.5) - x, height: row(target.height - 0.5) - y };
  }
}
