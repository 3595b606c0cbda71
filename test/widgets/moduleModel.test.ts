import { describe, expect, it } from 'vitest';
import { invokeOf, moduleModel } from '../../src/widgets/anywidget/page/moduleModel.js';
import { StillModel } from '../../src/widgets/anywidget/page/stillModel.js';

/** Keeps what is sent, and answers as a kernel does. */
class SendingModel extends StillModel {
  readonly sent: { readonly content: Record<string, unknown>; readonly buffers: unknown }[] = [];

  /** Those who wait for an answer. */
  readonly waiting = new Set<unknown>();

  override on(...given: Parameters<StillModel['on']>): void {
    this.waiting.add(given[2]);
    super.on(...given);
  }

  override off(...given: Parameters<StillModel['off']>): void {
    this.waiting.delete(given[2]);
    super.off(...given);
  }

  override send(content?: unknown, _callbacks?: unknown, buffers?: unknown): void {
    this.sent.push({ content: content as Record<string, unknown>, buffers });
  }

  answer(content: object, buffers: DataView[] = []): void {
    this.tell('msg:custom', content, buffers);
  }
}

describe('a model without a kernel', () => {
  it('has its bytes where they belong, and tells of what changes, alone or together', () => {
    const model = new StillModel({
      state: { a: 1, nested: { list: [null, 2] } },
      buffers: [{ path: ['nested', 'list', 0], data: 'AQI=' }],
    });
    const [bytes] = (model.get('nested') as { list: [DataView] }).list;
    expect([bytes.byteLength, bytes.getUint8(1)]).toEqual([2, 2]);
    const heard: unknown[] = [];
    model.on('change:a', (_model: unknown, value: unknown) => heard.push(value));
    model.on('change', () => heard.push('any'));
    model.set('a', 2);
    model.set('a', 2);
    model.set({ a: 3, b: 4 });
    expect(heard).toEqual([2, 'any', 3, 'any']);
  });

  it('takes listeners away by event, by function and by owner', () => {
    const model = new StillModel({ state: { a: 0 } });
    const heard: string[] = [];
    const [one, two] = [() => heard.push('one'), () => heard.push('two')];
    const [mine, yours] = [moduleModel(model, 'me'), moduleModel(model, 'you')];
    mine.on('change:a', one);
    mine.on('change:a', two);
    yours.on('change:a', one);
    mine.off('change:a', two);
    mine.off('change:b');
    mine.set('a', 1);
    expect(heard).toEqual(['one', 'one']);
    yours.off();
    mine.set('a', 2);
    expect(heard).toHaveLength(3);
    model.off(null, null, 'me');
    mine.set('a', 3);
    expect(heard).toHaveLength(3);
  });
});

describe('invoke', () => {
  it('resolves with the answer of its number, and leaves no listener', async () => {
    const model = new SendingModel({ state: {} });
    const answer = invokeOf(model)('double', 4, { buffers: [Uint8Array.of(1)] });
    const [{ content, buffers }] = model.sent as [(typeof model.sent)[0]];
    expect(content).toMatchObject({ kind: 'anywidget-command', name: 'double', msg: 4 });
    expect(buffers).toEqual([Uint8Array.of(1)]);
    model.answer({ id: 'another', response: 0 });
    const bytes = new DataView(new ArrayBuffer(1));
    model.answer({ id: content.id, response: 8 }, [bytes]);
    expect(await answer).toEqual([8, [bytes]]);
    expect(model.waiting.size).toBe(0);
  });

  it('is rejected by the command’s fault, and when nobody waits any more', async () => {
    const model = new SendingModel({ state: {} });
    const failed = invokeOf(model)('double');
    model.answer({ id: model.sent[0]?.content.id, error: 'no number' });
    await expect(failed).rejects.toThrow('no number');
    const end = new AbortController();
    const waiting = invokeOf(model)('double', 1, { signal: end.signal });
    end.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await expect(invokeOf(model)('double', 1, { signal: end.signal })).rejects.toThrow('enough');
    expect([model.sent.length, model.waiting.size]).toEqual([2, 0]);
  });
});
