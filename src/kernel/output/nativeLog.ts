/** How lines of the log of native libraries begin: absl's and TensorFlow's, glog's, ONNX Runtime's. */
const logLine = new RegExp(
  [
    String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+: [IWEF] \S+:\d+\]`,
    String.raw`[IWEF]\d{4,8} \d\d:\d\d:\d+\.\d+ +\d+ \S+:\d+\]`,
    String.raw`(?:\x1b\[[\d;]*m)?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ \[[VIWEF]:`,
    'WARNING: All log messages before absl::InitializeLog',
    'To enable the following instructions: ',
  ]
    .map((pattern) => `^${pattern}`)
    .join('|'),
);

/** Sorts what is written to standard error: lines of a log are for Jupyter's log, the rest is for the cell. */
export class NativeLog {
  /** Whether the line that is being written is one of the log. */
  #inLog = false;
  #atStart = true;

  /** The text in two parts. */
  sort(text: string): { readonly cell: string; readonly log: string } {
    const parts = { cell: '', log: '' };
    for (const line of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
      if (this.#atStart) this.#inLog = logLine.test(line);
      parts[this.#inLog ? 'log' : 'cell'] += line;
      this.#atStart = line.endsWith('\n');
    }
    return parts;
  }
}
