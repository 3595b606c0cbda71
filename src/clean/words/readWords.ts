import { pretrainedBody } from '../map/features/featureBody.js';
import type { FeaturePhoto } from '../map/features/photoFeatures.js';
import { SharedFeatures } from '../map/features/sharedFeatures.js';
import { type PhotoWord, PhotoWords } from './photoWords.js';
import { WordHead } from './wordHead.js';

/** How {@link readWords} works. */
export interface ReadWordsOptions {
  /** Folder of the set: features are kept for it, on disk, by content; those of the map are the same ones. */
  readonly root: string;
  /** Where a map that is being made takes its features from. @default computed for the words alone */
  readonly features?: SharedFeatures;
  readonly signal?: AbortSignal | undefined;
  /** Hears how many photos have been read. */
  readonly onProgress?: (done: number) => void;
}

/** What is on photos, in ImageNet's words. */
export interface ReadWords {
  readonly words: PhotoWords;
  /** Photos that could not be read: they have no words. */
  readonly unreadable: number;
}

/**
 * Reads what is on photos, by EfficientNet-Lite0's own classifier on the features that the map goes by.
 * @throws WeightsNotFoundError when EfficientNet-Lite0's weights are not on this machine
 */
export async function readWords(
  photos: readonly FeaturePhoto[],
  { root, features: shared = new SharedFeatures(), signal, onProgress = () => undefined }: ReadWordsOptions,
): Promise<ReadWords> {
  const head = await WordHead.load();
  try {
    const features = await shared.of(photos, { root, signal, onProgress, body: pretrainedBody() });
    const rows: PhotoWord[][] = photos.map(() => []);
    const found = await head.words(features.values, signal);
    for (const [row, words] of found.entries()) rows[features.photos[row] as number] = words;
    return { words: PhotoWords.of(rows), unreadable: photos.length - found.length };
  } finally {
    head.dispose();
  }
}
