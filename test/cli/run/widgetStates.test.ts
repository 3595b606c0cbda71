import { expect, it } from 'vitest';
import { WidgetStates } from '../../../src/cli/run/widgetStates.js';
import type { IncomingMessage } from '../../../src/kernel/index.js';

const message = (type: string, content: object, buffers: Uint8Array[] = []): IncomingMessage =>
  ({
    header: { msg_type: type },
    parentHeader: {},
    metadata: {},
    content,
    buffers,
  }) as unknown as IncomingMessage;

it('merges state and buffers as nbclient does', () => {
  const widgets = new WidgetStates();
  expect(widgets.metadata()).toBeUndefined();
  const state = { _model_name: 'ImageModel', _model_module: 'm', _model_module_version: '2.0.0', width: '1' };
  widgets.take(
    message(
      'comm_open',
      { comm_id: 'i', target_name: 'jupyter.widget', data: { state, buffer_paths: [['value']] } },
      [Buffer.from('old')],
    ),
  );
  widgets.take(message('comm_open', { comm_id: 'x', target_name: 'other', data: {} }));
  const update = { method: 'update', state: { width: '2' }, buffer_paths: [['value']] };
  widgets.take(message('comm_msg', { comm_id: 'i', data: update }, [Buffer.from('new')]));
  widgets.take(message('comm_msg', { comm_id: 'i', data: { method: 'custom', content: {} } }));
  expect(widgets.metadata()).toEqual({
    'application/vnd.jupyter.widget-state+json': {
      version_major: 2,
      version_minor: 0,
      state: {
        i: {
          model_name: 'ImageModel',
          model_module: 'm',
          model_module_version: '2.0.0',
          state: { ...state, width: '2' },
          buffers: [{ encoding: 'base64', path: ['value'], data: Buffer.from('new').toString('base64') }],
        },
      },
    },
  });
});

it('finds the Output widget that captures a message', () => {
  const widgets = new WidgetStates();
  const open = { state: { _model_name: 'OutputModel', msg_id: '' } };
  widgets.take(message('comm_open', { comm_id: 'o', target_name: 'jupyter.widget', data: open }));
  expect(widgets.captures('m1')).toBeUndefined();
  widgets.take(message('comm_msg', { comm_id: 'o', data: { method: 'update', state: { msg_id: 'm1' } } }));
  expect(widgets.captures('m1')).toEqual([]);
});
