// node hubPage.mjs HUB USER PASSWORD PROXY: a real Chromium logs in, gets JupyterLab, runs a notebook and drags its slider; then
// the proxy (the process PROXY) is killed, and the page goes on by itself. The notebook is slider.ipynb in the user's folder.
import { chromium } from 'playwright-core';

const [hub, user, password, proxy] = process.argv.slice(2);
/** Nothing is expected to take as long; whatever does hangs. */
const hang = 120_000;

const browser = await chromium.launch({
  executablePath: process.env.TSVISION_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--headless=new', '--disable-gpu', '--disable-background-networking'],
});
const page = await browser.newPage();
page.setDefaultTimeout(hang);
try {
  await logIn();
  await page.goto(`${hub}user/${user}/lab/tree/slider.ipynb`);
  await page.locator('#jp-main-statusbar', { hasText: /TypeScript.* \| Idle/ }).waitFor();
  await runCell(0);
  const handle = page.locator('.jp-OutputArea .noUi-handle').first();
  await move(handle, 3);
  await saysAfter(1, '3');
  console.log(`${user}, in Chromium: logs in, gets JupyterLab, moves the slider: the kernel reads 3`);
  await loseProxy();
  await move(handle, 2);
  await saysAfter(1, '5');
  console.log(
    `${user}, in Chromium: the proxy is killed, the page connects again by itself: the kernel reads 5`,
  );
} catch (error) {
  console.log(((await page.locator('body').textContent()) ?? '').slice(0, 3000));
  if (process.env.TSVISION_SHOTS) await page.screenshot({ path: `${process.env.TSVISION_SHOTS}/hub.png` });
  throw error;
} finally {
  await browser.close();
}

async function logIn() {
  await page.goto(`${hub}hub/login`);
  await page.locator('#username_input').fill(user);
  await page.locator('#password_input').fill(password);
  await page.locator('#login_submit').click();
  await page.waitForURL(`${hub}user/${user}/lab**`);
}

function cell(n) {
  return page.locator('.jp-Notebook .jp-CodeCell').nth(n);
}

async function runCell(n) {
  await cell(n).locator('.cm-content').first().click();
  await page.keyboard.press('Shift+Enter');
}

async function move(handle, steps) {
  await handle.focus();
  for (let step = 0; step < steps; step++) await page.keyboard.press('ArrowRight');
}

/** Runs a cell until it says the text: a page sends the last place of a handle once the kernel has answered the one before. */
async function saysAfter(n, text) {
  const end = Date.now() + hang;
  for (;;) {
    await runCell(n);
    await page.locator('#jp-main-statusbar', { hasText: /\| Idle/ }).waitFor();
    const said = await cell(n).locator('.jp-OutputArea-output').allInnerTexts();
    if (said.some((each) => each.trim() === text)) return;
    if (Date.now() > end) throw new Error(`not within ${hang} ms: ${text}, but ${said}`);
    await page.waitForTimeout(200);
  }
}

/** Kills the proxy and waits until the page has another connection to the kernel; what JupyterHub asks meanwhile is dismissed. */
async function loseProxy() {
  await page.addLocatorHandler(page.locator('.jp-Dialog'), async (dialog) => {
    await dialog
      .locator('button', { hasText: /dismiss|ok/i })
      .first()
      .click();
  });
  const connected = page.waitForEvent('websocket', { predicate: isOpen, timeout: hang });
  process.kill(Number(proxy), 'SIGKILL');
  await connected;
}

/** Whether a socket to the kernel gets its first message: a refused one is none. */
function isOpen(socket) {
  if (!socket.url().includes('/channels')) return false;
  return new Promise((resolve) => {
    socket.once('framereceived', () => resolve(true));
    socket.once('close', () => resolve(false));
    socket.once('socketerror', () => resolve(false));
  });
}
