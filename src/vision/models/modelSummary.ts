import { tf } from '../../engine/index.js';
import {
  type Displayable,
  escapeHtml,
  jupyterDisplay,
  type MimeBundle,
  tableHtml,
} from '../../notebook/index.js';

/** One line of a {@link ModelSummary}. */
export interface SummaryRow {
  /** Name and class, e.g. `conv1 (Conv2D)`. */
  readonly layer: string;
  /** Output shape; `null` is any size. */
  readonly shape: tf.Shape;
  /** Learnable numbers of the layer, running statistics not counted. */
  readonly parameters: number;
  /** Whether training changes the layer. */
  readonly trainable: boolean;
}

/** A network's layers and how many numbers it learns, printed as Keras prints it. */
export class ModelSummary implements Displayable {
  constructor(
    readonly name: string,
    /** One a layer, in the order of the network. */
    readonly rows: readonly SummaryRow[],
    /** Learnable numbers, frozen ones included; running statistics of batch norm are not learnable. */
    readonly totalParameters: number,
    /** Learnable numbers that training changes now. */
    readonly trainableParameters: number,
    /** Means and variances that batch norm keeps. */
    readonly runningStatistics: number,
  ) {}

  /** Learnable numbers that are frozen now. */
  get nonTrainableParameters(): number {
    return this.totalParameters - this.trainableParameters;
  }

  toString(): string {
    const cells = this.rows.map((row) => [row.layer, shapeText(row.shape), grouped(row.parameters)] as const);
    const header = ['Layer (type)', 'Output Shape', 'Param #'] as const;
    const widths = [0, 1].map(
      (i) => Math.max(...[header, ...cells].map((row) => (row[i] as string).length)) + 3,
    );
    const line = (row: readonly [string, string, string]): string =>
      row[0].padEnd(widths[0] as number) + row[1].padEnd(widths[1] as number) + row[2];
    const rule = (widths[0] as number) + (widths[1] as number) + 12;
    return [
      `Model: "${this.name}"`,
      '_'.repeat(rule),
      line(header),
      '='.repeat(rule),
      ...cells.map(line),
      '='.repeat(rule),
      ...this.#totals().map(([label, count]) => `${label}: ${grouped(count)}`),
      '_'.repeat(rule),
    ].join('\n');
  }

  [jupyterDisplay](): MimeBundle {
    const rows = this.rows.map((row) => [row.layer, shapeText(row.shape), grouped(row.parameters)]);
    const table = tableHtml(['Layer (type)', 'Output shape', 'Parameters'], rows, { align: () => 'left' });
    const totals = this.#totals().map(([label, count]) => `${label}: <b>${grouped(count)}</b>`);
    return {
      'text/plain': this.toString(),
      'text/html':
        `<details open><summary>${escapeHtml(this.name)}</summary>${table}</details>` +
        `<div>${totals.join('<br>')}</div>`,
    };
  }

  #totals(): [string, number][] {
    const totals: [string, number][] = [
      ['Total params', this.totalParameters],
      ['Trainable params', this.trainableParameters],
      ['Non-trainable params', this.nonTrainableParameters],
    ];
    if (this.runningStatistics > 0) totals.push(['Running statistics', this.runningStatistics]);
    return totals;
  }
}

/**
 * Summarises a network as it is now: what is frozen counts as non-trainable.
 * @example
 * ```ts
 * import { modelSummary } from 'tsvision';
 * modelSummary(learn.model); // a table: layers, shapes, parameters
 * ```
 */
export function modelSummary(model: tf.LayersModel): ModelSummary {
  const rows: SummaryRow[] = [];
  let trainable = 0;
  let running = 0;
  for (const layer of model.layers) {
    const learnable = learnableWeights(layer);
    const parameters = count(learnable);
    running += count(layer.weights) - parameters;
    // A model used as a layer may be frozen in part: its own layers decide.
    if (layer.trainable)
      trainable += count(learnable.filter((weight) => layer.trainableWeights.includes(weight)));
    rows.push({
      layer: `${layer.name} (${layer.getClassName().replace(/^Tsvision/, '')})`,
      shape: layer.outputShape as tf.Shape,
      parameters,
      trainable: layer.trainable,
    });
  }
  const total = rows.reduce((sum, row) => sum + row.parameters, 0);
  return new ModelSummary(model.name, rows, total, trainable, running);
}

/** Weights that gradient descent changes when the layer is not frozen. */
function learnableWeights(layer: tf.layers.Layer): tf.LayerVariable[] {
  return layer.weights.filter(
    ({ originalName }) => !/(running|moving)_(mean|var|variance)$/.test(originalName),
  );
}

function count(weights: readonly tf.LayerVariable[]): number {
  return weights.reduce((sum, { shape }) => sum + shape.reduce<number>((size, n) => size * (n ?? 1), 1), 0);
}

function shapeText(shape: tf.Shape): string {
  return `[${shape.map((n) => n ?? 'null').join(', ')}]`;
}

function grouped(n: number): string {
  return n.toLocaleString('en-US');
}

// A network as the value of a cell is its summary; `inspect` would show the insides of TensorFlow.js.
Object.defineProperty(tf.LayersModel.prototype, jupyterDisplay, {
  configurable: true,
  value(this: tf.LayersModel): MimeBundle {
    return modelSummary(this)[jupyterDisplay]();
  },
});
