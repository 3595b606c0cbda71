import { errorLine } from '../../errorLine.js';
import type { SharedFeatures } from '../../map/features/sharedFeatures.js';
import { imagenetWords } from '../../words/imagenetWords.js';
import type { PhotoSearch } from '../../words/photoSearch.js';
import { PhotoWords } from '../../words/photoWords.js';
import { readWords } from '../../words/readWords.js';
import { type StandingWord, standingOut } from '../../words/standingOut.js';
import { wordsArePossible } from '../../words/wordHead.js';
import type { CleanerSession } from '../cleanerSession.js';
import type { PhotoWordName, WordChip, WordsState } from '../wordsProtocol.js';

/** What to do where the network that gives the words is not on this machine. */
const absent =
  'Words of ImageNet need the weights of EfficientNet-Lite0, which are not on this machine: run `tsvision setup --only weights`. Names, classes and tags are searched all the same.';

/** Milliseconds between two words about progress. */
const toldEvery = 200;

/** How CleanerWords is connected. */
export interface CleanerWordsPorts {
  /** What the words are read from. */
  readonly features: SharedFeatures;
  /** Gets the words when they are there. */
  readonly search: PhotoSearch;
  /** Hears how it stands. */
  readonly tell: (state: WordsState) => void;
}

/** The words of a cleaner's photos: read once, in the background, and asked for by chips, zoom and search. */
export class CleanerWords {
  #state: WordsState = { stage: 'off', done: 0, total: 0, message: '' };
  #words = PhotoWords.of([]);
  #running: { readonly stop: AbortController; readonly done: Promise<void> } | undefined;

  constructor(
    private readonly session: CleanerSession,
    private readonly ports: CleanerWordsPorts,
  ) {
    if (!wordsArePossible()) this.#state = { ...this.#state, stage: 'absent', message: absent };
  }

  get state(): WordsState {
    return this.#state;
  }

  /** Reads the words, unless they are there. @throws what stopped it; the state says so too */
  start(): Promise<void> {
    if (this.#state.stage === 'ready') return Promise.resolve();
    if (!this.#running) {
      const stop = new AbortController();
      this.#running = {
        stop,
        done: this.#read(stop.signal).finally(() => {
          this.#running = undefined;
        }),
      };
    }
    return this.#running.done;
  }

  /** Stops reading; the features so far are kept where they are kept. */
  stop(): void {
    this.#running?.stop.abort();
  }

  /** The words of a photo, the most probable first. */
  of(index: number): PhotoWordName[] {
    return this.#words.of(index).map(({ word, probability }) => ({
      word: imagenetWords[word] ?? '',
      // Three digits are more than there is to know.
      probability: Math.round(probability * 1000) / 1000,
    }));
  }

  /** What stands out among some photos against all others that are there. */
  chips(chosen: readonly number[]): {
    readonly chosen: number;
    readonly rest: number;
    readonly usual: WordChip[];
    readonly odd: WordChip[];
  } {
    const { photos } = this.session.state;
    const inside = new Set(chosen.filter((index) => !photos[index]?.gone));
    const others = [...photos.keys()].filter((index) => !inside.has(index) && !photos[index]?.gone);
    const found = standingOut(this.#words, inside, others);
    return { ...found, usual: found.usual.map(named), odd: found.odd.map(named) };
  }

  async #read(signal: AbortSignal): Promise<void> {
    const { state, items, root } = this.session;
    const photos = state.photos.map(({ path }, index) => ({ path, sha256: items[index]?.sha256 }));
    const total = photos.length;
    this.#tell({ stage: 'reading', done: 0, total, message: '' });
    let done = 0;
    try {
      let told = Date.now();
      const onProgress = (read: number): void => {
        done = read;
        // Kept features come by the thousand.
        if (Date.now() - told < toldEvery) return;
        told = Date.now();
        this.#tell({ stage: 'reading', done, total, message: '' });
      };
      const { words, unreadable } = await readWords(photos, {
        root,
        signal,
        onProgress,
        features: this.ports.features,
      });
      this.#words = words;
      this.ports.search.setWords(words);
      this.#tell({ stage: 'ready', done: total, total, message: leftOut(unreadable) });
    } catch (error) {
      this.#tell({ ...stageOf(error, signal), done, total });
      throw error;
    }
  }

  #tell(state: WordsState): void {
    this.#state = state;
    this.ports.tell(state);
  }
}

function stageOf(error: unknown, signal: AbortSignal): Pick<WordsState, 'stage' | 'message'> {
  if (signal.aborted) return { stage: 'stopped', message: '' };
  if (!wordsArePossible()) return { stage: 'absent', message: absent };
  return { stage: 'failed', message: errorLine(error) };
}

function named({ word, count, others, ratio }: StandingWord): WordChip {
  return { word: imagenetWords[word] ?? '', count, others, ratio };
}

function leftOut(count: number): string {
  return count === 0 ? '' : `${count} ${count === 1 ? 'photo' : 'photos'} could not be read`;
}
