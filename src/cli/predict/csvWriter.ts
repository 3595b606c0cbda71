import type { Draft } from '../../core/index.js';
import type { OutputWriter } from './outputWriter.js';
import type { PredictionRow } from './predictionRow.js';

/** CSV (RFC 4180, UTF-8): path, label, the label's probability, error, then one column for each class. */
export async function csvWriter(draft: Draft, classes: readonly string[]): Promise<OutputWriter> {
  const header = ['path', 'label', 'probability', 'error', ...classes.map((name) => `probability:${name}`)];
  await draft.write(`${header.map(cell).join()}\n`);
  return {
    write: (rows) => draft.write(rows.map((row) => line(row, classes.length)).join('')),
    finish: async () => undefined,
  };
}

function line({ path, label, probabilities, error }: PredictionRow, classes: number): string {
  const numbers = Array.from({ length: classes }, (_, i) => probabilities[i] ?? '');
  const highest = probabilities.length > 0 ? Math.max(...probabilities) : '';
  return `${[path, label, highest, error, ...numbers].map(cell).join()}\n`;
}

function cell(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
