import type { ColourKey } from '../cleaner/mapProtocol.js';

/** What colours are made of: a photo as the list knows it. */
export interface ColouredPhoto {
  readonly label: string | undefined;
  readonly prediction: string | undefined;
  readonly loss: number | undefined;
  readonly split: string | undefined;
  /** Names of its problems. */
  readonly problems: readonly string[];
  readonly tags: readonly string[];
  readonly mark: 'delete' | 'keep' | 'relabelled' | undefined;
  readonly gone: boolean;
}

/** A code for each photo, a place in `names`, −1: none; or a value, NaN: none. */
export type MapColours =
  | { readonly kind: 'codes'; readonly names: readonly string[]; readonly codes: Int16Array }
  | { readonly kind: 'values'; readonly least: number; readonly most: number; readonly values: Float32Array };

/** By what the points of a map are coloured, photo by photo. */
export function mapColours(
  by: Exclude<ColourKey, 'outlier' | 'shown'>,
  photos: readonly ColouredPhoto[],
  classNames: readonly string[],
): MapColours {
  switch (by) {
    case 'label':
      return codesOf(photos, classNames, ({ label }) => label);
    case 'prediction':
      return codesOf(photos, classNames, ({ prediction }) => prediction);
    case 'split':
      return codesOf(photos, ['train', 'valid'], ({ split }) => split);
    case 'mark':
      return codesOf(photos, ['delete', 'keep', 'relabelled'], ({ mark }) => mark);
    case 'problem':
      return codesOf(photos, namesIn(photos, 'problems'), ({ problems }) => problems[0]);
    case 'tag':
      return codesOf(photos, namesIn(photos, 'tags'), ({ tags }) => tags[0]);
    case 'loss':
      return valuesOf(Float32Array.from(photos, ({ loss }) => loss ?? Number.NaN));
  }
}

/** Values with their range; what is no number has no colour. */
export function valuesOf(values: Float32Array): MapColours {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const range = least <= most ? { least, most } : { least: 0, most: 0 };
  return { kind: 'values', ...range, values };
}

/** Whether the list holds each photo. */
export function shownColours(
  photos: readonly { readonly gone: boolean }[],
  shown: readonly number[],
): MapColours {
  const codes = Int16Array.from(photos, ({ gone }) => (gone ? 2 : 0));
  for (const index of shown) codes[index] = 1;
  return { kind: 'codes', names: ['hidden', 'shown', 'gone'], codes };
}

function codesOf(
  photos: readonly ColouredPhoto[],
  names: readonly string[],
  nameOf: (photo: ColouredPhoto) => string | undefined,
): MapColours {
  const places = new Map(names.map((name, place) => [name, place]));
  const codes = Int16Array.from(photos, (photo) => places.get(nameOf(photo) ?? '') ?? -1);
  return { kind: 'codes', names, codes };
}

function namesIn(photos: readonly ColouredPhoto[], key: 'problems' | 'tags'): string[] {
  return [...new Set(photos.flatMap((photo) => photo[key]))].sort();
}
