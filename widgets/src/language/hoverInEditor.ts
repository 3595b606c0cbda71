import type { Extension } from '@codemirror/state';
import { hoverTooltip } from '@codemirror/view';
import type { CellQuestions } from './cellQuestions.js';

/** How long the mouse rests on a name before it is explained, in ms. */
const hoverTime = 300;

/** Signature and documentation of the name below the mouse. */
export function hoverInEditor(questions: CellQuestions): Extension {
  return hoverTooltip(
    async (view, position) => {
      const text = view.state.doc;
      const found = await questions.hover(position);
      if (!found || view.state.doc !== text) return null;
      const dom = await questions.render(found.markdown);
      dom.classList.add('tsvision-hover');
      return { pos: found.start, end: found.end, above: true, create: () => ({ dom }) };
    },
    { hoverTime },
  );
}
