/** A file of an exported folder. */
export interface FolderFile {
  readonly name: string;
  readonly bytes: number;
  /** Of its content, in hexadecimal. */
  readonly sha256: string;
}

/** What the page says and keeps of the model beside it. */
export interface PageFacts {
  /** Name of the model. */
  readonly title: string;
  /** Class names in the order of the outputs. */
  readonly vocab: readonly string[];
  /** Whether the model can say what it looked at. */
  readonly canExplain: boolean;
  /** The other files of the folder, which a visitor's browser keeps for use without a network. */
  readonly files: readonly FolderFile[];
  /** Hash of these files. */
  readonly version: string;
}

/** A file of the page. */
export interface PageFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}
