// The share of ImageNet's words and of the search in the messages between an ImageCleaner and its view. The browser loads
// this too: `zod/mini`.

import * as z from 'zod/mini';

const place = z.int().check(z.nonnegative());

/** Fields of the requests, each beside its `id` and `request`. */
export const wordsRequests = {
  /** Begins to read what is on the photos, or goes on; how it stands is told by the attribute `words`. */
  startWords: {},
  /** Stops it; what has been read is kept. */
  stopWords: {},
  /** Narrows the list to what is found, the best match first; an empty query shows all again. */
  search: { query: z.string().check(z.maxLength(200)) },
  /** The words of one photo. */
  words: { index: place },
  /** What these photos are and where they stand in the list. */
  describe: { indices: z.readonly(z.array(place).check(z.maxLength(1000))) },
  /** What stands out among these photos against the others; without `indices` among those of the list. */
  chips: { indices: z.optional(z.readonly(z.array(place))) },
};

const chip = z.object({
  /** One of ImageNet's words. */
  word: z.string(),
  /** Chosen photos that have it. */
  count: place,
  /** Other photos that have it. */
  others: place,
  /** How many times as often it is among the chosen as among the others. */
  ratio: z.number(),
});

/** A word that stands out, with how often it is where. */
export type WordChip = Readonly<z.infer<typeof chip>>;

const word = z.object({
  /** One of {@link imagenetWords}. */
  word: z.string(),
  /** Of all 1,000 words, 0 to 1. */
  probability: z.number(),
});

/** A word of a photo. */
export type PhotoWordName = Readonly<z.infer<typeof word>>;

const chips = z.readonly(z.array(chip));

/** Fields of the answers, each beside its `id` and `response`. */
export const wordsResponses = {
  /** The most probable first; none for a photo that has not been read. */
  words: { index: place, words: z.readonly(z.array(word)) },
  chips: {
    /** Photos with words that were chosen. */
    chosen: place,
    /** Photos with words that were not. */
    rest: place,
    /** What is usual among the chosen and not among the others. */
    usual: chips,
    /** What those of the chosen are that are something else at first sight. */
    odd: chips,
  },
};

/** How far reading the words is. */
export interface WordsState {
  /** `off`: nobody has asked. `absent`: the network that reads is not on this machine. */
  readonly stage: 'off' | 'reading' | 'ready' | 'stopped' | 'failed' | 'absent';
  /** Of `total` photos. */
  readonly done: number;
  /** Photos of the set. */
  readonly total: number;
  /** A sentence for the user: why it cannot be, what to do, what was left out. */
  readonly message: string;
}

/** Attributes of the model that words and search add. */
export interface WordsAttributes {
  /** How far the words are. */
  words: WordsState;
  /** What is searched for; empty: nothing. Apart from the filter, which narrows the list besides. */
  query: string;
}
