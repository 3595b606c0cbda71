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
 * each other; so many of them, those with the greatest contradiction, are named.
 *
 * Source: Northcutt, Jiang, Chuang, "Confident learning: estimating uncertainty in dataset labels", 2021, with
 * pruning by noise rate (the default of cleanlab's `find_label_issues`).
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
  const suspects: LabelSuspect[] = [];
  for (let label = 0; label < classes; label++) {
    const row = joint.subarray(label * classes, (label + 1) * classes);
    const confident = row.reduce((sum, count) => sum + count, 0);
    const contradicted = contradictions(probabilities, labels, classes, label);
    const labelled = labels.filter((other) => other === label).length;
    for (let other = 0; other < classes; other++) {
      if (other === label || confident === 0) continue;
      const expected = Math.round(((row[other] as number) / confident) * labelled);
      suspects.push(...contradicted.filter(({ suggested }) => suggested === other).slice(0, expected));
    }
  }
  return suspects.sort(surestFirst);
}

/** How many photos with each label (row) are confidently of each class (column). */
function confidentJoint(
  probabilities: Float64Array,
  labels: readonly number[],
  classes: number,
): Uint32Array {
  const thresholds = meanSelfConfidence(probabilities, labels, classes);
  const joint = new Uint32Array(classes * classes);
  for (const [index, label] of labels.entries()) {
    if (label < 0) continue;
    let best = -1;
    const row = probabilities.subarray(index * classes, (index + 1) * classes);
    for (let c = 0; c < classes; c++)
      if ((row[c] as number) >= (thresholds[c] as number) && (row[c] as number) > (row[best] ?? -1)) best = c;
    const at = label * classes + best;
    if (best >= 0) joint[at] = (joint[at] as number) + 1;
  }
  return joint;
}

/** Photos with this label for which another class is the most probable. */
function contradictions(
  probabilities: Float64Array,
  labels: readonly number[],
  classes: number,
  label: number,
): LabelSuspect[] {
  const found = labels.flatMap((one, index): LabelSuspect[] => {
    if (one !== label) return [];
    const row = Array.from(probabilities.subarray(index * classes, (index + 1) * classes));
    const suggested = row.indexOf(Math.max(...row));
    if (suggested === label) return [];
    return [{ index, label, suggested, margin: (row[label] as number) - (row[suggested] as number) }];
  });
  return found.sort(surestFirst);
}

function surestFirst(a: LabelSuspect, b: LabelSuspect): number {
  return a.margin - b.margin || a.index - b.index;
}

function meanSelfConfidence(
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
