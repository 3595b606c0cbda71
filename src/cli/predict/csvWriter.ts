import { open } from 'node:fs/promises';
import type { OutputWriter } from './outputWriter.js';
import type { PredictionRow } from './predictionRow.js';

/** CSV (RFC 4180, UTF-8): path, label, the label's probability, error, then one column for each class. */
export async function csvWriter(file: string, classes: readonly string[]): Promise<OutputWriter> {
  const handle = await open(file, 'w');
  const header = ['path', 'label', 'probability', 'error', ...classes.map((name) => `probability:${name}`)];
  await handle.appendFile(`${header.map(cell).join()}\n`);
  return {
    write: async (rows) => handle.appendFile(rows.map((row) => line(row, classes.length)).join('')),
    finish: async () => {
      await handle.sync();
      await handle.close();
    },
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
