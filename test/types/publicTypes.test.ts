// Types that users rely on, checked by `npm run check`; at run time `expectTypeOf` does nothing.
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  type CallbackInput,
  createCnn,
  type Display,
  type Displayable,
  type DrawnTransform,
  display,
  errors,
  type Figure,
  type FitOptions,
  flipLr,
  getTransforms,
  ImageDataBunch,
  isTsvisionError,
  jupyterDisplay,
  type Learner,
  type LearningRate,
  type LossFunction,
  linePlot,
  type Metric,
  type MetricInput,
  type MimeBundle,
  metrics,
  models,
  mse,
  type Numbers,
  type OptimizerFactory,
  type PhotoInput,
  type PredictionTuple,
  plots,
  Random,
  type RunningService,
  type Schedule,
  schedules,
  serve,
  sgd,
  slice,
  type TrainingCallback,
  type TrainingState,
  type Transform,
  type TransformPair,
  tf,
  transforms,
  widgets,
} from '../../src/index.js';

describe('what one writes oneself', () => {
  it('a transform', () => {
    const shift = { name: 'shift', p: 1, order: 5, draw: (random: Random) => flipLr().draw(random) };
    expectTypeOf(shift).toExtend<Transform>();
    expectTypeOf<Transform['draw']>().parameters.toEqualTypeOf<[random: Random]>();
    expectTypeOf<ReturnType<Transform['draw']>>().toEqualTypeOf<DrawnTransform>();
    // A transform that draws nothing, or later, is none.
    expectTypeOf<{ name: string; p: number; order: number; draw(): void }>().not.toExtend<Transform>();
    expectTypeOf<{
      name: string;
      p: number;
      order: number;
      draw(): Promise<DrawnTransform>;
    }>().not.toExtend<Transform>();
  });

  it('a metric, or what makes one', () => {
    expectTypeOf<Metric>().toExtend<MetricInput>();
    expectTypeOf(metrics.accuracy).toExtend<MetricInput>();
    expectTypeOf(metrics.accuracy()).toEqualTypeOf<Metric>();
    expectTypeOf<() => number>().not.toExtend<MetricInput>();
    expectTypeOf(metrics.accuracy([[0.9, 0.1]], [0])).toEqualTypeOf<number>();
    expectTypeOf(metrics.topKAccuracy(3)).toEqualTypeOf<Metric>();
    expectTypeOf(metrics.precision([0, 1], tf.zeros([2]))).toEqualTypeOf<number>();
    // @ts-expect-error predictions without targets
    expect(() => metrics.accuracy([0, 1])).toThrow('targets');
    expectTypeOf(mse(tf.zeros([1]), tf.zeros([1]))).toEqualTypeOf<tf.Scalar>();
    expectTypeOf(mse()).toEqualTypeOf<Metric>();
  });

  it('a callback, or a function of the learner that makes one', () => {
    expectTypeOf<{
      name: string;
      onEpochEnd(state: TrainingState): Promise<void>;
    }>().toExtend<TrainingCallback>();
    expectTypeOf<TrainingCallback>().toExtend<CallbackInput>();
    expectTypeOf<(learner: Learner) => TrainingCallback>().toExtend<CallbackInput>();
    expectTypeOf<{ name: string; onEpochEnd: number }>().not.toExtend<CallbackInput>();
  });

  it('a loss, a schedule, an optimizer', () => {
    expectTypeOf(schedules.cosineDecay()).toEqualTypeOf<Schedule>();
    expectTypeOf<Schedule>().returns.returns.toHaveProperty('lrFactor');
    expectTypeOf(sgd({ momentum: 0.9 })).toEqualTypeOf<OptimizerFactory>();
    expectTypeOf<LossFunction>().toHaveProperty('perItem');
  });

  it('a thing that a notebook shows', () => {
    expectTypeOf<{ [jupyterDisplay](): MimeBundle }>().toExtend<Displayable>();
    expectTypeOf<{ [jupyterDisplay](): Promise<MimeBundle> }>().toExtend<Displayable>();
    expectTypeOf<{ [jupyterDisplay](): string }>().not.toExtend<Displayable>();
    expectTypeOf(display).toExtend<Display>();
    expectTypeOf<Figure>().toExtend<Displayable>();
    expectTypeOf<Learner>().toExtend<Displayable>();
  });
});

describe('what calls take and give', () => {
  it('options narrow', () => {
    expectTypeOf<'batch'>().not.toExtend<FitOptions['schedule']>();
    expectTypeOf(slice(1e-5, 1e-3)).toExtend<LearningRate>();
    expectTypeOf<string>().not.toExtend<LearningRate>();
    // @ts-expect-error a mode that charts have not
    linePlot({ y: [1], mode: 'dots' });
    // @ts-expect-error a word that is misspelt
    getTransforms({ doFlipp: true });
    // @ts-expect-error an average that is none
    metrics.precision({ average: 'mean' });
    // @ts-expect-error a model that is none
    void models.resnet19;
    expectTypeOf<readonly number[]>().toExtend<Numbers>();
    expectTypeOf<Float32Array>().toExtend<Numbers>();
  });

  it('data and learners', () => {
    expectTypeOf(ImageDataBunch.fromFolder).returns.resolves.toEqualTypeOf<ImageDataBunch>();
    expectTypeOf(getTransforms()).toEqualTypeOf<TransformPair>();
    expectTypeOf(createCnn).returns.resolves.toEqualTypeOf<Learner>();
    expectTypeOf<Learner['predict']>().toEqualTypeOf<(photo: PhotoInput) => Promise<PredictionTuple>>();
    expectTypeOf<string>().toExtend<PhotoInput>();
    expectTypeOf(serve).returns.resolves.toEqualTypeOf<RunningService>();
    expectTypeOf<RunningService>().toExtend<AsyncDisposable>();
  });

  it('generics give back what they got', () => {
    const random = new Random(1);
    expectTypeOf(random.choice(['a', 'b'] as const)).toEqualTypeOf<'a' | 'b'>();
    expectTypeOf(random.shuffle([1, 2])).toEqualTypeOf<number[]>();
    const slider = new widgets.IntSlider({ max: 9 });
    expectTypeOf(slider.value).toEqualTypeOf<number>();
    expectTypeOf(slider.get('description')).toEqualTypeOf<string>();
    // @ts-expect-error an attribute of another kind
    expect(() => new widgets.IntSlider({ max: 'nine' })).toThrow('max');
    // @ts-expect-error an attribute that it has not
    expect(() => new widgets.IntSlider({ maximum: 9 })).toThrow('maximum');
  });

  it('groups are the same names', () => {
    expectTypeOf(plots.linePlot).toEqualTypeOf<typeof linePlot>();
    expectTypeOf(transforms.flipLr).toEqualTypeOf<typeof flipLr>();
    expectTypeOf<metrics.Metric>().toEqualTypeOf<Metric>();
  });

  it('errors narrow, with their fields', () => {
    const error: unknown = new errors.InvalidArgumentError('epochs', -1, 'a whole number from 1');
    if (error instanceof errors.InvalidArgumentError) expectTypeOf(error.argument).toEqualTypeOf<string>();
    if (isTsvisionError(error)) expectTypeOf(error).toEqualTypeOf<errors.TsvisionError>();
    expectTypeOf<errors.DiskFullError['name']>().toEqualTypeOf<'DiskFullError'>();
  });
});
