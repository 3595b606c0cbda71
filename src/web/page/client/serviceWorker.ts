// Keeps the exported folder, all of one version or nothing of it, and answers from there: with a network, without
// one, and while a newer export is being put in the folder's place.
import { type KeptFile, keepFile, pageName, takeOver } from './keptFiles.js';

/** Written before this program when the model is exported. */
declare const exported: { readonly version: string; readonly files: readonly KeptFile[] };

/** What is used of a `ServiceWorkerGlobalScope`; the types of pages know none. */
interface WorkerScope {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(options: { type: 'window'; includeUncontrolled?: boolean }): Promise<readonly unknown[]>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: LifeEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: RequestEvent) => void): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}

interface LifeEvent {
  waitUntil(work: Promise<unknown>): void;
}

interface RequestEvent extends LifeEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

const worker = self as unknown as WorkerScope;
const { scope } = worker.registration;
/** Folders of one host share its caches. */
const prefix = `tsvision ${scope} `;
const cacheName = prefix + exported.version;
const names = new Set(exported.files.map(({ name }) => name));

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(activate()));
worker.addEventListener('message', ({ data }) => {
  if (data === takeOver) void worker.skipWaiting();
});
worker.addEventListener('fetch', (event) => {
  const name = nameOf(event.request);
  if (name !== undefined) event.respondWith(answer(event.request, name));
});

async function install(): Promise<void> {
  const older = await Promise.all(
    (await ownCaches()).filter((name) => name !== cacheName).map((name) => caches.open(name)),
  );
  const cache = await caches.open(cacheName);
  const { version } = exported;
  await Promise.all(exported.files.map((file) => keepFile(cache, file, { scope, version, older })));
}

async function activate(): Promise<void> {
  for (const name of await ownCaches()) if (name !== cacheName) await caches.delete(name);
  await worker.clients.claim();
}

async function ownCaches(): Promise<string[]> {
  return (await caches.keys()).filter((name) => name.startsWith(prefix));
}

/** The file of the folder that is asked for; `undefined`: not one of ours. */
function nameOf({ method, url }: Request): string | undefined {
  const { origin, pathname } = new URL(url);
  const folder = new URL(scope);
  if (method !== 'GET' || origin !== folder.origin || !pathname.startsWith(folder.pathname)) return undefined;
  const name = pathname.slice(folder.pathname.length) || pageName;
  return names.has(name) ? name : undefined;
}

async function answer(request: Request, name: string): Promise<Response> {
  if (request.mode === 'navigate' && (await givesWay())) return newVersion();
  const kept = await (await caches.open(cacheName)).match(new URL(name, scope).href);
  // Browsers may drop what they keep.
  return kept ?? fetch(request);
}

/** A page that loads itself once more; it says that it has no icon, so that none is asked for. */
function newVersion(): Response {
  return new Response('<!doctype html><title>…</title><link rel="icon" href="data:,">', {
    headers: { 'content-type': 'text/html; charset=utf-8', refresh: '0' },
  });
}

/** A newer version that is complete takes over when the page is opened and no other tab shows this one. */
async function givesWay(): Promise<boolean> {
  const { waiting } = worker.registration;
  if (!waiting || (await worker.clients.matchAll({ type: 'window' })).length > 1) return false;
  waiting.postMessage(takeOver);
  return true;
}
