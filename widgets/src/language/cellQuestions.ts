import type {
  CallHelp,
  CellEdit,
  Definition,
  Fix,
  HoverText,
  Renaming,
} from '../../../src/kernel/language/asYouType/questions.js';

/** What the editor of one cell can ask and order. Offsets are positions in its text. */
export interface CellQuestions {
  /** Whether there is a kernel that can be asked; in notebooks of other languages the keys stay theirs. */
  readonly isAnswered: boolean;
  hover(offset: number): Promise<HoverText | undefined>;
  callHelp(offset: number): Promise<CallHelp | undefined>;
  definition(offset: number): Promise<Definition | undefined>;
  rename(offset: number, newName: string): Promise<Renaming | undefined>;
  fixes(start: number, end: number, code: number): Promise<readonly Fix[] | undefined>;
  /** Markdown as the notebook shows it. */
  render(markdown: string): Promise<HTMLElement>;
  /** Changes cells of the notebook. */
  apply(edits: readonly CellEdit[]): void;
  /** Shows a declaration; `false` when it is in no cell and no file of the notebook's folder. */
  goTo(definition: Definition): Promise<boolean>;
}
