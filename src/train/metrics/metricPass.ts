import { isPromise, isTsvisionError } from '../../core/index.js';
import { tf } from '../../engine/index.js';
import { MetricError } from '../errors.js';
import type { Metric, MetricAccumulator, MetricBatch } from './metric.js';

/** What each method gives. */
const dues = { 'start()': '{ add(batch), value() }', 'add()': 'nothing', 'value()': 'a number' } as const;

/** A metric over one validation pass: it is named when it fails, and what it leaves in the engine is freed. */
export class MetricPass {
  readonly #metric: Metric;
  readonly #tensors: tf.Tensor[] = [];
  readonly #accumulator: MetricAccumulator;

  constructor(metric: Metric) {
    this.#metric = metric;
    try {
      this.#accumulator = this.#call('start()', metric.start, () => metric.start());
      const { add, value } = (this.#accumulator ?? {}) as Partial<MetricAccumulator>;
      if (typeof add !== 'function' || typeof value !== 'function')
        throw this.#wrong('start()', this.#accumulator, dues['start()'], metric.start);
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  add(batch: MetricBatch): void {
    this.#call('add()', this.#accumulator.add, () => this.#accumulator.add(batch));
  }

  /** @param canBeNumber false when the pass itself gave no numbers: then a NaN is not the metric's fault */
  value(canBeNumber: boolean): number {
    const { value: ofPass } = this.#accumulator;
    const value = this.#call('value()', ofPass, () => this.#accumulator.value());
    const isWrong =
      typeof value !== 'number' || (Number.isNaN(value) && canBeNumber && !this.#metric.mayBeNaN);
    if (isWrong) throw this.#wrong('value()', value, dues['value()'], ofPass);
    return value;
  }

  /** Frees the tensors that the metric made and did not keep. */
  dispose(): void {
    for (const tensor of this.#tensors.splice(0)) if (!tensor.kept && !tensor.isDisposed) tensor.dispose();
  }

  /** What the metric does, with the tensors that it makes noted. */
  #call<T>(method: keyof typeof dues, by: unknown, step: () => T): T {
    const engine = tf.engine();
    engine.startScope();
    const made: tf.Tensor[] = [];
    try {
      const result = step();
      made.push(...engine.state.activeScope.track);
      if (isPromise(result)) throw this.#wrong(method, result, dues[method], by);
      return result;
    } catch (error) {
      throw isTsvisionError(error) ? error : new MetricError(this.#metric.name, { threw: error, in: method });
    } finally {
      engine.endScope(made);
      this.#tensors.push(...made);
    }
  }

  #wrong(method: string, gave: unknown, due: string, by: unknown): MetricError {
    return new MetricError(this.#metric.name, { gave, due, in: method, by });
  }
}
