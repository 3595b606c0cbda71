import type { LabelledItem } from '../../data/index.js';

/**
 * What the user should know of a split by lot: a share far from the asked one, no validation photo, classes that
 * cannot be validated.
 */
export function splitNotices(
  train: readonly LabelledItem[],
  valid: readonly LabelledItem[],
  validPct: number,
): string[] {
  const all = train.length + valid.length;
  if (validPct === 0 || all === 0) return [];
  const asked = `${percent(validPct)} of the ${all} photos were asked for validation`;
  const why = 'a photo’s side depends on its name and the seed alone; choose another seed for another split';
  if (valid.length === 0)
    return [`No photo is for validation, so nothing can be measured: ${asked}, and ${why}, or add photos.`];
  const share = valid.length / all;
  const isOff = Math.abs(share - validPct) > validPct / 5;
  return [
    ...(isOff ? [`${valid.length} photos (${percent(share)}) are for validation: ${asked}; ${why}.`] : []),
    ...unvalidated(train, valid),
  ];
}

/** Classes of five photos or more, all of which are for training. */
function unvalidated(train: readonly LabelledItem[], valid: readonly LabelledItem[]): string[] {
  const counts = new Map<string, number>();
  for (const { label } of train)
    if (typeof label === 'string') counts.set(label, (counts.get(label) ?? 0) + 1);
  for (const { label } of valid) counts.delete(String(label));
  const names = [...counts].filter(([, count]) => count >= 5).map(([name]) => name);
  return names.length === 0 ? [] : [`No photo of ${names.join(', ')} is for validation.`];
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}
