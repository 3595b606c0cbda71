import { type Extension, Prec } from '@codemirror/state';
import { EditorView } from '@codemirror/view';

const font = { fontFamily: 'var(--jp-code-font-family)', fontSize: 'var(--jp-code-font-size)' };

/** Tooltips in the colours of JupyterLab's theme, light or dark; what is unused greyed. */
export const editorTheme: Extension = Prec.highest(
  EditorView.theme({
    '&.cm-tooltip, & .cm-tooltip': {
      background: 'var(--jp-layout-color1)',
      color: 'var(--jp-ui-font-color1)',
      border: '1px solid var(--jp-border-color1)',
      boxShadow: 'var(--jp-elevation-z2)',
      fontSize: 'var(--jp-ui-font-size1)',
      maxWidth: 'min(640px, 90vw)',
    },
    '& .cm-tooltip-section:not(:first-child)': { borderTop: '1px solid var(--jp-border-color2)' },
    '& .tsvision-message': { whiteSpace: 'pre-wrap' },
    '& .cm-tooltip > .tsvision-message': { padding: '3px 8px' },
    '& .tsvision-fix': {
      display: 'block',
      margin: '4px 0 0',
      padding: '0',
      border: 'none',
      background: 'none',
      color: 'var(--jp-content-link-color)',
      font: 'inherit',
      textAlign: 'left',
      cursor: 'pointer',
    },
    '& .tsvision-fix:hover': { textDecoration: 'underline' },
    '& .tsvision-hover': { padding: '2px 8px', maxHeight: '40vh', overflow: 'auto' },
    '& .tsvision-hover.jp-RenderedHTMLCommon pre': {
      whiteSpace: 'pre-wrap',
      margin: '2px 0',
      padding: '2px 0',
    },
    '& .tsvision-hover.jp-RenderedHTMLCommon :is(p, ul)': { margin: '4px 0' },
    '& .tsvision-call': { padding: '3px 8px', maxHeight: '30vh', overflow: 'auto' },
    '& .tsvision-call code': { ...font, whiteSpace: 'pre-wrap', color: 'inherit' },
    '& .tsvision-call p': { margin: '2px 0 0', color: 'var(--jp-ui-font-color2)', whiteSpace: 'pre-wrap' },
    '& .tsvision-rename': {
      ...font,
      margin: '3px',
      padding: '2px 4px',
      color: 'inherit',
      background: 'var(--jp-input-background)',
      border: '1px solid var(--jp-input-active-border-color)',
    },
    '& .cm-lintRange.tsvision-unused': { backgroundImage: 'none', opacity: '0.55' },
  }),
);
