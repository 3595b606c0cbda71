import { type Extension, StateEffect, StateField } from '@codemirror/state';
import { type EditorView, showTooltip, type Tooltip } from '@codemirror/view';

const setNotice = StateEffect.define<Tooltip | null>();

const noticeField = StateField.define<Tooltip | null>({
  create: () => null,
  update(notice, transaction) {
    for (const effect of transaction.effects) if (effect.is(setNotice)) return effect.value;
    return transaction.docChanged || transaction.selection ? null : notice;
  },
  provide: (field) => showTooltip.from(field),
});

/** Something that stands at a place of the editor until its text or cursor changes. */
export const noticeInEditor: Extension = noticeField;

/** Shows it; `mounted` is called when it is there. */
export function showNotice(view: EditorView, pos: number, dom: HTMLElement, mounted?: () => void): void {
  const create = () => ({ dom, ...(mounted ? { mount: mounted } : {}) });
  view.dispatch({ effects: setNotice.of({ pos, above: true, create }) });
}

/** Shows a sentence. */
export function showText(view: EditorView, pos: number, text: string): void {
  const dom = document.createElement('div');
  dom.className = 'tsvision-message';
  dom.textContent = text;
  showNotice(view, pos, dom);
}

export function hideNotice(view: EditorView): void {
  view.dispatch({ effects: setNotice.of(null) });
}
