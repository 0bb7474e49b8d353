// Every step of the form for everybody: light and dark, wide and narrow.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { launchBrowser, openPortal, screenshot } from './browser.mjs';
import { orders, wrongOrders } from './descriptions.mjs';
import { next, openData, openForm } from './form-page.mjs';
import { portal } from './running-portal.mjs';
import { signInWithTemplate } from './scaffolder-api.mjs';

const axe = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);
const { url } = portal;
let browser;

before(async () => {
  browser = await launchBrowser();
  await signInWithTemplate(url);
});

after(() => browser?.close());

/**
 * Serious and critical faults of the whole page. One is Backstage's and left
 * out: the tabs of the page's head (Templates, Tasks, Actions) are links, and
 * the one that is selected names a panel by aria-controls that is not there.
 */
async function faults(page) {
  // Not a script tag: the content security policy forbids those, as it should.
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { violations } = await window.axe.run({
      include: document,
      exclude: ['[role="tablist"]:has(> a[href*="/create/"])'],
    });
    return violations
      .filter(({ impact }) => ['serious', 'critical'].includes(impact))
      .map(({ id, nodes }) => [id, nodes.map(({ html }) => html).slice(0, 5)]);
  });
}

async function isFit(page, name) {
  await page.waitForLoadState('networkidle');
  // Colours that are still changing are not the ones that are read.
  await page.waitForFunction(() =>
    document.getAnimations().every(one => one.playState !== 'running'),
  );
  await screenshot(page, name);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - window.innerWidth,
  );
  // One pixel is rounding, not a page that must be moved sideways.
  assert.ok(overflow <= 1, `${name} is ${overflow} pixels too wide`);
  assert.deepEqual(await faults(page), [], name);
}

describe('axe', () => {
  it('does find faults where there are some', async () => {
    const session = await openPortal(browser, url);
    try {
      await openForm(session.page, url);
      await session.page.evaluate(() => {
        const input = document.createElement('input');
        document.body.append(input);
      });
      assert.deepEqual(
        (await faults(session.page)).map(([id]) => id),
        ['label'],
      );
    } finally {
      await session.context.close();
    }
  });
});

/** Walks every step in one theme and width, each right and wrong. */
async function walkSteps(theme, width) {
  const session = await openPortal(browser, url, { theme, width });
  const { page } = session;
  const nameOf = step => `step-${step}-${theme}-${width}`;
  try {
    await openForm(page, url);
    await next(page);
    await page.getByRole('heading', { name: /to mend/ }).waitFor();
    await isFit(page, nameOf('service-refused'));

    await openData(page, url, {
      ...wrongOrders('access'),
      owner: 'group:default/team-commerce',
    });
    await next(page);
    await page.getByRole('heading', { name: /to mend/ }).waitFor();
    await isFit(page, nameOf('data-refused'));

    await openData(page, url, orders('access'));
    await page
      .getByRole('button', { name: /^Show details of field 1/ })
      .last()
      .click();
    await page.getByRole('img', { name: /^Entity diagram/ }).waitFor();
    await isFit(page, nameOf('data'));

    const preview = page.getByRole('region', { name: 'Preview' });
    await page.getByRole('tab', { name: 'Files' }).click();
    await preview.getByText(/^\d+ files$/).waitFor();
    await preview.getByText('src/').click();
    await preview.getByRole('button', { name: 'service.ts' }).click();
    await isFit(page, nameOf('files'));

    await next(page);
    await page.getByLabel(/^tenant: /).check();
    await page.getByLabel(/^platform-ui: /).check();
    await page.getByRole('button', { name: 'Add service' }).click();
    await isFit(page, nameOf('placement'));
    await next(page, 'Review');
    await page.getByRole('heading', { name: /to mend/ }).waitFor();
    await isFit(page, nameOf('placement-refused'));

    await openData(page, url, orders('access'));
    await next(page);
    await next(page, 'Review');
    await page.getByText(/^\d+ files$/).waitFor();
    await isFit(page, nameOf('review'));
    assert.deepEqual(session.pageErrors, []);
  } finally {
    await session.context.close();
  }
}

describe('every step of the form', () => {
  for (const theme of ['light', 'dark']) {
    for (const width of [1280, 400]) {
      it(`fits ${width} pixels in ${theme} and has no serious fault`, () =>
        walkSteps(theme, width));
    }
  }
});
