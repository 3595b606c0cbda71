import { engineReady, tf } from '../../engine/index.js';
import { CompiledModel } from '../compile/compiledModel.js';
import { activate } from '../compile/runFolded.js';
import type { CnnModel } from '../contracts.js';
import { ExportError } from '../errors.js';
import { type PhotoInput, PhotoPreprocessor } from '../loading/photoPreprocessor.js';
import { buildCnn } from '../models/buildCnn.js';
import { models } from '../models/models.js';
import { loadStateDict } from '../weights/modelWeights.js';
import { type ExportContent, readExport } from './exportFile.js';
import type { ExportInfo } from './exportInfo.js';

/** A trained model ready to predict: all that production needs, without anything of training. */
export class InferenceModel {
  readonly #compiled: CompiledModel;

  constructor(
    readonly info: ExportInfo,
    /** A network with body and head where the export says how to build them, else a plain model. */
    readonly network: CnnModel | tf.LayersModel,
    readonly preprocessor: PhotoPreprocessor,
  ) {
    this.#compiled = new CompiledModel(this.model);
  }

  /** Reads what `learn.export(path)` wrote. */
  static async load(path: string): Promise<InferenceModel> {
    await engineReady();
    const content = await readExport(path);
    const network = await buildNetwork(content);
    const model = 'body' in network ? network.model : network;
    loadStateDict(model, content.tensors, { source: content.path, modelName: model.name });
    const preprocessor = new PhotoPreprocessor(content.info.preprocessor as never);
    return new InferenceModel(content.info, network, preprocessor);
  }

  get model(): tf.LayersModel {
    return 'body' in this.network ? this.network.model : this.network;
  }

  /** Class names in the order of the outputs. */
  get classes(): readonly string[] {
    return this.info.classes;
  }

  /** Hash of the weights. */
  get version(): string {
    return this.info.weightsSha256;
  }

  /** Photos → for each, the probability of each class. @throws {ImageDecodeError} */
  async classify(photos: readonly PhotoInput[]): Promise<Float32Array[]> {
    if (photos.length === 0) return [];
    const xs = await this.preprocessor.prepare(photos);
    try {
      return await this.classifyInput(xs);
    } finally {
      xs.dispose();
    }
  }

  /** Prepared input `[n, height, width, 3]` → probabilities of each photo. The input stays the caller's. */
  async classifyInput(xs: tf.Tensor4D): Promise<Float32Array[]> {
    const outputs = await this.#compiled.outputs(xs);
    const probabilities = tf.tidy(() => activated(outputs, this.info.activation));
    const values = (await probabilities.data()) as Float32Array;
    tf.dispose([outputs, probabilities]);
    const width = values.length / xs.shape[0];
    return Array.from({ length: xs.shape[0] }, (_, i) => values.slice(i * width, (i + 1) * width));
  }

  /** Frees the weights. */
  dispose(): void {
    void this.#compiled.release();
    this.model.dispose();
  }
}

async function buildNetwork(content: ExportContent): Promise<CnnModel | tf.LayersModel> {
  const { info, path } = content;
  const { network } = info;
  try {
    if (network.kind === 'keras') {
      return await tf.models.modelFromJSON(network.topology as never);
    }
    if (!Object.hasOwn(models, network.architecture)) {
      throw new ExportError(path, `its architecture ${network.architecture} is not known here`);
    }
    requireHead(content, [...(network.linFtrs ?? [512]), info.classes.length]);
    const { kind: _kind, architecture, ...head } = network;
    const options = Object.fromEntries(Object.entries(head).filter(([, value]) => value !== undefined));
    const cnn = await buildCnn(models[architecture as keyof typeof models], {
      ...options,
      classes: info.classes.length,
      pretrained: false,
    });
    const origin = info.madeWith.body;
    return origin === undefined ? cnn : { ...cnn, origin };
  } catch (cause) {
    if (cause instanceof ExportError) throw cause;
    throw new ExportError(path, 'its network cannot be built', { cause });
  }
}

/**
 * A description may claim a head of any size; it is built only when the file holds the weights of that very head, so
 * that a small file cannot make us fill the memory.
 */
function requireHead({ path, tensors }: ExportContent, widths: readonly number[]): void {
  for (const [i, width] of widths.entries()) {
    const [outputs, inputs] = tensors.get(`head.${4 * i + 4}.weight`)?.shape ?? [];
    if (outputs !== width || (i > 0 && inputs !== widths[i - 1]))
      throw new ExportError(
        path,
        `it says that its head has ${widths.join(', ')} outputs; its weights differ`,
      );
  }
}

/** Numbers that were learned as logarithms come back; the rest is as in the network itself. */
function activated(outputs: tf.Tensor, activation: ExportInfo['activation']): tf.Tensor {
  return activation === 'exp' ? tf.exp(outputs) : activate(tf, outputs, activation);
}
