import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { atomicWrite, expandPath, InvalidArgumentError, packageRoot } from '../../core/index.js';
import { engineInfo, engineReady } from '../../engine/index.js';
import {
  type ExportNetwork,
  exportOnnx,
  type ImageStats,
  type OnnxExportOptions,
  stateDict,
  writeExport,
} from '../../vision/index.js';
import type { WebDtype } from '../../web/contract.js';
import type { TrainingHost } from '../host.js';
import { exportWeb } from '../webExport/exportWeb.js';
import { type CardHost, modelCard } from './modelCard.js';

/** What an export is made of. */
export interface ExportHost extends CardHost, Pick<TrainingHost, 'lossFunc' | 'path' | 'signal'> {
  /** Folder that named exports are relative to. */
  readonly exportBase: string;
  /** How the network was built, when it is one that `createCnn` builds. */
  readonly recipe: ExportNetwork | undefined;
}

/** How {@link Learner.export} writes a model. */
export interface ExportOptions {
  /**
   * A file, or a folder that gets `export.safetensors` or `export.onnx`; in the format web the folder itself, `web` in the
   * learner's path by default. It is relative to the `path` that the learner
   * was made with; without one to the current folder, so that {@link loadLearner} and `tsvision serve` find it by the
   * same name.
   * @default the learner's path
   */
  readonly path?: string;
  /**
   * `tsvision` is what {@link loadLearner} and `tsvision serve` read; `onnx` is for other engines; `web` is a folder
   * with a page for any static host, which classifies photos in the visitor's browser, and which `tsvision/web` loads.
   * @default 'tsvision', and 'onnx' for a path ….onnx
   */
  readonly format?: 'tsvision' | 'onnx' | 'web';
  /**
   * Type of the weights in the format web: float16 halves the file, int8 quarters it. The accuracy of each is measured on
   * the validation photos and stands in the card. @default 'float16'
   */
  readonly weights?: WebDtype;
  /** In the format web: whether the page can show what the model looked at (Grad-CAM). @default false */
  readonly explain?: boolean;
  /** Ends the measuring of the format web. */
  readonly signal?: AbortSignal;
  /**
   * Input of the ONNX graph, `[n, height, width, 3]`: `input`, prepared photos as the model takes them, with `output`; or
   * `image`, pixels 0 … 255 that the graph normalises itself, with `probabilities`: by the names that `tsvision serve` has in
   * the Open Inference Protocol, so that one client asks Triton, KServe or it. @default 'float32'
   */
  readonly input?: 'float32' | 'uint8';
  /** Writes `NAME.model-card.md` beside the export. @default true */
  readonly modelCard?: boolean;
}

/** See {@link Learner.export}. */
export async function exportLearner(host: ExportHost, options: ExportOptions = {}): Promise<string> {
  await engineReady();
  const { format = formatOf(options.path) } = options;
  if (format !== 'tsvision' && format !== 'onnx' && format !== 'web')
    throw new InvalidArgumentError('format', format, "'tsvision', 'onnx' or 'web'");
  const path = options.path === undefined ? host.path : resolve(host.exportBase, options.path);
  const madeWith = {
    tsvision: await packageVersion(),
    engine: engineInfo().backend,
    node: process.version,
    ...bodyOf(host),
  };
  if (format === 'web') return writeWeb(host, path, options, madeWith);
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

async function writeWeb(
  host: ExportHost,
  path: string,
  { path: asked, weights = 'float16', explain = false, signal }: ExportOptions,
  madeWith: Record<string, string>,
): Promise<string> {
  if (!['float32', 'float16', 'int8'].includes(weights))
    throw new InvalidArgumentError('weights', weights, "'float32', 'float16' or 'int8'");
  const folder = asked === undefined ? join(path, 'web') : path;
  return exportWeb(host, folder, { weights, explain, signal, madeWith });
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
  const { activationName } = lossFunc;
  const activation = activationName === 'exp' ? 'none' : activationName;
  await exportOnnx(model, file, {
    input,
    ...(input === 'uint8' ? pixelGraph(stats, activation) : {}),
    activation,
    classes: data.classes,
    metadata: {
      // What is still to be done to the output; all but this one is in the graph.
      activation: activationName === 'exp' ? 'exp' : 'none',
      preprocessor: JSON.stringify(data.preprocessor),
    },
  });
  return file;
}

/** A graph from pixels to probabilities speaks as `tsvision serve` does; what gives other numbers does not claim to. */
function pixelGraph(
  stats: ImageStats | undefined,
  activation: OnnxExportOptions['activation'],
): Pick<OnnxExportOptions, 'normalize' | 'names'> {
  return {
    normalize: stats ?? { mean: [0, 0, 0], std: [1, 1, 1] },
    names: { input: 'image', ...(activation === 'none' ? {} : { output: 'probabilities' }) },
  };
}

function kerasNetwork({ trained: { model } }: ExportHost): ExportNetwork {
  return { kind: 'keras', topology: model.toJSON(undefined, false) as Record<string, unknown> };
}

async function packageVersion(): Promise<string> {
  const text = await readFile(join(packageRoot(), 'package.json'), 'utf8');
  return String((JSON.parse(text) as { version: unknown }).version);
}
