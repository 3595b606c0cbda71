import { type Extension, StateEffect, StateField } from '@codemirror/state';
import { EditorView, showTooltip, type Tooltip, type ViewUpdate } from '@codemirror/view';
import type { CallHelp } from '../../../src/kernel/language/asYouType/questions.js';
import type { CellQuestions } from './cellQuestions.js';

const setHelp = StateEffect.define<Tooltip | null>();

const helpField = StateField.define<Tooltip | null>({
  create: () => null,
  update(tooltip, { effects, changes }) {
    for (const effect of effects) if (effect.is(setHelp)) return effect.value;
    return tooltip && { ...tooltip, pos: changes.mapPos(tooltip.pos) };
  },
  provide: (field) => showTooltip.from(field),
});

/** How a function is called, from its opening bracket on, as long as its arguments are being written. */
export function callHelpInEditor(questions: CellQuestions): Extension {
  return [
    helpField,
    EditorView.updateListener.of((update) => {
      const isShown = update.state.field(helpField) !== null;
      if (isShown && !update.view.hasFocus) hide(update.view);
      else if (isOpened(update) || (isShown && (update.docChanged || update.selectionSet)))
        void show(update.view, questions);
    }),
    EditorView.domEventHandlers({ blur: (_, view) => hide(view) }),
  ];
}

/** Whether somebody has just typed `(` or `,`. */
function isOpened(update: ViewUpdate): boolean {
  if (!update.transactions.some((each) => each.isUserEvent('input'))) return false;
  const { head } = update.state.selection.main;
  return /[(,]\s?$/.test(update.state.doc.sliceString(Math.max(0, head - 2), head));
}

async function show(view: EditorView, questions: CellQuestions): Promise<void> {
  const { state } = view;
  const { head } = state.selection.main;
  const help = await questions.callHelp(head);
  // A later look at the same call has its own answer.
  if (view.state.doc !== state.doc || view.state.selection.main.head !== head) return;
  if (!help) return hide(view);
  const tooltip = { pos: head, above: true, create: () => ({ dom: helpNode(help) }) };
  view.dispatch({ effects: setHelp.of(tooltip) });
}

/** In a turn of its own: an editor that is being updated takes no other update. */
function hide(view: EditorView): void {
  if (!view.state.field(helpField, false)) return;
  queueMicrotask(() => view.dispatch({ effects: setHelp.of(null) }));
}

function helpNode({ signatures, signature, parameter }: CallHelp): HTMLElement {
  const node = document.createElement('div');
  node.className = 'tsvision-call';
  const shown = signatures[signature] ?? signatures[0];
  if (!shown) return node;
  const { label, documentation } = shown;
  const active = shown.parameters[Math.min(parameter, shown.parameters.length - 1)];
  const line = document.createElement('code');
  const part = document.createElement('b');
  part.textContent = active ? label.slice(active.start, active.end) : '';
  line.append(label.slice(0, active?.start ?? 0), part, label.slice(active?.end ?? 0));
  node.append(line);
  if (signatures.length > 1) node.append(paragraph(`${signature + 1} of ${signatures.length}`));
  if (active?.text) node.append(paragraph(active.text));
  else if (documentation !== '') node.append(paragraph(documentation));
  return node;
}

function paragraph(text: string): HTMLElement {
  const node = document.createElement('p');
  node.textContent = text;
  return node;
}
