import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { z } from 'zod';
import { expandPath, InvalidArgumentError, PathNotFoundError } from '../../core/index.js';
import { ExportError } from '../errors.js';
import { readSafetensors } from '../weights/readSafetensors.js';
import { type WritableTensor, writeSafetensors } from '../weights/writeSafetensors.js';
import { type ExportInfo, exportInfoSchema } from './exportInfo.js';

const metadataKey = 'tsvision';
const fileInFolder = 'export.safetensors';

/** An exported model as it was read. */
export interface ExportContent {
  readonly path: string;
  readonly info: ExportInfo;
  readonly tensors: ReadonlyMap<string, WritableTensor>;
}

/**
 * The one file of an export: the path itself when it ends in `.safetensors`, else `export.safetensors` in that
 * folder. Nothing in the file names another file, so that an export cannot reach beyond itself.
 */
export function exportFile(path: string): string {
  const full = expandPath(path);
  return extname(full).toLowerCase() === '.safetensors' ? full : join(full, fileInFolder);
}

/**
 * The file that an export to `path` is to write; see {@link exportFile}.
 *
 * @throws {InvalidArgumentError} for the name of a file of another kind (fastai's `export.pkl`), which is no folder
 */
export function newExportFile(path: string): string {
  const isFile = /\.[a-z]\w*$/i.test(path) && extname(path).toLowerCase() !== '.safetensors';
  if (!isFile || statSync(expandPath(path), { throwIfNoEntry: false })?.isDirectory())
    return exportFile(path);
  const name = path.slice(0, -extname(path).length);
  throw new InvalidArgumentError(
    'path',
    path,
    'a file ….safetensors, or a folder',
    extname(path).toLowerCase() === '.onnx'
      ? "For a graph in ONNX give { format: 'onnx' } as well."
      : `Write learn.export('${name}.safetensors'); loadLearner reads it. There is no pickle here: nothing in the file is run.`,
  );
}

/** Writes an exported model as one safetensors file, whole or not at all. @returns path of the file */
export async function writeExport(
  path: string,
  info: Omit<ExportInfo, 'format' | 'version' | 'weightsSha256'>,
  tensors: ReadonlyMap<string, WritableTensor>,
): Promise<string> {
  const file = newExportFile(path);
  const whole: ExportInfo = {
    format: 'tsvision-export',
    version: 1,
    ...info,
    weightsSha256: hashTensors(tensors),
  };
  await writeSafetensors(file, tensors, { [metadataKey]: JSON.stringify(whole) });
  return file;
}

/**
 * Reads an exported model. Its description is checked against a schema, its tensors against their hash.
 *
 * @throws {PathNotFoundError} {@link SafetensorsError} {@link ExportError}
 */
export async function readExport(path: string): Promise<ExportContent> {
  const file = exportFile(path);
  if (!(await stat(file).catch(() => undefined))?.isFile()) throw await missing(path, file);
  const { metadata, tensors } = await readSafetensors(file);
  const json = metadata[metadataKey];
  if (json === undefined) {
    throw new ExportError(file, 'it holds weights only', {
      remedy: 'It may be a saved state: use learn.load(), or export the learner.',
    });
  }
  const info = parseInfo(file, json);
  const content = tensors as ReadonlyMap<string, WritableTensor>;
  if (hashTensors(content) !== info.weightsSha256) throw new ExportError(file, 'its weights are damaged');
  return { path: file, info, tensors: content };
}

/** Something else that was named by mistake, such as a photo or an ONNX file, is not a folder without an export. */
async function missing(path: string, file: string): Promise<ExportError | PathNotFoundError> {
  const named = expandPath(path);
  if ((await stat(named).catch(() => undefined))?.isFile())
    return new ExportError(named, 'it is no .safetensors file');
  const remedy =
    'Give what learn.export(…) returned; a relative path starts where the notebook lies, or where the command runs.';
  return new PathNotFoundError(file, 'file', remedy);
}

function parseInfo(file: string, json: string): ExportInfo {
  let raw: unknown;
  try {
    raw = JSON.parse(json);
  } catch (cause) {
    throw new ExportError(file, 'its description is not JSON', { cause });
  }
  if ((raw as { format?: unknown } | null)?.format === 'tsvision-learner') {
    throw new ExportError(file, 'it is a saved state, not an export', {
      remedy: 'Use learn.load() for it, or export the learner.',
    });
  }
  const parsed = exportInfoSchema.safeParse(raw);
  if (!parsed.success)
    throw new ExportError(file, `its description is wrong: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function hashTensors(tensors: ReadonlyMap<string, WritableTensor>): string {
  const hash = createHash('sha256');
  for (const name of [...tensors.keys()].sort()) {
    const { shape, data } = tensors.get(name) as WritableTensor;
    hash.update(`${name}[${shape.join()}]`);
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest('hex');
}
