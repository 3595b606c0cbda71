import { expect, it } from 'vitest';
import { readSavedLesson } from './savedLesson.js';

const cell = (id: string, ...outputs: object[]) => ({ id, cell_type: 'code', source: '1', outputs });
const table = [
  'epoch  train_loss  accuracy   time',
  '    0    0.389213  0.945000  00:01',
  '    1    1.5e-4    0.950000  00:00  ← best',
].join('\n');

it('reads what a page shows below a cell: text, numbers, tables of epochs, plots', () => {
  const lesson = readSavedLesson({
    cells: [
      { id: 'a', cell_type: 'markdown', source: ['one ', 'two'] },
      cell('fit', { output_type: 'display_data', data: { 'text/plain': table.split(/(?<=\n)/) } }),
      cell('plot', {
        output_type: 'display_data',
        data: { 'application/vnd.plotly.v1+json': { data: [{ name: 'loss', y: [2, 1] }], layout: {} } },
      }),
      cell(
        'print',
        { output_type: 'stream', text: 'a 1,234 of -2.5e-3 x9\n' },
        { output_type: 'stream', text: '7 %' },
      ),
    ],
  });
  expect(lesson.prose).toBe('one two');
  expect(lesson.cell('fit').epochs).toEqual([
    { epoch: 0, train_loss: 0.389213, accuracy: 0.945 },
    { epoch: 1, train_loss: 1.5e-4, accuracy: 0.95 },
  ]);
  expect(lesson.cell('plot').figures).toEqual([[{ name: 'loss', y: [2, 1] }]]);
  expect(lesson.cell('print').numbers).toEqual([1234, -0.0025, 7]);
  const coloured = { output_type: 'execute_result', data: { 'text/plain': '[ \u001b[33m-3.5\u001b[39m ]' } };
  expect(readSavedLesson({ cells: [cell('value', coloured)] }).cell('value').numbers).toEqual([-3.5]);
  const keras =
    'epoch  loss  val_loss   time\n 1/12  0.81       0.5  00:01\n12/12  0.02       0.4  00:01  ← best';
  const rows = 'way    accuracy         of\n  one  0.612 ± 0.011  1,000';
  const more = readSavedLesson({
    cells: [
      cell('fit', { output_type: 'stream', text: keras }),
      cell('rows', { output_type: 'stream', text: rows }),
    ],
  });
  expect(more.cell('fit').epochs).toEqual([
    { epoch: 1, loss: 0.81, val_loss: 0.5 },
    { epoch: 12, loss: 0.02, val_loss: 0.4 },
  ]);
  expect(more.cell('rows').row('one')).toEqual([0.612, 0.011, 1000]);
  expect(() => more.cell('rows').row('two')).toThrow('No line begins with two');
  expect(() => lesson.cell('none')).toThrow('no cell none');
});
