import { basename } from 'node:path';
import { type Displayable, jupyterDisplay, type MimeBundle } from '../../notebook/index.js';
import {
  type Figure,
  type FigureSize,
  type HtmlTable,
  htmlTable,
  type ImageGrid,
  imageGrid,
  scatterPlot,
} from '../../plot/index.js';
import { type ComparedPhoto, type ComparisonOutcome, comparisonOutcomes } from './comparedPhoto.js';
import { mcnemarExact } from './mcnemar.js';

/** How many photos each of two models is right about. */
export type ComparisonCounts = Readonly<Record<ComparisonOutcome, number>>;

/** The same for the photos of one class. */
export interface ClassComparison extends ComparisonCounts {
  /** Name of the class. */
  readonly class: string;
  /** Photos of this class. */
  readonly support: number;
  /** Share of them that the first model finds. */
  readonly recallA: number;
  /** Share of them that the second finds. */
  readonly recallB: number;
  /** Of McNemar's exact test over this class alone; with many classes some are small by chance. */
  readonly pValue: number;
}

/** Which photos {@link ModelComparison.disagreements} gives. */
export interface DisagreementOptions {
  /** Only those of which so many are right. @default all where the two differ */
  readonly outcome?: ComparisonOutcome;
  /** Only photos of this class. @default all */
  readonly ofClass?: string;
}

/** Two models and the photos that they were asked about. */
export interface ComparedModels {
  /** Names of the two, for tables and plots. */
  readonly names: readonly [string, string];
  /** Classes of both: the first's in its order, then what the second has besides. */
  readonly classes: readonly string[];
  /** Photos that could be read. */
  readonly photos: readonly ComparedPhoto[];
  /** Photos that could not, or were gone. */
  readonly unreadable: readonly string[];
  /** Photos that the first and the second have learned from: of these they are right by memory. */
  readonly learned: readonly [number, number];
}

const titles: Readonly<Record<ComparisonOutcome, (a: string, b: string) => string>> = {
  bothRight: () => 'both right',
  onlyA: (a) => `only ${a} right`,
  onlyB: (_, b) => `only ${b} right`,
  bothWrong: () => 'both wrong',
};

/**
 * Two models side by side: who is right how often, whether that can be chance, and the photos about which they differ.
 * It keeps numbers only; photos are read when they are shown.
 */
export class ModelComparison implements Displayable {
  /** Names of the two models. */
  readonly names: readonly [string, string];
  /** Classes of both: the first's in its order, then what the second has besides. */
  readonly classes: readonly string[];
  /** The photos with what each model says, in their order. */
  readonly photos: readonly ComparedPhoto[];
  /** Photos that could not be read, or were gone: they count nowhere. */
  readonly unreadable: readonly string[];
  /** How many of the photos each model has learned from: of these it is right by memory, and the test says nothing. */
  readonly learned: readonly [number, number];
  /** How many photos each is right about; photos without a known class count nowhere. */
  readonly counts: ComparisonCounts;

  constructor({ names, classes, photos, unreadable, learned }: ComparedModels) {
    this.names = names;
    this.classes = classes;
    this.photos = photos;
    this.unreadable = unreadable;
    this.learned = learned;
    this.counts = countsOf(photos);
  }

  /**
   * Of McNemar's exact test, two-sided: how probable so unequal a number of photos that one alone is right about would
   * be, if both models were equally good. 0 … 1.
   */
  get pValue(): number {
    return mcnemarExact(this.counts.onlyA, this.counts.onlyB);
  }

  /** Shares of the photos that each is right about; NaN where no class is known. */
  get accuracies(): readonly [number, number] {
    const { bothRight, onlyA, onlyB, bothWrong } = this.counts;
    const all = bothRight + onlyA + onlyB + bothWrong;
    return [(bothRight + onlyA) / all, (bothRight + onlyB) / all];
  }

  /** The counts class by class, of classes that occur. */
  perClass(): ClassComparison[] {
    return this.classes.flatMap((name): ClassComparison[] => {
      const counts = countsOf(this.photos.filter(({ label }) => label === name));
      const support = comparisonOutcomes.reduce((sum, outcome) => sum + counts[outcome], 0);
      if (support === 0) return [];
      return [
        {
          class: name,
          support,
          ...counts,
          recallA: (counts.bothRight + counts.onlyA) / support,
          recallB: (counts.bothRight + counts.onlyB) / support,
          pValue: mcnemarExact(counts.onlyA, counts.onlyB),
        },
      ];
    });
  }

  /** {@link counts} as a table, with accuracies and p-value above it. */
  table(): HtmlTable {
    const [a, b] = this.names;
    const { counts } = this;
    const rows = [
      { ' ': `${a} right`, [`${b} right`]: counts.bothRight, [`${b} wrong`]: counts.onlyA },
      { ' ': `${a} wrong`, [`${b} right`]: counts.onlyB, [`${b} wrong`]: counts.bothWrong },
    ];
    return htmlTable(rows, { caption: this.toString() });
  }

  /** {@link perClass} as a table. */
  perClassTable(): HtmlTable {
    const [a, b] = this.names;
    const rows = this.perClass().map(({ class: name, support, recallA, recallB, pValue, ...counts }) => ({
      class: name,
      photos: support,
      ...Object.fromEntries(comparisonOutcomes.map((outcome) => [titles[outcome](a, b), counts[outcome]])),
      [`recall ${a}`]: recallA.toFixed(4),
      [`recall ${b}`]: recallB.toFixed(4),
      'p-value': significant(pValue),
    }));
    return htmlTable(rows);
  }

  /** Photos about which the two differ, the widest {@link ComparedPhoto.gap} first. */
  disagreements({ outcome, ofClass }: DisagreementOptions = {}): ComparedPhoto[] {
    return this.photos
      .filter(({ a, b }) => a.prediction !== b.prediction)
      .filter((photo) => outcome === undefined || photo.outcome === outcome)
      .filter(({ label }) => ofClass === undefined || label === ofClass)
      .sort((x, y) => y.gap - x.gap || x.index - y.index);
  }

  /** The first photos of {@link disagreements} with what each model says. @param k how many. @default 9 */
  async plotDisagreements(
    k = 9,
    { outcome, ofClass, ...size }: DisagreementOptions & FigureSize = {},
  ): Promise<ImageGrid> {
    const [a, b] = this.names;
    const all = this.disagreements({ ...(outcome ? { outcome } : {}), ...(ofClass ? { ofClass } : {}) });
    const shown = all.slice(0, k);
    const kind = outcome ? `, ${titles[outcome](a, b)}` : '';
    return imageGrid(
      shown.map(({ path }) => path),
      {
        title: `${a} and ${b} differ${kind}: ${shown.length} of ${all.length} photos`,
        titles: shown.map((photo) => this.#caption(photo)),
        columns: Math.min(3, Math.max(1, shown.length)),
        thumbSize: 220,
        ...size,
      },
    );
  }

  /**
   * Each photo as a point: how probable its class is to the first model, and how probable to the second. Above the line
   * the second is the better one. Photos without a known class are left out.
   */
  plot(size: FigureSize = {}): Figure {
    const [a, b] = this.names;
    const colours = { bothRight: '#009e73', onlyA: '#0072b2', onlyB: '#e69f00', bothWrong: '#d55e00' };
    const clouds = comparisonOutcomes.map((outcome) => {
      const photos = this.photos.filter((photo) => photo.outcome === outcome);
      return {
        x: photos.map((photo) => photo.a.labelProbability),
        y: photos.map((photo) => photo.b.labelProbability),
        text: photos.map((photo) => this.#caption(photo)),
        name: `${titles[outcome](a, b)} (${photos.length})`,
        color: colours[outcome],
        opacity: 0.7,
      };
    });
    const diagonal = { x: [0, 1], y: [0, 1], mode: 'lines', dash: 'dot', color: '#8c8c8c', size: 1 } as const;
    return scatterPlot([...clouds, { ...diagonal, name: 'equally sure' }], {
      title: 'Probability of the right class',
      xTitle: a,
      yTitle: b,
      xRange: [-0.02, 1.02],
      yRange: [-0.02, 1.02],
      width: 640,
      height: 480,
      ...size,
    });
  }

  toString(): string {
    const [a, b] = this.names;
    const [ofA, ofB] = this.accuracies;
    const { bothRight, onlyA, onlyB, bothWrong } = this.counts;
    const known = bothRight + onlyA + onlyB + bothWrong;
    const notes = [
      ...(this.photos.length > known ? [`${this.photos.length - known} without a known class`] : []),
      ...(this.unreadable.length > 0 ? [`${this.unreadable.length} unreadable`] : []),
      ...this.names.flatMap((name, i) =>
        this.learned[i] ? [`${name} has learned from ${this.learned[i]} of them`] : [],
      ),
    ];
    const shares = known === 0 ? 'no class is known' : `accuracy ${ofA.toFixed(4)} and ${ofB.toFixed(4)}`;
    return (
      `${a} and ${b} on ${known} photos: ${shares}, ` +
      `McNemar's exact p-value ${significant(this.pValue)}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`
    );
  }

  [jupyterDisplay](): MimeBundle {
    const tables = [this.table(), this.perClassTable()];
    return {
      'text/html': tables.map(({ html }) => html).join('<br>'),
      'text/plain': tables.map(({ text }) => text).join('\n\n'),
    };
  }

  #caption({ a, b, label, path }: ComparedPhoto): string {
    const says = (name: string, { prediction, confidence }: ComparedPhoto['a']): string =>
      `${name}: ${prediction} ${confidence.toFixed(2)}${label === undefined ? '' : prediction === label ? ' ✓' : ' ✗'}`;
    const file = label === undefined ? basename(path) : `${label} · ${basename(path)}`;
    return [says(this.names[0], a), says(this.names[1], b), file].join('\n');
  }
}

function countsOf(photos: readonly ComparedPhoto[]): ComparisonCounts {
  const counts = { bothRight: 0, onlyA: 0, onlyB: 0, bothWrong: 0 };
  for (const { outcome } of photos) if (outcome) counts[outcome]++;
  return counts;
}

/** Three significant digits, never rounded to 0. */
function significant(p: number): string {
  return p >= 0.001 || p === 0 ? String(Number(p.toPrecision(3))) : p.toExponential(1);
}
