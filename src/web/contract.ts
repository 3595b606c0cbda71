/** What can be shown to a {@link WebClassifier}. */
export type WebPhotoSource =
  | Blob
  | ImageBitmap
  | HTMLImageElement
  | HTMLCanvasElement
  | OffscreenCanvas
  | HTMLVideoElement
  | ImageData;

/** How `loadClassifier` loads. */
export interface LoadClassifierOptions {
  /** What computes; `auto`: WebGPU where the browser has one, and WebAssembly elsewhere. @default 'auto' */
  readonly backend?: 'auto' | 'webgpu' | 'wasm';
  /** Aborting it rejects with its reason. */
  readonly signal?: AbortSignal;
  /** Told of the weights, as they come. */
  readonly onProgress?: (done: { readonly loadedBytes: number; readonly totalBytes: number }) => void;
  /** Folder of TensorFlow.js's `.wasm` files. @default the exported folder */
  readonly wasmPath?: string | URL;
}

/** How a photo is predicted. */
export interface WebPredictOptions {
  /** Aborting it rejects with its reason, at the latest before the model computes. */
  readonly signal?: AbortSignal;
  /** How many classes to give, the most probable first. @default all */
  readonly topK?: number;
}

/** How a prediction is explained. */
export interface WebExplainOptions {
  /** Aborting it rejects with its reason, at the latest before the model computes. */
  readonly signal?: AbortSignal;
  /** The class that the map shall speak for. @default the most probable one */
  readonly label?: string;
}

/** A class and how probable it is, 0 … 1. */
export interface WebProbability {
  /** The class. */
  readonly label: string;
  /** 0 … 1. */
  readonly probability: number;
}

/** What a photo shows, as far as the model knows. */
export interface WebPrediction {
  /** The most probable class. */
  readonly label: string;
  /** By class, the most probable first. */
  readonly probabilities: readonly WebProbability[];
  /** Decoding, preparing and computing, without the wait for a prediction before it. */
  readonly milliseconds: number;
}

/** What a model looked at (Grad-CAM: Selvaraju et al. 2017, https://arxiv.org/abs/1610.02391). */
export interface WebHeatMap {
  /** The class it speaks for. */
  readonly label: string;
  /** `height × width`, row by row, 0 … 1: 1 is what spoke most for the class; all 0 when nothing did. */
  readonly values: Float32Array;
  /** Of the map, such as 7: to be scaled up smoothly. */
  readonly width: number;
  /** Of the map. */
  readonly height: number;
  /** The part of the upright photo that the map covers, as shares of its width and height; beyond 0 … 1 where padded. */
  readonly region: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  };
}

/** What is known of a model. */
export interface WebModelCard {
  /** Name of the exported folder. */
  readonly title: string;
  /** Name of the network, such as `efficientnetLite0`. */
  readonly architecture: string;
  /** Numbers that it learned. */
  readonly parameters: number;
  /** `multi`: any number of labels in a photo, whose probabilities do not sum to 1. */
  readonly targetKind: 'single' | 'multi';
  /** How many photos it was made with; null: not known. */
  readonly photos: { readonly training: number; readonly validation: number } | null;
  /** The same by class. */
  readonly photosByClass:
    | readonly { readonly label: string; readonly training: number; readonly validation: number }[]
    | null;
  /** Type of the weights in this folder. */
  readonly dtype: WebDtype;
  /** Share of right answers on the validation photos, measured at export, by type of the weights; null: not measured. */
  readonly accuracy:
    | ({
        /** How many photos it was measured on. */
        readonly photos: number;
      } & Readonly<Record<WebDtype, number>>)
    | null;
  /** Of the file of weights. */
  readonly sha256: string;
  /** Versions of what made it. */
  readonly madeWith: Readonly<Record<string, string>>;
  /** Whose pretrained weights it began with, and their licence. */
  readonly body: string | null;
}

/** Type of weights in a file; the network computes in float32. */
export type WebDtype = 'float32' | 'float16' | 'int8';

/** A trained model in a page. Calls wait for each other: one photo is computed at a time. */
export interface WebClassifier {
  /** Its classes, in the model's order. */
  readonly vocab: readonly string[];
  /** What is known of it. */
  readonly card: WebModelCard;
  /** What computes. */
  readonly backend: 'webgpu' | 'wasm';
  /** Whether it was exported so that {@link explain} can work. */
  readonly canExplain: boolean;
  /** Pixels that the network sees. */
  readonly inputSize: readonly [height: number, width: number];
  /** Names what a photo shows. @throws {PhotoError} {@link DisposedError} or the signal's reason */
  predict(source: WebPhotoSource, options?: WebPredictOptions): Promise<WebPrediction>;
  /** Shows what in the photo spoke for a class. @throws {CannotExplainError} {@link UnknownLabelError} and as `predict` */
  explain(source: WebPhotoSource, options?: WebExplainOptions): Promise<WebHeatMap>;
  /** Frees the memory of the weights; a second call does nothing. */
  dispose(): void;
}
