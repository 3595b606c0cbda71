import { type Extension, StateEffect } from '@codemirror/state';
import { type EditorView, tooltips } from '@codemirror/view';
import { callHelpInEditor } from './callHelpInEditor.js';
import type { CellQuestions } from './cellQuestions.js';
import { editorTheme } from './editorTheme.js';
import { hoverInEditor } from './hoverInEditor.js';
import { namesInEditor } from './namesInEditor.js';
import { noticeInEditor } from './noticeInEditor.js';

/** Editors that have it all already. */
const equipped = new WeakSet<EditorView>();

/** Gives the editor of a cell hover, help with calls and names; marks are shown as they come. */
export function equipEditor(view: EditorView, questions: CellQuestions): void {
  if (equipped.has(view)) return;
  equipped.add(view);
  const extension: Extension = [
    hoverInEditor(questions),
    callHelpInEditor(questions),
    namesInEditor(questions),
    noticeInEditor,
    editorTheme,
    // A notebook that draws only the cells in sight moves them: what is fixed inside it would be off its place.
    tooltips({ parent: document.body }),
  ];
  view.dispatch({ effects: StateEffect.appendConfig.of(extension) });
}
