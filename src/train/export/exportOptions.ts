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
