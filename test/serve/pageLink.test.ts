import { expect, it } from 'vitest';
import { pageLink } from '../../src/serve/pageLink.js';

it('links to where a browser reaches the page under JupyterHub (a link to 127.0.0.1)', () => {
  const shown = pageLink('bears', 'http://127.0.0.1:8123/', '/user/ada/');
  expect(shown['text/html']).toContain('href="/user/ada/proxy/8123/"');
  expect(shown['text/html']).toContain('jupyter-server-proxy');
});

it('says where the link opens without a hub', () => {
  const shown = pageLink('bears', 'http://127.0.0.1:8123/', undefined);
  expect(shown['text/html']).toContain('href="http://127.0.0.1:8123/"');
  expect(shown['text/plain']).toContain('on the machine on which the kernel runs');
});
