import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { atomicWrite, expandPath, InvalidArgumentError, packageRoot } from '../../core/index.js';
import { type FoldedGraph, foldGraph } from '../../vision/index.js';
import type { WebDtype, WebModelCard } from '../../web/contract.js';
import { featuresOf } from '../../web/model/headGradient.js';
import type { WebModelFile, WebOp } from '../../web/model/modelFile.js';
import { type PageFile, pageFiles } from '../../web/page/pageFiles.js';
import type { TrainingHost } from '../host.js';
import { countsOf, modelCard } from '../saving/modelCard.js';
import { formerExport, removeFormer } from './formerExport.js';
import { measureWeights } from './measureWeights.js';
import { type WebWeights, webWeights } from './webWeights.js';

/** What a web export is made of. */
export type WebExportHost = Pick<
  TrainingHost,
  'data' | 'trained' | 'metrics' | 'recorder' | 'lossFunc' | 'signal'
>;

/** How a model is exported for web pages. */
export interface WebExportOptions {
  readonly weights: WebDtype;
  readonly explain: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Versions of what makes it. */
  readonly madeWith: Readonly<Record<string, string>>;
}

/** Writes the folder of a web page with the model, `model.json` last; gives its path. */
export async function exportWeb(
  host: WebExportHost,
  path: string,
  options: WebExportOptions,
): Promise<string> {
  if (
    extname(path) !== '' &&
    ['.onnx', '.safetensors', '.json', '.html'].includes(extname(path).toLowerCase())
  )
    throw new InvalidArgumentError('path', path, 'a folder, in the format web');
  const folder = resolve(expandPath(path));
  const graph = requireClassifier(host, options);
  const made = (dtype: WebDtype): WebWeights => webWeights(graph, dtype);
  const all = { float32: made('float32'), float16: made('float16'), int8: made('int8') };
  const { file } = all[options.weights];
  const sha256 = sha256Of(file);
  const accuracy = await measureWeights(
    { float32: all.float32.graph, float16: all.float16.graph, int8: all.int8.graph },
    host.data.validDl,
    { several: host.data.targetKind === 'multi', signal: host.signal(options.signal) },
  );
  const title = basename(folder);
  const card = webCard(host, { title, sha256, accuracy, dtype: options.weights, madeWith: options.madeWith });
  const model = modelFile(host, graph, { card, bytes: file.length, explain: options.explain });
  const engine: PageFile[] = [
    { name: 'model.safetensors', content: file },
    ...(await runtimeFiles()),
    { name: 'README.md', content: readme(host, folder, card, options) },
    { name: 'model.json', content: JSON.stringify(model) },
  ];
  const page = await pageFiles({
    title,
    vocab: model.vocab,
    canExplain: options.explain,
    ...described(engine),
  });
  // The model's description comes last: what is there before it is whole is no model yet.
  const files = [...page, ...engine];
  const former = await formerExport(folder);
  for (const { name, content } of files) await atomicWrite(join(folder, name), content);
  await removeFormer(folder, former, new Set(files.map(({ name }) => name)));
  return folder;
}

/** The graph, when a page can use it. */
function requireClassifier(
  { data, lossFunc, trained }: WebExportHost,
  { explain }: WebExportOptions,
): FoldedGraph {
  const { targetKind } = data;
  if (targetKind === 'number' || lossFunc.activationName === 'exp')
    throw new InvalidArgumentError(
      'format',
      'web',
      'another one for this model: the page tells classes apart',
    );
  const graph = foldGraph(trained.model);
  if (explain && featuresOf(graph) === undefined) {
    const due = 'false for this network: a heat map needs pooled features and linear layers at its end';
    throw new InvalidArgumentError('explain', explain, due);
  }
  return graph;
}

function modelFile(
  { data, lossFunc }: WebExportHost,
  graph: FoldedGraph,
  { card, bytes, explain }: { card: WebModelCard; bytes: number; explain: boolean },
): WebModelFile {
  const ops = graph.ops.map((op) => {
    const {
      kernel: _,
      bias: __,
      scale: ___,
      shift: ____,
      ...plain
    } = op as unknown as Record<string, unknown>;
    return plain as unknown as WebOp;
  });
  return {
    format: 'tsvision-web',
    version: 1,
    vocab: [...data.classes],
    activation: lossFunc.activationName as WebModelFile['activation'],
    preprocessor: JSON.parse(JSON.stringify(data.preprocessor)),
    weights: { file: 'model.safetensors', bytes, sha256: card.sha256, dtype: card.dtype },
    graph: { ...graph, ops },
    explain: explain ? { features: featuresOf(graph) as number } : null,
    card,
  };
}

type CardFacts = Pick<WebModelCard, 'title' | 'sha256' | 'accuracy' | 'dtype' | 'madeWith'>;

function webCard({ data, trained }: WebExportHost, facts: CardFacts): WebModelCard {
  const { trainDs, validDs } = data;
  const isKnown = trainDs.length + validDs.length > 0;
  const [train, valid] = [countsOf(trainDs, data.c), countsOf(validDs, data.c)];
  const byClass = data.classes.map((label, i) => ({
    label,
    training: train[i] as number,
    validation: valid[i] as number,
  }));
  const { body = null, ...versions } = facts.madeWith;
  return {
    ...facts,
    madeWith: versions,
    architecture: trained.architecture,
    parameters: trained.countParameters().total,
    targetKind: data.targetKind === 'multi' ? 'multi' : 'single',
    photos: isKnown ? { training: trainDs.length, validation: validDs.length } : null,
    photosByClass: isKnown && data.targetKind === 'single' ? byClass : null,
    body,
  };
}

/** TensorFlow.js and what runs models on it, as the build made them. */
async function runtimeFiles(): Promise<PageFile[]> {
  const folder = join(packageRoot(), 'dist/web/runtime');
  const names = (await readdir(folder)).sort();
  return Promise.all(names.map(async (name) => ({ name, content: await readFile(join(folder, name)) })));
}

function readme(
  host: WebExportHost,
  folder: string,
  { sha256, accuracy }: WebModelCard,
  { madeWith }: WebExportOptions,
): string {
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  const measured =
    accuracy === null
      ? 'The accuracy of its weights was not measured: there were no validation photos.'
      : `Accuracy on ${accuracy.photos} validation photo${accuracy.photos === 1 ? '' : 's'} with weights in float32 ${percent(accuracy.float32)}, in float16 ${percent(accuracy.float16)}, in int8 ${percent(accuracy.int8)}.`;
  const serve =
    'Put this folder on any static host; it needs no other. To try it here, run `npx http-server .` or `python3 -m http.server` in it, and open the address that it prints (a page that is opened as a file may load nothing).';
  const card = modelCard(host, { file: join(folder, 'model.safetensors'), format: 'web', sha256, madeWith });
  return [card, '## Its weights', measured, '## How to serve it', serve, ''].join('\n\n');
}

function described(files: readonly PageFile[]) {
  const list = files.map(({ name, content }) => {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    return { name, bytes: bytes.length, sha256: sha256Of(bytes) };
  });
  return { files: list, version: sha256Of(JSON.stringify(list)).slice(0, 16) };
}

function sha256Of(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}
