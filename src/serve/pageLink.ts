import { escapeHtml, type MimeBundle } from '../notebook/index.js';

/**
 * What a notebook shows of a service: a link that opens, or a sentence why it may not. JupyterHub tells its kernels
 * under which path it serves them; there a browser reaches the service through jupyter-server-proxy alone.
 *
 * @param url of the page, on this machine
 */
export function pageLink(
  name: string,
  url: string,
  hubPrefix = process.env.JUPYTERHUB_SERVICE_PREFIX,
): MimeBundle {
  const [href, sentence] = hubPrefix
    ? [
        `${hubPrefix.replace(/\/*$/, '/')}proxy/${new URL(url).port}/`,
        "It opens where jupyter-server-proxy is installed. If the page does not go by the hub's name, serve with trustedOrigins: ['https://…'], the hub's address.",
      ]
    : [url, 'It opens on the machine on which the kernel runs.'];
  const link = `<a href="${escapeHtml(href)}" target="_blank" rel="noopener">${escapeHtml(href)}</a>`;
  return {
    'text/html': `${link}<br><small>${escapeHtml(sentence)}</small>`,
    'text/plain': `${name} is served at ${href}. ${sentence}`,
  };
}
