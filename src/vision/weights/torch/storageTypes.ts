import { brainToFloat, halfToFloat } from '../halfFloat.js';
import type { TensorData } from '../readSafetensors.js';

/** How the numbers of a torch storage lie, and what they are in memory. */
interface StorageFormat {
  /** Bytes of one number. */
  readonly bytes: number;
  /** @param buffer exactly the numbers, little-endian */
  read(buffer: ArrayBuffer): TensorData;
}

/** torch's storages by the first part of their names: `FloatStorage` … */
export const storageTypes = {
  Float: { bytes: 4, read: (buffer) => new Float32Array(buffer) },
  Double: { bytes: 8, read: (buffer) => new Float64Array(buffer) },
  Half: { bytes: 2, read: (buffer) => halfToFloat(new Uint16Array(buffer)) },
  BFloat16: { bytes: 2, read: (buffer) => brainToFloat(new Uint16Array(buffer)) },
  Long: { bytes: 8, read: (buffer) => new BigInt64Array(buffer) },
  Int: { bytes: 4, read: (buffer) => new Int32Array(buffer) },
  Byte: { bytes: 1, read: (buffer) => new Uint8Array(buffer) },
} as const satisfies Readonly<Record<string, StorageFormat>>;

/** First part of the name of a storage that is read. */
export type StorageType = keyof typeof storageTypes;
