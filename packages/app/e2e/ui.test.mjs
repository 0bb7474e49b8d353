// The path of an engineer: the form in a browser.
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { launchBrowser, openPortal, screenshot } from './browser.mjs';
import { control, formAddress, next } from './form-page.mjs';
import { portal } from './running-portal.mjs';
import { entity, signInWithTemplate } from './scaffolder-api.mjs';

const { url, repositories } = portal;
let browser;
let token;

before(async () => {
  browser = await launchBrowser();
  token = await signInWithTemplate(url);
});

after(() => browser?.close());

async function fillService(page, service) {
  await page.getByLabel('Service id').fill(service);
  await page.getByLabel('Owner').fill('group:default/team-commerce');
  await page.getByLabel('System').fill('commerce');
  await page.getByLabel('Description').fill('Keeps invoices.');
}

async function addAggregate(page, aggregate, field) {
  await page.getByRole('button', { name: 'Add aggregate' }).click();
  await control(page, 'aggregates[0].name').fill(aggregate);
  await control(page, 'aggregates[0].fields[0].name').fill(field);
}

describe('an engineer', () => {
  const name = 'invoices';
  const title = 'Invoices';
  let session;

  before(async () => {
    session = await openPortal(browser, url);
  });

  after(() => session?.context.close());

  it('finds the template', async () => {
    const { page } = session;
    await page.goto(`${url}/create`);
    await page.getByText('Domain controller').first().waitFor();
    await screenshot(page, 'create-light-1280');
  });

  it('is told by its path what is wrong, and nothing is left', async () => {
    const { page } = session;
    await page.goto(formAddress(url));
    await next(page);
    await page.getByText('service: is missing').first().waitFor();
    await page.getByText('owner: is missing').first().waitFor();
    await fillService(page, 'Invoices!');
    await next(page);
    await page.getByText('service: is not a service id').first().waitFor();
    await screenshot(page, 'form-refused-light-1280');
    await fillService(page, name);
    await next(page);
    await addAggregate(page, 'invoice', '');
    await next(page);
    await page.getByText('aggregates[0].name: ').first().waitFor();
    await page
      .getByText('aggregates[0].fields[0].name: is missing')
      .first()
      .waitFor();
    await screenshot(page, 'form-data-refused-light-1280');
    assert.equal(await entity(url, token, 'component', name), undefined);
    const folders = await readdir(repositories).catch(() => []);
    assert.deepEqual(
      folders.filter(folder => folder.includes(name)),
      [],
    );
  });

  it('mends it, reviews it and has it made', async () => {
    const { page } = session;
    await control(page, 'aggregates[0].name').fill('Invoice');
    await control(page, 'aggregates[0].fields[0].name').fill('number');
    await next(page);
    await page.getByLabel(/^dedicated/).check();
    await next(page, 'Review');
    await page.getByText(name).first().waitFor();
    await screenshot(page, 'review-light-1280');
    await next(page, 'Create');
    await page.getByRole('button', { name: /show logs/i }).click();
    await page
      .getByText('Registered component:default/invoices')
      .first()
      .waitFor();
    await screenshot(page, 'task-light-1280');
  });

  it('opens the component, its API and its source', async () => {
    const { page } = session;
    await page.getByRole('link', { name: 'Open in the catalog' }).click();
    await page.getByRole('heading', { name: title }).first().waitFor();
    await page.getByRole('link', { name: /view source/i }).waitFor();
    await screenshot(page, 'component-light-1280');
    await page.getByRole('link', { name: /view source/i }).click();
    await page
      .getByRole('link', { name: 'catalog-info.yaml', exact: true })
      .click();
    await page.getByText('kind: Component').first().waitFor();
    await screenshot(page, 'source-light-1280');
    const component = await entity(url, token, 'component', name);
    const { targetRef } = component.relations.find(
      relation => relation.type === 'providesApi',
    );
    await page.goto(
      `${url}/catalog/default/api/${targetRef.split('/')[1]}/definition`,
    );
    await page.getByText('rpc CreateInvoice').first().waitFor();
    await screenshot(page, 'api-light-1280');
  });

  it('sees no error and causes no request to anybody else', () => {
    assert.deepEqual(session.pageErrors, []);
    assert.deepEqual(session.foreignRequests, []);
  });
});

/** Opens every page in one theme and width; none may be wider than the window. */
async function walkPages(theme, width) {
  const session = await openPortal(browser, url, { theme, width });
  try {
    const { page } = session;
    for (const [name, path, text] of [
      ['catalog', '/?filters%5Buser%5D=all', 'Invoices'],
      ['create', '/create', 'Domain controller'],
      ['form', formAddress(''), 'Service id'],
      ['component', '/catalog/default/component/invoices', 'Invoices'],
      ['source', '/source/invoices/README.md', 'catalog-info.yaml'],
    ]) {
      await page.goto(url + path);
      await page.getByText(text).first().waitFor({ state: 'attached' });
      await page.waitForLoadState('networkidle');
      await screenshot(page, `${name}-${theme}-${width}`);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
      );
      // One pixel is rounding, not a page that must be moved sideways.
      assert.ok(overflow <= 1, `${name} is ${overflow} pixels too wide`);
    }
    assert.deepEqual(session.pageErrors, []);
    assert.deepEqual(session.foreignRequests, []);
  } finally {
    await session.context.close();
  }
}

describe('every page', () => {
  for (const theme of ['light', 'dark']) {
    for (const width of [1280, 400]) {
      it(`fits ${width} pixels in ${theme}`, () => walkPages(theme, width));
    }
  }
});
