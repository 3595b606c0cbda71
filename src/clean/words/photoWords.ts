import { InvalidArgumentError } from '../../core/index.js';

/** A word of a photo, by the number of its class in ImageNet. */
export interface PhotoWord {
  /** Number of the class, 0 to 999. */
  readonly word: number;
  /** 0 to 1; over all 1,000 classes 1. */
  readonly probability: number;
}

/** A photo has no more words than these, and none that is less probable: what is below is the network's noise. */
export const mostWords = 16;
export const leastProbability = 0.02;

/** The most probable words of each photo, in as much memory as they need: eight bytes for each. */
export class PhotoWords {
  private constructor(
    /** Where the words of each photo begin; one more than there are photos. */
    private readonly starts: Uint32Array,
    private readonly words: Uint16Array,
    private readonly probabilities: Float32Array,
  ) {}

  /**
   * @param rows the words of each photo, the most probable first; empty for a photo that could not be read
   */
  static of(rows: readonly (readonly PhotoWord[])[]): PhotoWords {
    const starts = new Uint32Array(rows.length + 1);
    for (const [i, row] of rows.entries()) starts[i + 1] = (starts[i] as number) + row.length;
    const total = starts[rows.length] as number;
    const words = new Uint16Array(total);
    const probabilities = new Float32Array(total);
    for (const [i, row] of rows.entries())
      for (const [j, { word, probability }] of row.entries()) {
        words[(starts[i] as number) + j] = word;
        probabilities[(starts[i] as number) + j] = probability;
      }
    return new PhotoWords(starts, words, probabilities);
  }

  /** Photos, those without words too. */
  get count(): number {
    return this.starts.length - 1;
  }

  /** The words of a photo, the most probable first. */
  of(index: number): PhotoWord[] {
    const found: PhotoWord[] = [];
    this.each(index, (word, probability) => found.push({ word, probability }));
    return found;
  }

  /** How probable it is that a photo is one of several words. @param asked 1 for each of them, by their numbers */
  sum(index: number, asked: Uint8Array): number {
    const end = this.starts[index + 1] ?? 0;
    let sum = 0;
    for (let i = this.starts[index] ?? 0; i < end; i++)
      if (asked[this.words[i] as number] === 1) sum += this.probabilities[i] as number;
    return sum;
  }

  /** Calls for each word of a photo, the most probable first; makes nothing. */
  each(index: number, use: (word: number, probability: number) => void): void {
    const end = this.starts[index + 1] ?? 0;
    for (let i = this.starts[index] ?? 0; i < end; i++)
      use(this.words[i] as number, this.probabilities[i] as number);
  }
}

/** The words of one row of probabilities (of logits, if `probability` makes them such), the most probable first. */
export function wordsOfRow(
  row: Float32Array,
  { most = mostWords, least = leastProbability }: { readonly most?: number; readonly least?: number } = {},
): PhotoWord[] {
  const found: PhotoWord[] = [];
  for (const [word, probability] of row.entries())
    if (probability >= least) found.push({ word, probability });
  return found.sort((a, b) => b.probability - a.probability || a.word - b.word).slice(0, most);
}

/** @throws InvalidArgumentError when the words are of another number of photos */
export function requireSameCount(words: PhotoWords | undefined, count: number): void {
  if (words && words.count !== count)
    throw new InvalidArgumentError('words', words.count, `the words of ${count} photos`);
}
