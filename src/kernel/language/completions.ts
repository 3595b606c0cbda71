/** One completion. Offsets are UTF-16 positions in the code. */
export interface CompletionItem {
  readonly text: string;
  /** Jupyter's kind: `function`, `class`, `instance`, `module`, `keyword`, `property`, `path`, `magic`, … */
  readonly type: string;
  readonly signature?: string;
  /** What takes the place of what was typed, if it is more than `text`: an import comes with it. */
  readonly inserted?: string;
}

export interface Completions {
  readonly items: readonly CompletionItem[];
  readonly start: number;
  readonly end: number;
  /** Whether only types can stand there: no value has anything to say. */
  readonly isOfTypes?: boolean;
}
