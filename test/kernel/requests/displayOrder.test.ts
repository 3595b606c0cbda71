import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { KernelClient } from '../../../src/kernel/kernelClient.js';

const root = resolve(import.meta.dirname, '../../..');

/** In these cells `later(text, ms)` is a picture that takes so long to draw. */
const setUp = `import { jupyterDisplay } from 'tsvision';
const later = (text: string, ms: number) => ({ [jupyterDisplay]: () => new Promise(
  (drawn) => setTimeout(() => ms < 0 ? drawn(Promise.reject(new Error(text))) : drawn({ 'text/plain': text }), Math.abs(ms))) });`;

it('a cell shows in the order of its calls, its value or its error last', async () => {
  let shown: string[] = [];
  const client = await KernelClient.start(root, ({ header, content }) => {
    if (header.msg_type === 'error') shown.push(String(content.evalue));
    else if (/^(display_data|execute_result)$/.test(header.msg_type))
      shown.push((content.data as Record<string, string>)['text/plain'] ?? '');
    else if (header.msg_type === 'clear_output') shown.push('cleared');
  });
  const options = { silent: false, store_history: false, user_expressions: {}, allow_stdin: false };
  const outputs = async (code: string): Promise<string[]> => {
    shown = [];
    await client.request('execute_request', { code, ...options, stop_on_error: false }).done;
    return shown;
  };
  try {
    await outputs(setUp);
    expect(await outputs("display(later('slow', 60)); display(later('fast', 1)); later('value', 1)")).toEqual(
      ['slow', 'fast', 'value'],
    );
    expect(
      await outputs("display(later('slow', 60)); clearOutput(); display(1); throw new Error('fault')"),
    ).toEqual(['slow', 'cleared', '1', 'fault']);
    // A fault that nobody handles is told, wherever it stands.
    const afterFault = await outputs("display(later('broken', -60)); display(later('fast', 1)); 'value'");
    expect(afterFault.filter((text) => text !== 'broken')).toEqual(['fast', "'value'"]);
    expect(afterFault).toContain('broken');
  } finally {
    await client.shutdown();
  }
});
