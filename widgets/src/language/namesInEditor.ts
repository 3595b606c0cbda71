import { type Extension, Prec } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import type { CellQuestions } from './cellQuestions.js';
import { hideNotice, showNotice, showText } from './noticeInEditor.js';

/** F12 or Ctrl and a click go to the declaration of a name, F2 renames it in all cells. */
export function namesInEditor(questions: CellQuestions): Extension {
  const keys = keymap.of([
    { key: 'F12', run: (view) => goToDefinition(view, view.state.selection.main.head, questions) },
    { key: 'F2', run: (view) => startRenaming(view, questions) },
  ]);
  const clicks = EditorView.domEventHandlers({
    mousedown(event, view) {
      if (!questions.isAnswered || event.button !== 0 || !(event.ctrlKey || event.metaKey)) return false;
      const position = view.posAtCoords({ x: event.clientX, y: event.clientY });
      if (position === null || !view.state.wordAt(position)) return false;
      event.preventDefault();
      return goToDefinition(view, position, questions);
    },
  });
  return [Prec.high(keys), Prec.high(clicks)];
}

function goToDefinition(view: EditorView, position: number, questions: CellQuestions): boolean {
  if (!questions.isAnswered) return false;
  void questions.definition(position).then(async (found) => {
    if (!found) return showText(view, position, 'No cell and no file declares this.');
    if ((await questions.goTo(found)) || found.kind === 'cell') return;
    const where = `${found.path.replace(/^.*\/node_modules\//, '')}, line ${found.line}`;
    const dom = await questions.render(`${where}\n\n\`\`\`typescript\n${found.excerpt}\n\`\`\``);
    dom.classList.add('tsvision-hover');
    showNotice(view, position, dom);
  });
  return true;
}

function startRenaming(view: EditorView, questions: CellQuestions): boolean {
  const { head } = view.state.selection.main;
  const word = view.state.wordAt(head);
  if (!word || !questions.isAnswered) return false;
  const input = document.createElement('input');
  input.className = 'tsvision-rename';
  input.value = view.state.sliceDoc(word.from, word.to);
  input.setAttribute('aria-label', 'New name');
  const dom = document.createElement('div');
  dom.append(input);
  input.addEventListener('keydown', (event) => {
    event.stopPropagation();
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    hideNotice(view);
    view.focus();
    if (event.key === 'Enter') void rename(view, head, input.value, questions);
  });
  showNotice(view, word.from, dom, () => input.select());
  return true;
}

async function rename(
  view: EditorView,
  position: number,
  newName: string,
  questions: CellQuestions,
): Promise<void> {
  const made = await questions.rename(position, newName.trim());
  if (!made) showText(view, position, 'The kernel does not answer: start it, and rename again.');
  else if ('refused' in made) showText(view, position, made.refused);
  else questions.apply(made.edits);
}
