import type { CleanerPhoto } from '../kernel/kernelChannel.js';

/** Name of a class by number. */
export function className(classes: readonly string[], label: number | undefined): string {
  return label === undefined || label < 0 ? 'unlabelled' : (classes[label] ?? `class ${label}`);
}

/** Everything about a photo in one sentence, for a screen reader and a tooltip. */
export function describePhoto(photo: CleanerPhoto, classes: readonly string[]): string {
  const {
    name,
    label,
    was,
    mark,
    split,
    prediction,
    probability,
    loss,
    problems,
    group,
    keeper,
    tags,
    rivals,
  } = photo;
  const parts = [name, className(classes, label)];
  if (was !== undefined) parts.push(`was ${className(classes, was)}`);
  if (mark === 'delete') parts.push('marked for deletion');
  if (mark === 'keep') parts.push('kept');
  if (prediction !== undefined)
    parts.push(
      `predicted ${className(classes, prediction)}${probability === undefined ? '' : ` ${percent(probability)}`}`,
    );
  if (rivals) {
    parts.push(`model A says ${className(classes, rivals.a)} ${percent(rivals.sureA)}`);
    parts.push(`model B says ${className(classes, rivals.b)} ${percent(rivals.sureB)}`);
  }
  if (loss !== undefined) parts.push(`loss ${loss.toFixed(2)}`);
  if (split) parts.push(split === 'train' ? 'training' : 'validation');
  parts.push(...(problems ?? []));
  if (group !== undefined) parts.push(`duplicate group ${group + 1}${keeper ? ', suggested to keep' : ''}`);
  if (tags?.length) parts.push(`tagged ${tags.join(', ')}`);
  return parts.join(', ');
}

/** `0.873` → `87 %`. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
