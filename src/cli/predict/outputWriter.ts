import type { PredictionRow } from './predictionRow.js';

/** Writes rows to a draft, piece by piece. */
export interface OutputWriter {
  write(rows: readonly PredictionRow[]): Promise<void>;
  /** Writes what stands at the end. */
  finish(): Promise<void>;
}
