/** Who is right about a photo. */
export type ComparisonOutcome = 'bothRight' | 'onlyA' | 'onlyB' | 'bothWrong';

/** All of them, in the order of tables. */
export const comparisonOutcomes: readonly ComparisonOutcome[] = ['bothRight', 'onlyA', 'onlyB', 'bothWrong'];

/** What a model says of a photo. */
export interface ModelOpinion {
  /** Class with the greatest probability. */
  readonly prediction: string;
  /** Of that class, 0 to 1. */
  readonly confidence: number;
  /** Of the photo's own class, 0 to 1; 0 for a class that the model does not know, NaN where the photo has none. */
  readonly labelProbability: number;
}

/** A photo with what two models say of it. */
export interface ComparedPhoto {
  /** Position in the list that was compared. */
  readonly index: number;
  /** The photo. */
  readonly path: string;
  /** Its class; `undefined` when it is not known. */
  readonly label: string | undefined;
  /** What the first model says. */
  readonly a: ModelOpinion;
  /** What the second says. */
  readonly b: ModelOpinion;
  /** Who is right; `undefined` where the class is not known. */
  readonly outcome: ComparisonOutcome | undefined;
  /**
   * How far the two are apart, 0 … 1: by how much each finds its own answer more probable than the other does, on the
   * average. 0 where they agree; 1 when each is sure, and rules out what the other says.
   */
  readonly gap: number;
}

/** Probabilities by class name. */
export type NamedProbabilities = ReadonlyMap<string, number>;

/** A photo as two models see it. */
export function comparePhoto(
  index: number,
  { path, label }: { readonly path: string; readonly label: string | undefined },
  a: NamedProbabilities,
  b: NamedProbabilities,
): ComparedPhoto {
  const [ofA, ofB] = [opinion(a, label), opinion(b, label)];
  const outcome = outcomeOf(ofA.prediction, ofB.prediction, label);
  return { index, path, label, a: ofA, b: ofB, outcome, gap: gapOf(a, b, ofA, ofB) };
}

/** Who is right, given what each says. */
export function outcomeOf(
  predictionA: string,
  predictionB: string,
  label: string | undefined,
): ComparisonOutcome | undefined {
  if (label === undefined) return undefined;
  if (predictionA === label) return predictionB === label ? 'bothRight' : 'onlyA';
  return predictionB === label ? 'onlyB' : 'bothWrong';
}

function opinion(probabilities: NamedProbabilities, label: string | undefined): ModelOpinion {
  let best: readonly [string, number] = ['', Number.NEGATIVE_INFINITY];
  for (const entry of probabilities) if (entry[1] > best[1]) best = entry;
  const labelProbability = label === undefined ? Number.NaN : (probabilities.get(label) ?? 0);
  return { prediction: best[0], confidence: best[1], labelProbability };
}

function gapOf(a: NamedProbabilities, b: NamedProbabilities, ofA: ModelOpinion, ofB: ModelOpinion): number {
  if (ofA.prediction === ofB.prediction) return 0;
  const byA = ofA.confidence - (b.get(ofA.prediction) ?? 0);
  const byB = ofB.confidence - (a.get(ofB.prediction) ?? 0);
  return Math.min(1, Math.max(0, (byA + byB) / 2));
}
