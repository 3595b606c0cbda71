import { type Diagnostic, setDiagnostics } from '@codemirror/lint';
import type { EditorView } from '@codemirror/view';
import type { Fix, Mark } from '../../../src/kernel/language/asYouType/questions.js';
import type { CellQuestions } from './cellQuestions.js';

/** What each editor shows now. */
const shown = new WeakMap<EditorView, string>();

/** Shows marks in a cell's editor, unless it has another text by now: then others are on their way. */
export function showMarks(
  view: EditorView,
  text: string,
  marks: readonly Mark[],
  questions: CellQuestions,
): void {
  const key = JSON.stringify(marks);
  const isTyping = view.state.doc.toString() !== text;
  if (isTyping || (shown.get(view) ?? '[]') === key) return;
  shown.set(view, key);
  const diagnostics = marks.map((mark) => diagnosticOf(mark, text.length, questions));
  view.dispatch(setDiagnostics(view.state, diagnostics));
}

function diagnosticOf(mark: Mark, length: number, questions: CellQuestions): Diagnostic {
  const { message, code, severity } = mark;
  const to = Math.min(length, Math.max(mark.end, mark.start + 1));
  const isUnused = severity === 'unused';
  return {
    from: Math.min(mark.start, to),
    to,
    severity: isUnused ? 'hint' : severity,
    source: code < 2000 ? 'syntax error' : `TS${code}`,
    message,
    ...(isUnused ? { markClass: 'tsvision-unused' } : {}),
    renderMessage: (view) => messageOf(mark, view, questions),
  };
}

/** The message, and below it, as soon as they are known, what would mend it. */
function messageOf({ message, start, end, code }: Mark, view: EditorView, questions: CellQuestions): Node {
  const node = document.createElement('div');
  node.className = 'tsvision-message';
  node.append(message);
  const text = view.state.doc.toString();
  void questions.fixes(start, end, code).then((fixes = []) => {
    if (view.state.doc.toString() === text) node.append(...fixes.map((fix) => fixButton(fix, questions)));
  });
  return node;
}

function fixButton({ title, edits }: Fix, questions: CellQuestions): HTMLElement {
  const button = document.createElement('button');
  button.className = 'tsvision-fix';
  button.textContent = title;
  button.addEventListener('mousedown', (event) => {
    event.preventDefault();
    questions.apply(edits);
  });
  return button;
}
