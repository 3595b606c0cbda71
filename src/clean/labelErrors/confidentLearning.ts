/** A photo whose label is probably wrong. */
export interface LabelSuspect {
  /** Row of the photo. */
  readonly index: number;
  /** Class index as labelled, and as it probably is. */
  readonly label: number;
  readonly suggested: number;
  /** Probability of the label less that of the best other class: −1 surely wrong … 1 surely right. */
  readonly margin: number;
}

/**
 * Photos whose label is probably wrong, the surest first. Photos that are confidently of another class (where
 * “confidently” is the mean probability that photos so labelled get) tell how many of each class are labelled as
 * each other; so many of them, those with the greatest contradiction, are named, unless their label is the most probable.
 *
 * Source: Northcutt, Jiang, Chuang, "Confident learning: estimating uncertainty in dataset labels", 2021, with
 * pruning by noise rate (the default of cleanlab's `find_label_issues`, which names the same photos).
 *
 * @param probabilities out-of-sample, `count × classes`
 * @param labels class indices; −1 where unknown
 */
export function confidentLearning(
  probabilities: Float64Array,
  labels: readonly number[],
  classes: number,
): LabelSuspect[] {
  const joint = confidentJoint(probabilities, labels, classes);
  const suspects = new Map<number, LabelSuspect>();
  for (let label = 0; label < classes; label++) {
    const rows = labels.flatMap((one, row) => (one === label ? [row] : []));
    // The one photo of a class has been judged by heads that have never seen that class.
    if (rows.length < 2) continue;
    const expected = expectedCounts(
      joint.subarray(label * classes, (label + 1) * classes),
      label,
      rows.length,
    );
    for (const [other, count] of expected.entries()) {
      if (other === label) continue;
      const lead = (row: number): number =>
        (probabilities[row * classes + other] as number) - (probabilities[row * classes + label] as number);
      const leading = [...rows].sort((a, b) => lead(b) - lead(a) || a - b).slice(0, count);
      for (const row of leading) suspects.set(row, suspectOf(probabilities, row, label, classes));
    }
  }
  return [...suspects.values()].filter(({ label, suggested }) => suggested !== label).sort(surestFirst);
}

/**
 * Of the photos with this label, how many are of each class: a row of the confident joint brought to their number, in
 * whole photos, at least one of which is as labelled.
 */
function expectedCounts(row: Uint32Array, label: number, labelled: number): number[] {
  const counts = Array.from(row, (count, c) => (c === label ? Math.max(1, count) : count));
  const sum = counts.reduce((a, b) => a + b, 0);
  const exact = counts.map((count) => (count / sum) * labelled);
  const whole = exact.map((value) => Math.round(value));
  const difference = labelled - whole.reduce((a, b) => a + b, 0);
  const step = Math.sign(difference);
  const byRest = whole
    .map((value, c) => ({ c, rest: step * ((exact[c] as number) - value) }))
    .sort((a, b) => b.rest - a.rest);
  for (const { c } of byRest.slice(0, Math.abs(difference))) whole[c] = (whole[c] as number) + step;
  return whole;
}

/**
 * How many photos with each label (row) are confidently of each class (column). A photo that is so of several classes counts
 * for its most probable one.
 */
export function confidentJoint(
  probabilities: Float64Array,
  labels: readonly number[],
  classes: number,
): Uint32Array {
  const thresholds = confidenceThresholds(probabilities, labels, classes);
  const joint = new Uint32Array(classes * classes);
  for (const [index, label] of labels.entries()) {
    if (label < 0) continue;
    const row = probabilities.subarray(index * classes, (index + 1) * classes);
    const confident = Array.from(row.keys()).filter(
      (c) => (row[c] as number) >= (thresholds[c] as number) - tolerance,
    );
    if (confident.length === 0) continue;
    const best = confident.length === 1 ? (confident[0] as number) : mostProbable(row);
    joint[label * classes + best] = (joint[label * classes + best] as number) + 1;
  }
  return joint;
}

/** By which rounding must not decide. */
const tolerance = 1e-6;

function mostProbable(row: Float64Array): number {
  let best = 0;
  for (const [c, value] of row.entries()) if (value > (row[best] as number)) best = c;
  return best;
}

function suspectOf(probabilities: Float64Array, index: number, label: number, classes: number): LabelSuspect {
  const row = probabilities.subarray(index * classes, (index + 1) * classes);
  const suggested = mostProbable(row);
  return { index, label, suggested, margin: (row[label] as number) - (row[suggested] as number) };
}

function surestFirst(a: LabelSuspect, b: LabelSuspect): number {
  return a.margin - b.margin || a.index - b.index;
}

/** Mean probability of each class among the photos with its label: from there on a photo is confidently of it. */
export function confidenceThresholds(
  probabilities: Float64Array,
  labels: readonly number[],
  classes: number,
): number[] {
  const sums = new Float64Array(classes);
  const counts = new Uint32Array(classes);
  for (const [index, label] of labels.entries()) {
    if (label < 0) continue;
    sums[label] = (sums[label] as number) + (probabilities[index * classes + label] as number);
    counts[label] = (counts[label] as number) + 1;
  }
  // Nobody can be confidently of a class without examples.
  return Array.from(sums, (sum, c) => ((counts[c] as number) > 0 ? sum / (counts[c] as number) : 2));
}
