import type {
  CellEdit,
  Definition,
  Mark,
  NotebookCell,
} from '../../../src/kernel/language/asYouType/questions.js';
import { equipEditor } from './cellEditor.js';
import type { CellQuestions } from './cellQuestions.js';
import { KernelLanguage } from './kernelLanguage.js';
import type { Application, Cell, NotebookPanel } from './labTypes.js';
import { showMarks } from './marksInEditor.js';

/** Typing has stopped when nothing has been typed for so long, in ms. */
const pause = 150;

/** Types as you type in one notebook. */
export class NotebookLanguage {
  readonly #app: Application;
  readonly #panel: NotebookPanel;
  readonly #language: KernelLanguage;
  /** Cells whose editors are equipped, and texts that are listened to: a cell that is moved is another with the same. */
  readonly #known = new WeakSet<object>();
  readonly #marks = new Map<string, { readonly text: string; readonly marks: readonly Mark[] }>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(app: Application, panel: NotebookPanel) {
    this.#app = app;
    this.#panel = panel;
    const { sessionContext, content } = panel;
    this.#language = new KernelLanguage(sessionContext);
    sessionContext.kernelChanged.connect(() => {
      this.#forget();
      this.#later();
    });
    sessionContext.statusChanged.connect((_, status) => {
      if (status === 'idle' && !this.#language.isConnected) this.#later();
    });
    sessionContext.iopubMessage.connect((_, { header, parent_header, content: said }) => {
      const isDone = header.msg_type === 'status' && said.execution_state === 'idle';
      if (isDone && parent_header.msg_type === 'execute_request') this.#later();
    });
    content.model?.cells.changed.connect(() => this.#later());
    panel.disposed.connect(() => this.#close());
    this.#later();
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), pause);
  }

  async #look(): Promise<void> {
    if (this.#panel.isDisposed) return;
    for (const cell of this.#codeCells) this.#equip(cell);
    const cells = this.#written;
    const texts = new Map(cells.map(({ id, text }) => [id, text]));
    await this.#language.marks(cells, this.#panel.content.activeCell?.model.id, (found) => {
      for (const [id, marks] of Object.entries(found))
        this.#marks.set(id, { text: texts.get(id) ?? '', marks });
      // What a cell is not told about has no TypeScript in it, or is still to come.
      for (const cell of this.#codeCells) this.#show(cell);
    });
  }

  /** Another kernel has another opinion, or none. */
  #forget(): void {
    for (const [id, { text }] of this.#marks) this.#marks.set(id, { text, marks: [] });
    for (const cell of this.#codeCells) this.#show(cell);
  }

  #equip(cell: Cell): void {
    const { sharedModel } = cell.model;
    if (!this.#known.has(sharedModel))
      sharedModel.changed.connect((_, { sourceChange }) => {
        if (sourceChange) this.#later();
      });
    this.#known.add(sharedModel);
    if (this.#known.has(cell)) return;
    this.#known.add(cell);
    void cell.ready.then(() => {
      if (cell.isDisposed || !cell.editor) return;
      equipEditor(cell.editor.editor, this.#questions(cell));
      this.#show(cell);
    });
  }

  #show(cell: Cell): void {
    const known = this.#marks.get(cell.model.id);
    if (known && cell.editor) showMarks(cell.editor.editor, known.text, known.marks, this.#questions(cell));
  }

  #questions(cell: Cell): CellQuestions {
    const { id } = cell.model;
    const at = (offset: number) => ({ cell: id, offset });
    const language = this.#language;
    return {
      get isAnswered() {
        return language.isConnected;
      },
      hover: (offset) => language.ask('hover', this.#written, at(offset)),
      callHelp: (offset) => language.ask('callHelp', this.#written, at(offset)),
      definition: (offset) => language.ask('definition', this.#written, at(offset)),
      rename: (offset, name) => language.ask('rename', this.#written, at(offset), name),
      fixes: (start, end, code) => language.ask('fixes', this.#written, { cell: id, start, end }, code),
      render: (markdown) => this.#render(markdown),
      apply: (edits) => this.#apply(edits),
      goTo: (definition) => this.#goTo(definition),
    };
  }

  get #codeCells(): readonly Cell[] {
    return this.#panel.content.widgets.filter(({ model }) => model.type === 'code');
  }

  get #written(): readonly NotebookCell[] {
    return this.#codeCells.map(({ model }) => ({ id: model.id, text: model.sharedModel.getSource() }));
  }

  async #render(markdown: string): Promise<HTMLElement> {
    const { rendermime } = this.#panel.content;
    const renderer = rendermime.createRenderer('text/markdown');
    await renderer.renderModel(
      rendermime.createModel({ data: { 'text/markdown': markdown }, trusted: false }),
    );
    return renderer.node;
  }

  /** The last ones first, so that the positions of the others stay. */
  #apply(edits: readonly CellEdit[]): void {
    for (const { cell, start, end, text } of [...edits].sort((a, b) => b.start - a.start))
      this.#codeCells
        .find(({ model }) => model.id === cell)
        ?.model.sharedModel.updateSource(start, end, text);
  }

  async #goTo(definition: Definition): Promise<boolean> {
    if (definition.kind === 'file') return this.#openFile(definition);
    const { content } = this.#panel;
    const index = content.widgets.findIndex(({ model }) => model.id === definition.cell);
    const cell = content.widgets[index];
    if (!cell) return false;
    content.activeCellIndex = index;
    await content.scrollToItem(index).catch(() => {});
    await cell.ready;
    content.mode = 'edit';
    cell.editor?.editor.dispatch({
      selection: { anchor: definition.start, head: definition.end },
      scrollIntoView: true,
    });
    cell.editor?.focus();
    return true;
  }

  /** A file of the notebook's folder. */
  async #openFile({ inFolder }: Definition & { kind: 'file' }): Promise<boolean> {
    if (inFolder === undefined) return false;
    const folder = this.#panel.context.path.replace(/[^/]*$/, '');
    await this.#app.commands.execute('docmanager:open', { path: folder + inFolder });
    return true;
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#language.close();
  }
}
