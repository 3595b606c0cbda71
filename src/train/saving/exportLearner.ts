import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { atomicWrite, expandPath, InvalidArgumentError, packageRoot } from '../../core/index.js';
import { engineInfo, engineReady } from '../../engine/index.js';
import { type ExportNetwork, exportOnnx, stateDict, writeExport } from '../../vision/index.js';
import type { TrainingHost } from '../host.js';
import { type CardHost, modelCard } from './modelCard.js';

/** What an export is made of. */
export interface ExportHost extends CardHost, Pick<TrainingHost, 'lossFunc' | 'path'> {
  /** Folder that named exports are relative to. */
  readonly exportBase: string;
  /** How the network was built, when it is one that `createCnn` builds. */
  readonly recipe: ExportNetwork | undefined;
}

/** How {@link Learner.export} writes a model. */
export interface ExportOptions {
  /**
   * A file, or a folder that gets `export.safetensors` or `export.onnx`. It is relative to the `path` that the learner
   * was made with; without one to the current folder, so that {@link loadLearner} and `tsvision serve` find it by the
   * same name.
   * @default the learner's path
   */
  readonly path?: string;
  /** `tsvision` is what {@link loadLearner} and `tsvision serve` read; `onnx` is for other engines. @default 'tsvision', and 'onnx' for a path ….onnx */
  readonly format?: 'tsvision' | 'onnx';
  /**
   * Input of the ONNX graph, `[n, height, width, 3]`: prepared photos as the model takes them, or pixels 0 … 255,
   * which the graph normalises itself. @default 'float32'
   */
  readonly input?: 'float32' | 'uint8';
  /** Writes `NAME.model-card.md` beside the export. @default true */
  readonly modelCard?: boolean;
}

/** See {@link Learner.export}. */
export async function exportLearner(host: ExportHost, options: ExportOptions = {}): Promise<string> {
  await engineReady();
  const { format = formatOf(options.path) } = options;
  if (format !== 'tsvision' && format !== 'onnx')
    throw new InvalidArgumentError('format', format, "'tsvision' or 'onnx'");
  const path = options.path === undefined ? host.path : resolve(host.exportBase, options.path);
  const madeWith = {
    tsvision: await packageVersion(),
    engine: engineInfo().backend,
    node: process.version,
    ...bodyOf(host),
  };
  const file =
    format === 'onnx'
      ? await writeOnnx(host, path, options.input ?? 'float32')
      : await writeOwn(host, path, madeWith);
  if (options.modelCard ?? true) {
    const sha256 = createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
    const card = modelCard(host, { file, format, sha256, madeWith });
    await atomicWrite(`${file.slice(0, -extname(file).length)}.model-card.md`, card);
  }
  return file;
}

/** Whose weights the body began with goes on with what was made of it. */
const bodyOf = ({ trained: { cnn } }: ExportHost): { body?: string } =>
  cnn?.origin === undefined ? {} : { body: cnn.origin };

/** The name says it where the options do not. */
const formatOf = (path = ''): 'tsvision' | 'onnx' =>
  extname(path).toLowerCase() === '.onnx' ? 'onnx' : 'tsvision';

async function writeOwn(host: ExportHost, path: string, madeWith: Record<string, string>): Promise<string> {
  const { data, lossFunc } = host;
  const info = {
    network: host.recipe ?? kerasNetwork(host),
    classes: [...data.classes],
    targetKind: data.targetKind,
    activation: lossFunc.activationName,
    preprocessor: JSON.parse(JSON.stringify(data.preprocessor)),
    madeWith,
  };
  return writeExport(path, info, await stateDict(host.trained.model));
}

async function writeOnnx(
  { trained: { model }, data, lossFunc }: ExportHost,
  path: string,
  input: 'float32' | 'uint8',
): Promise<string> {
  const extension = extname(path).toLowerCase();
  if (extension === '.safetensors')
    throw new InvalidArgumentError('path', path, 'a file ….onnx, or a folder, in the format onnx');
  const file = extension === '.onnx' ? expandPath(path) : join(expandPath(path), 'export.onnx');
  const { stats } = data.preprocessor.config;
  await exportOnnx(model, file, {
    input,
    ...(input === 'uint8' ? { normalize: stats ?? { mean: [0, 0, 0], std: [1, 1, 1] } } : {}),
    softmax: lossFunc.activationName === 'softmax',
    classes: data.classes,
    metadata: {
      // What is still to be done to the output; a softmax is in the graph.
      activation: lossFunc.activationName === 'softmax' ? 'none' : lossFunc.activationName,
      preprocessor: JSON.stringify(data.preprocessor),
    },
  });
  return file;
}

function kerasNetwork({ trained: { model } }: ExportHost): ExportNetwork {
  return { kind: 'keras', topology: model.toJSON(undefined, false) as Record<string, unknown> };
}

async function packageVersion(): Promise<string> {
  const text = await readFile(join(packageRoot(), 'package.json'), 'utf8');
  return String((JSON.parse(text) as { version: unknown }).version);
}
