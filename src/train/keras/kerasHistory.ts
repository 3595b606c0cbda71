import { type Displayable, jupyterDisplay, type MimeBundle } from '../../notebook/index.js';
import {
  type Figure,
  type FigureSize,
  htmlTable,
  linePlot,
  type Series,
  smoothCurve,
} from '../../plot/index.js';

/** Options of {@link KerasHistory.plot}. */
export interface KerasHistoryPlotOptions extends FigureSize {
  /** Factor of the moving average, see `smoothCurve`; 0 draws the curves as they are. @default 0 */
  readonly smooth?: number;
  /** Stands above the chart. @default 'Training and validation …' */
  readonly title?: string;
}

/** What a loss or a metric is called in a plot; any other stands under its own name. */
const spokenNames: Readonly<Record<string, string>> = { acc: 'accuracy' };

/** What was measured epoch by epoch (Keras: `History`): `history.history.val_acc` and the like. */
export class KerasHistory implements Displayable {
  /** Values of each epoch by their names: `loss`, `acc`, and with validation data `val_loss`, `val_acc`. */
  readonly history: Record<string, number[]> = {};

  /** Number of finished epochs. */
  get epochs(): number {
    return this.history.loss?.length ?? 0;
  }

  /** Adds the values of a finished epoch. */
  add(values: Readonly<Record<string, number>>): void {
    for (const [name, value] of Object.entries(values)) {
      this.history[name] ??= [];
      this.history[name].push(value);
    }
  }

  /**
   * Training (points) and validation (line) against the epochs, counted from 0 as in the table.
   * @param name `'loss'` or a metric such as `'acc'`. @default 'loss'
   */
  plot(name = 'loss', { smooth = 0, title, ...size }: KerasHistoryPlotOptions = {}): Figure {
    const spoken = spokenNames[name] ?? name;
    const curve = (key: string, label: string, mode: Series['mode']): Series[] => {
      const values = this.history[key];
      if (!values) return [];
      const x = values.map((_, i) => i);
      return [{ x, y: smoothCurve(values, smooth), name: `${label} ${spoken}`, mode }];
    };
    const [training, validation] =
      smooth > 0 ? ['smoothed training', 'smoothed validation'] : ['training', 'validation'];
    const series = [
      ...curve(name, training as string, 'markers'),
      ...curve(`val_${name}`, validation as string, 'lines'),
    ];
    return linePlot(series, {
      title: title ?? `Training and validation ${spoken}`,
      xTitle: 'epoch',
      yTitle: spoken,
      showLegend: true,
      ...size,
    });
  }

  [jupyterDisplay](): MimeBundle {
    const rows = Array.from({ length: this.epochs }, (_, i) => {
      const values = Object.entries(this.history).map(([name, list]) => [name, list[i]]);
      return { epoch: i, ...Object.fromEntries(values) };
    });
    return htmlTable(rows, { digits: 4 })[jupyterDisplay]();
  }
}
