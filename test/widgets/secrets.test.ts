import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { mimeBundleOf } from '../../src/notebook/index.js';
import { interact, Password, VBox, type WidgetChange } from '../../src/widgets/index.js';
import { type FakeFrontEnd, withFrontEnd } from './fakeFrontEnd.js';

const secret = 's3cr3t';

/** The front end shows or removes views, as @jupyter-widgets/base counts them. */
async function showViews(frontEnd: FakeFrontEnd, password: Password, count: number): Promise<void> {
  frontEnd.models.get(password.modelId)?.change({ _view_count: count });
  await frontEnd.settle();
}

describe('a password (ipywidgets#1793)', () => {
  it('is in no text, bundle or state that could be saved', () =>
    withFrontEnd(async (frontEnd) => {
      const password = new Password({ value: secret, description: 'key' });
      const box = new VBox({ children: [password] });
      interact(() => undefined, { password });
      const changes: WidgetChange[] = [];
      password.on('change', (change) => changes.push(change));
      password.value = `${secret}!`;
      for (const value of [password, box, { nested: [password] }, new Map([[password, 1]]), changes]) {
        expect(inspect(value, { depth: 9, showHidden: false, getters: true })).not.toContain(secret);
        expect(JSON.stringify(await mimeBundleOf(value))).not.toContain(secret);
      }
      expect(`${password} ${box}`).toContain("description: 'key'");
      expect(`${password} ${box} ${JSON.stringify(password)} ${JSON.stringify(changes)}`).not.toContain(
        secret,
      );
      expect(JSON.stringify(password.wireState())).not.toContain(secret);
      expect(changes[0]?.new).toBe(`${secret}!`);
      // A front end that was reloaded asks for everything.
      const control = await frontEnd.openFromBrowser('jupyter.widget.control', {});
      frontEnd.toKernel.push({ commId: control, message: frontEnd.messageOf({ method: 'request_states' }) });
      await frontEnd.settle();
      expect(JSON.stringify(frontEnd.sent)).toContain('update_states');
      expect(JSON.stringify(frontEnd.sent)).not.toContain(secret);
    }));

  it('reaches a view that is shown, again after a reload, and follows what the user types', () =>
    withFrontEnd(async (frontEnd) => {
      const password = new Password({ value: secret });
      await frontEnd.settle();
      const model = frontEnd.models.get(password.modelId);
      expect(model?.state).toMatchObject({ value: '', _view_count: 0 });
      await showViews(frontEnd, password, 1);
      expect(model?.state.value).toBe(secret);
      password.value = 'other';
      await frontEnd.settle();
      expect(model?.state.value).toBe('other');
      model?.change({ value: 'typed' });
      await frontEnd.settle();
      expect([password.value, model?.state.value]).toEqual(['typed', 'typed']);
      if (model) model.state.value = '';
      await showViews(frontEnd, password, 1);
      expect(model?.state.value).toBe('typed');
      await showViews(frontEnd, password, 0);
      const before = frontEnd.sent.length;
      password.value = secret;
      expect(frontEnd.sent.length).toBe(before);
    }));
});
