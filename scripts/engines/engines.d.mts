/** An engine that deploy/ is for, and how it is run. */
export interface Engine {
  /** What its suite shows. */
  shows: string;
  /** File in test/deploy. */
  suite: string;
  /** Arguments of the suite; `MODEL` is the folder that makeModel.mjs makes. */
  args?: string[];
  /** Packages of npm beside the pinned ones of PyPI. */
  npm?: string[];
  /** Programs of the Debian packages of the same names. */
  programs?: string[];
  /** Files of the checkout without which it is skipped. */
  needs: string[];
}

export const engines: Record<string, Engine>;
