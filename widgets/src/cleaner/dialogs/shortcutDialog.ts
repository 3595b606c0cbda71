import { element } from '../element.js';
import { shortcutSheet } from '../toolbar/shortcuts.js';
import { CleanerDialog } from './cleanerDialog.js';

/** Shows all keys. */
export function showShortcuts(host: HTMLElement, classes: readonly string[]): void {
  const rows = shortcutSheet(classes).map(([keys, what]) =>
    element('tr', {}, element('th', { scope: 'row' }, element('kbd', {}, keys)), element('td', {}, what)),
  );
  const close = element('button', { onclick: () => dialog.close() }, 'Close');
  const dialog = new CleanerDialog(
    host,
    'Keys',
    element('h3', {}, 'Keys'),
    element('table', {}, element('tbody', {}, ...rows)),
    element('p', { class: 'tsv-buttons' }, close),
  );
  close.focus();
}
