import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { csvLine, type Draft } from '../../core/index.js';
import type { PredictionRow } from './shard.js';

/** Writes rows to a draft, piece by piece. */
export interface OutputWriter {
  write(rows: readonly PredictionRow[]): Promise<void>;
  /** Writes what stands at the end. */
  finish(): Promise<void>;
}

/** CSV (RFC 4180, UTF-8): path, label, the label's probability, error, then one column for each class. */
export async function csvWriter(draft: Draft, classes: readonly string[]): Promise<OutputWriter> {
  const header = ['path', 'label', 'probability', 'error', ...classes.map((name) => `probability:${name}`)];
  await draft.write(csvLine(header));
  return {
    write: (rows) => draft.write(rows.map((row) => line(row, classes.length)).join('')),
    finish: async () => undefined,
  };
}

function line({ path, label, probabilities, error }: PredictionRow, classes: number): string {
  const numbers = Array.from({ length: classes }, (_, i) => probabilities[i] ?? '');
  const highest = probabilities.length > 0 ? Math.max(...probabilities) : '';
  return csvLine([path, label, highest, error, ...numbers]);
}

/** Parquet with the columns of the CSV file; probabilities are floats, `null` with an error. */
export async function parquetWriter(draft: Draft, classes: readonly string[]): Promise<OutputWriter> {
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({
    writer: bytes,
    schema: [
      { name: 'root', num_children: 4 + classes.length },
      ...['path', 'label'].map((name) => text(name)),
      float('probability'),
      text('error'),
      ...classes.map((name) => float(`probability:${name}`)),
    ],
  });
  const drain = async (): Promise<void> => {
    await draft.write(bytes.getBytes());
    bytes.index = 0;
  };
  return {
    write: async (rows) => {
      await writer.write({ columnData: columnsOf(rows, classes) });
      await drain();
    },
    finish: async () => {
      await writer.finish();
      await drain();
    },
  };
}

const text = (name: string) =>
  ({ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' }) as const;
const float = (name: string) => ({ name, type: 'FLOAT', repetition_type: 'OPTIONAL' }) as const;

function columnsOf(rows: readonly PredictionRow[], classes: readonly string[]) {
  const highest = rows.map(({ probabilities }) =>
    probabilities.length > 0 ? Math.max(...probabilities) : null,
  );
  return [
    { name: 'path', data: rows.map(({ path }) => path) },
    { name: 'label', data: rows.map(({ label }) => label) },
    { name: 'probability', data: highest },
    { name: 'error', data: rows.map(({ error }) => error) },
    ...classes.map((name, i) => ({
      name: `probability:${name}`,
      data: rows.map(({ probabilities }) => probabilities[i] ?? null),
    })),
  ];
}
