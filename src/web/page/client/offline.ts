import { element } from '../../../page/client/elements.js';
import { takeOver } from './keptFiles.js';

/**
 * Keeps the folder in this browser, so that the page works without a network. A newer export is fetched beside the old
 * one, and used as a whole: after the button, or the next time that the page is opened.
 */
export async function keepOffline(): Promise<void> {
  const told = element('offline', HTMLElement);
  // Absent where there is no https, and in some private windows.
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!workers) {
    told.textContent = isSecureContext ? '' : 'Over https this page also works without a network.';
    return;
  }
  reloadForNewer(workers);
  const registration = await workers.register('sw.js', { updateViaCache: 'none' });
  void workers.ready.then(() => {
    told.textContent = 'Works without a network.';
  });
  registration.addEventListener('updatefound', () => watchNewer(registration));
  watchNewer(registration);
}

/** The first worker takes over a page that is of its own version. */
function reloadForNewer(workers: ServiceWorkerContainer): void {
  let hasOne = workers.controller !== null;
  workers.addEventListener('controllerchange', () => {
    if (hasOne) location.reload();
    hasOne = true;
  });
}

function watchNewer(registration: ServiceWorkerRegistration): void {
  const newer = registration.waiting ?? registration.installing;
  if (!newer || !registration.active) return;
  const offer = (): void => {
    if (newer.state !== 'installed') return;
    element('update', HTMLElement).hidden = false;
    element('renew', HTMLButtonElement).onclick = () => newer.postMessage(takeOver);
  };
  newer.addEventListener('statechange', offer);
  offer();
}

/** Shows a button where the browser can install the page. */
export function offerInstallation(): void {
  const button = element('install', HTMLButtonElement);
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    button.hidden = false;
    button.onclick = () => {
      button.hidden = true;
      void (event as Event & { prompt(): Promise<unknown> }).prompt();
    };
  });
}
