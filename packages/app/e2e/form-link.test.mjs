// Links that fill in the form: good ones, partial ones, hostile ones.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { launchBrowser, openPortal, screenshot } from './browser.mjs';
import { orders } from './descriptions.mjs';
import {
  control,
  describedIn,
  next,
  openData,
  openForm,
} from './form-page.mjs';
import { portal } from './running-portal.mjs';
import { signInWithTemplate } from './scaffolder-api.mjs';

const { url } = portal;
let browser;
let session;
let page;

before(async () => {
  browser = await launchBrowser();
  await signInWithTemplate(url);
  session = await openPortal(browser, url);
  page = session.page;
});

after(() => browser?.close());

async function opensEmpty(formData, sentence) {
  await openForm(page, url, formData);
  await page.getByText(sentence).first().waitFor();
  assert.equal(await page.getByLabel('Service id').inputValue(), '');
}

async function showsOnFirstPage(property, value, problem) {
  await openForm(page, url, { ...orders('hostile'), [property]: value });
  await page.getByText(problem).first().waitFor();
  await next(page);
  await page.getByRole('heading', { name: /to mend/ }).waitFor();
}

async function showsInEditor(aggregates, problem, remedies) {
  await openData(page, url, { ...orders('hostile'), aggregates });
  await page.getByText(problem).first().waitFor();
  for (const remedy of remedies) {
    await page.getByRole('button', { name: remedy }).first().click();
  }
  if (remedies.length > 0) {
    await page.getByText(problem).first().waitFor({ state: 'detached' });
  }
  await page.getByRole('button', { name: 'Add aggregate' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await next(page);
  await page
    .getByRole('heading', { name: /to mend/ })
    .or(page.getByText('Origin').first())
    .first()
    .waitFor();
}

async function showsOnThirdPage(property, value, problem) {
  await openData(page, url, { ...orders('hostile'), [property]: value });
  await next(page);
  // A projection that is wrong belongs to the aggregates as much as to itself.
  await page.getByText(problem).first().waitFor();
  await next(page, 'Review');
  await page.getByRole('heading', { name: /to mend/ }).waitFor();
}

describe('a good link', () => {
  it('fills in every property, and the form offers the same link', async () => {
    const description = {
      ...orders('linked'),
      origin: { type: 'tenant', tenantId: 'acme', sku: 'crm-plus' },
      databasePlans: ['dedicated'],
      dependencies: [{ service: 'catalog' }],
      projections: [{ aggregate: 'Order', fields: ['orderNumber', 'total'] }],
      exposure: 'platform-ui',
      corsOrigins: ['https://app.ameide.example'],
    };
    await openData(page, url, description);
    assert.equal(
      await control(page, 'aggregates[1].fields[1].target').inputValue(),
      'Customer',
    );
    await next(page);
    await page.getByLabel('Tenant id').waitFor();
    assert.deepEqual(await describedIn(page), description);
    assert.equal(await page.getByLabel('Tenant id').inputValue(), 'acme');
    assert.ok(await page.getByLabel(/^dedicated/).isChecked());
    assert.ok(!(await page.getByLabel(/^shared/).isChecked()));
    assert.ok(await page.getByLabel('total').isChecked());
    await next(page, 'Review');
    await page.getByText('tenant acme, SKU crm-plus').waitFor();
    await page.getByText('deployed only to that tenant').waitFor();
  });

  it('may be partial', async () => {
    await openForm(page, url, { service: 'half', aggregates: [{ name: 'A' }] });
    assert.equal(await page.getByLabel('Service id').inputValue(), 'half');
    await next(page);
    await page.getByText('owner: is missing').first().waitFor();
  });
});

describe('a hostile link', () => {
  for (const [what, formData, sentence] of [
    ['no JSON', '{"service":', 'its formData is not JSON'],
    ['a list', '[1,2]', 'is not a map of keys and values'],
    ['a text', '"orders"', 'is not a map of keys and values'],
    ['null', 'null', 'is not a map of keys and values'],
    ['unknown keys', { colour: 'red' }, 'colour: is not a known key'],
    [
      '__proto__',
      '{"__proto__":{"service":"evil"}}',
      '__proto__: is not a known key',
    ],
    [
      'a bomb',
      `{"aggregates":${'['.repeat(900)}${']'.repeat(900)}}`,
      'is nested too deeply',
    ],
  ]) {
    it(`opens an empty form and says why: ${what}`, () =>
      opensEmpty(formData, sentence));
  }

  for (const [property, value, problem] of [
    ['service', ['orders'], 'service: must be a text'],
    ['owner', { a: 1 }, 'owner: must be a text'],
    ['system', 5, 'system: must be a text'],
    ['description', `<img src=x onerror=alert(1)>\u202e`, 'description: '],
    ['description', null, 'description: must be a text'],
  ]) {
    it(`shows what is wrong on the first page: ${property} as ${JSON.stringify(
      value,
    )}`, () => showsOnFirstPage(property, value, problem));
  }

  for (const [what, aggregates, problem, remedies] of [
    ['a text', 'Order', 'aggregates: must be a list', ['Begin anew']],
    [
      'a map',
      { 0: { name: 'X' } },
      'aggregates: must be a list',
      ['Begin anew'],
    ],
    [
      'wrong items',
      [null, 'x', 7],
      'aggregates[1]: must be a map',
      [
        'Remove this aggregate',
        'Remove this aggregate',
        'Remove this aggregate',
      ],
    ],
    [
      'a text for fields',
      [{ name: 'A', fields: 'x' }],
      'aggregates[0].fields: must be a list',
      [],
    ],
    [
      'wrong fields',
      [{ name: 'A', fields: ['x', null] }],
      'aggregates[0].fields[0]: must be a map',
      ['Remove this field', 'Remove this field'],
    ],
    [
      'unknown keys',
      [
        {
          name: 'A',
          colour: 1,
          fields: [{ name: 'a', type: 'string', shape: 1 }],
        },
      ],
      'aggregates[0].colour: is not a known key',
      ['Remove colour', 'Remove shape'],
    ],
    [
      'wrong types',
      [
        {
          name: {},
          plural: [],
          tenantWideList: 'yes',
          fields: [
            {
              name: 1,
              type: 'blob',
              required: 'no',
              unique: 3,
              classification: [],
              values: 'x',
              target: {},
            },
          ],
        },
      ],
      'aggregates[0].fields[0].type: is not known',
      [],
    ],
  ]) {
    it(`shows what is wrong in the editor: ${what}`, () =>
      showsInEditor(aggregates, problem, remedies));
  }

  it('with a thousand aggregates draws what is allowed and can be cut', async () => {
    const aggregates = Array.from({ length: 1_000 }, () => ({}));
    await openData(page, url, { ...orders('hostile'), aggregates });
    await page
      .getByText('aggregates: must have at most 30 entries')
      .first()
      .waitFor();
    assert.equal(
      await page.getByRole('group', { name: /^Aggregate \d+/ }).count(),
      30,
    );
    await page.getByRole('button', { name: /^Keep the first 30/ }).click();
    assert.equal((await describedIn(page)).aggregates.length, 30);
  });

  for (const [property, value, problem] of [
    ['origin', 'tenant', 'origin: must be a map'],
    ['origin', { type: 'moon' }, 'origin.type: is not known'],
    [
      'origin',
      { type: 'tenant', tenantId: 5, extra: 1 },
      'origin.tenantId: must be a text',
    ],
    ['databasePlans', 'shared', 'databasePlans: must be a list'],
    ['databasePlans', ['shared', 'moon', {}], 'databasePlans[1]: is not known'],
    ['dependencies', 'catalog', 'dependencies: must be a list'],
    [
      'dependencies',
      ['catalog', null, { service: 1 }],
      'dependencies[0]: must be a map',
    ],
    [
      'dependencies',
      Array.from({ length: 900 }, () => 1),
      'dependencies: must have at most 20 entries',
    ],
    ['projections', { Order: ['total'] }, 'projections: must be a list'],
    [
      'projections',
      [
        'Order',
        { aggregate: 'Nope', fields: ['x'] },
        { aggregate: 'Order', fields: 'total' },
      ],
      'projections[2].fields: must be a list',
    ],
    ['exposure', ['internal'], 'exposure: is not known'],
    ['corsOrigins', 'https://x', 'corsOrigins: must be a list'],
    ['corsOrigins', [5, {}], 'corsOrigins[0]: must be a text'],
  ]) {
    it(`shows what is wrong on the third page: ${property} as ${JSON.stringify(
      value,
    ).slice(0, 60)}`, () => showsOnThirdPage(property, value, problem));
  }

  it('looks calm all the same', async () => {
    await openData(page, url, {
      ...orders('hostile'),
      aggregates: [null, { name: 'order', colour: 1, fields: ['x', {}] }],
    });
    await screenshot(page, 'link-hostile-light-1280');
  });
});

it('nothing failed on the way, and nobody else was called', () => {
  assert.deepEqual(session.pageErrors, []);
  assert.deepEqual(session.foreignRequests, []);
});
