import type { PredictionRow } from './predictionRow.js';

/** Writes rows to a file, piece by piece. */
export interface OutputWriter {
  write(rows: readonly PredictionRow[]): Promise<void>;
  /** Ends the file; it is whole on disk then. */
  finish(): Promise<void>;
}
