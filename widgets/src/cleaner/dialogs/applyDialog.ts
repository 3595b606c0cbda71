import { element } from '../element.js';
import { className } from '../grid/describePhoto.js';
import type { CleanerPlan } from '../kernel/kernelChannel.js';
import { CleanerDialog } from './cleanerDialog.js';

const photos = (count: number): string => `${count} ${count === 1 ? 'photo' : 'photos'}`;

/** Says in exact numbers what apply will do, and asks. */
export function showApplyDialog(
  host: HTMLElement,
  plan: CleanerPlan,
  classes: readonly string[],
  confirmed: () => void,
): void {
  const lines = [
    ...(plan.delete > 0 ? [`${photos(plan.delete)} to the trash`] : []),
    ...plan.moves.map(
      ({ from, to, count }) =>
        `${photos(count)} from ${className(classes, from)} to ${className(classes, to)}`,
    ),
  ];
  const nothing = lines.length === 0;
  const cancel = element('button', { onclick: () => dialog.close() }, nothing ? 'Close' : 'Cancel');
  const apply = element(
    'button',
    {
      class: 'tsv-primary',
      onclick: () => {
        dialog.close();
        confirmed();
      },
    },
    `Apply to ${photos(plan.delete + plan.relabel)}`,
  );
  const dialog = new CleanerDialog(
    host,
    'Apply',
    element('h3', {}, nothing ? 'Nothing is marked' : 'Apply?'),
    element('ul', {}, ...lines.map((line) => element('li', {}, line))),
    ...(nothing ? [] : [element('p', {}, `${plan.destination}. It can be undone afterwards.`)]),
    element('p', { class: 'tsv-buttons' }, cancel, ...(nothing ? [] : [apply])),
  );
  (nothing ? cancel : apply).focus();
}
