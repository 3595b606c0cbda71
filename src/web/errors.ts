/** Base of the errors of `tsvision/web`: what went wrong, where, and what to do. */
export abstract class WebError extends Error {
  abstract override readonly name: string;
}

/** The page was opened as a file, where browsers load neither modules nor models. */
export class FilePageError extends WebError {
  override readonly name = 'FilePageError' as const;

  constructor(address: string) {
    super(
      `${address} is a file, and a page that is opened as a file may load nothing. Serve the folder: run ` +
        '`npx http-server .` or `python3 -m http.server` in it, and open the address that it prints.',
    );
  }
}

/** The browser has neither WebGPU nor WebAssembly, or what was asked for does not start. */
export class NoEngineError extends WebError {
  override readonly name = 'NoEngineError' as const;

  constructor(asked: string, cause?: unknown) {
    super(
      `This browser cannot compute the model (${asked}): it has no such engine, or the page's content security policy ` +
        "forbids it. Use a browser of 2021 or later, and allow 'wasm-unsafe-eval' as a source of scripts.",
      { cause },
    );
  }
}

/** Why a file of the exported folder is of no use. */
export type ModelFileFault = 'missing' | 'network' | 'hash' | 'format' | 'size';

const remedies: Readonly<Record<ModelFileFault, string>> = {
  missing: 'Copy the whole exported folder, and check its address.',
  network: 'Check the connection and load it again.',
  hash: 'It is not the file that was exported: copy the whole folder again, and empty the cache before it.',
  format: 'Export the model again, with the version of tsvision that this page uses.',
  size: 'Export the model again: its files do not belong together.',
};

/** A file of the exported folder is missing, or is not what was exported. */
export class ModelFileError extends WebError {
  override readonly name = 'ModelFileError' as const;
  /** Address of the file. */
  readonly file: string;
  /** What is wrong with it. */
  readonly reason: ModelFileFault;

  constructor(file: string, reason: ModelFileFault, detail: string, cause?: unknown) {
    super(`${file} cannot be used: ${detail}. ${remedies[reason]}`, { cause });
    this.file = file;
    this.reason = reason;
  }
}

/** What was given is no picture that this browser reads, or has no pixels yet. */
export class PhotoError extends WebError {
  override readonly name = 'PhotoError' as const;
  /** What is wrong with it. */
  readonly reason: 'not a picture' | 'no pixels' | 'too large' | 'wrong size';

  constructor(reason: PhotoError['reason'], detail: string, cause?: unknown) {
    super(detail, { cause });
    this.reason = reason;
  }
}

/** The model was exported without what a heat map needs. */
export class CannotExplainError extends WebError {
  override readonly name = 'CannotExplainError' as const;

  constructor() {
    super("This model cannot explain itself. Export it with { format: 'web', explain: true }.");
  }
}

/** A label that the model does not know. */
export class UnknownLabelError extends WebError {
  override readonly name = 'UnknownLabelError' as const;
  /** What was given. */
  readonly label: string;

  constructor(label: string, vocab: readonly string[]) {
    super(`The model knows no “${label}”. Its labels are ${vocab.slice(0, 20).join(', ')}.`);
    this.label = label;
  }
}

/** The classifier's memory has been freed. */
export class DisposedError extends WebError {
  override readonly name = 'DisposedError' as const;

  constructor() {
    super('This classifier has been disposed of. Load it again with loadClassifier().');
  }
}
