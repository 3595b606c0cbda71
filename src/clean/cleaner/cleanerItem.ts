import type { FileIdentity } from '../facts/fileIdentity.js';
import type { Mark } from './protocol.js';

/** What two compared models say of a photo. */
export interface RivalOpinions {
  /** The class that the first predicts. */
  readonly a: string;
  /** The class that the second predicts. */
  readonly b: string;
  /** How sure the first is, 0 to 1. */
  readonly sureA: number;
  /** How sure the second is, 0 to 1. */
  readonly sureB: number;
  /** How far the two are apart, 0 to 1. */
  readonly gap: number;
}

/** A photo as the cleaner is given it. All but the path may be unknown. */
export interface CleanerItem {
  /** Absolute path. */
  readonly path: string;
  /** Class by its folder or its table; absent: none. */
  readonly label?: string | undefined;
  /** What stands for the label in `cleaned.csv` where it is not one class: several, or a number. */
  readonly labelText?: string | undefined;
  /** Part of the dataset that it belongs to; absent: none. */
  readonly split?: 'train' | 'valid' | undefined;
  /** Predicted class. */
  readonly prediction?: string | undefined;
  /** Of the predicted class, 0 to 1. */
  readonly probability?: number | undefined;
  /** By which the worst come first; absent: they come in order. */
  readonly loss?: number | undefined;
  /** 0 sure … 1 unsure. */
  readonly uncertainty?: number | undefined;
  /** Share of the photos that fit their class better, 0 … 1: near 1 are wrong labels and what is of no class. */
  readonly oddness?: number | undefined;
  /** Cosine similarity to the photo that it resembles most. */
  readonly similarity?: number | undefined;
  /** What two compared models say of it. */
  readonly rivals?: RivalOpinions | undefined;
  /** Names of problems: badges. */
  readonly problems?: readonly string[] | undefined;
  /** Photos of one number are duplicates of each other. */
  readonly group?: number | undefined;
  /** Of its group the one to keep. */
  readonly keeper?: boolean | undefined;
  /** Which file it is, when that is known: a link is told from what it leads to. */
  readonly file?: FileIdentity | undefined;
  /** SHA-256 of the file, when it has been computed already. */
  readonly sha256?: string | undefined;
}

/** A photo of the cleaner as it stands. */
export interface CleanedItem {
  /** Number by which the cleaner's methods know it. */
  readonly index: number;
  /** Where the file was when the cleaner opened. */
  readonly path: string;
  /** Class as decided. */
  readonly label: string | undefined;
  /** Part of the dataset, where the folders say so. */
  readonly split: 'train' | 'valid' | undefined;
  /** What was decided: to delete or to keep it; `undefined`: nothing. */
  readonly mark: Mark | undefined;
  /** Whether its class is another than before. */
  readonly relabelled: boolean;
  /** Tags, in alphabetical order. */
  readonly tags: readonly string[];
}
