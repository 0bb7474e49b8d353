// A real browser over the portal. Chromium comes from the system (Debian's
// package in CI); AMEIDE_CHROMIUM names another one.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { root } from './portal.mjs';

const candidates = [
  process.env.AMEIDE_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const screenshots = path.join(root, '.ameide/screenshots');

/** @throws Error that says what to install, when there is no browser. */
export function launchBrowser() {
  const executablePath = candidates.find(file => file && existsSync(file));
  if (!executablePath) {
    throw new Error(
      'The end-to-end tests need Chromium: install it (on Debian: apt-get install chromium), or name it in AMEIDE_CHROMIUM.',
    );
  }
  return chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/**
 * Opens the portal as a guest. Every request to another origin and every error
 * of a page is collected; both lists must stay empty.
 *
 * @param options - `theme` light or dark, `width` in pixels.
 */
export async function openPortal(browser, url, options = {}) {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: 900 },
    colorScheme: options.theme ?? 'light',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const foreignRequests = [];
  const pageErrors = [];
  page.on('request', request => {
    const target = new URL(request.url());
    if (
      /^(https?|wss?):$/.test(target.protocol) &&
      target.host !== new URL(url).host
    ) {
      foreignRequests.push(request.url());
    }
  });
  page.on('pageerror', error => pageErrors.push(error.message));
  await page.goto(url);
  const enter = page.getByRole('button', { name: 'Enter' });
  await enter.waitFor();
  await enter.click();
  await page.getByRole('heading', { name: 'Ameide Catalog' }).waitFor();
  return { context, page, foreignRequests, pageErrors };
}

/** Saves what the page shows below `.ameide/screenshots`. */
export async function screenshot(page, name) {
  await mkdir(screenshots, { recursive: true });
  await page.screenshot({ path: path.join(screenshots, `${name}.png`) });
}
