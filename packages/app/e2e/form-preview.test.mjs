// Preview and review: what they show is what is made.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import git from 'isomorphic-git';
import { launchBrowser, openPortal, screenshot } from './browser.mjs';
import { orders } from './descriptions.mjs';
import { control, next, openData } from './form-page.mjs';
import { portal } from './running-portal.mjs';
import { signInWithTemplate } from './scaffolder-api.mjs';

const { url, repositories } = portal;
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

const diagram = () => page.getByRole('img', { name: /^Entity diagram/ });

/** The texts of each box of the diagram. */
function boxes() {
  return diagram()
    .getByTestId('node')
    .evaluateAll(nodes =>
      nodes.map(node =>
        [...node.querySelectorAll('text')].map(text => text.textContent),
      ),
    );
}

/** Names of the files in the tree that is shown, with their folders. */
async function filesShown(root) {
  await root
    .getByRole('status')
    .getByText(/^\d+ files$/)
    .waitFor();
  return root.evaluate(element => {
    const walk = (list, folder) =>
      [...list.children].flatMap(item => {
        const details = item.querySelector(':scope > details');
        if (!details) return [folder + item.textContent];
        const name = details
          .querySelector('summary')
          .firstChild.textContent.replace(/\/$/, '');
        return walk(details.querySelector('ul'), `${folder}${name}/`);
      });
    return walk(element.querySelector('ul'), '');
  });
}

describe('the preview', () => {
  it('draws aggregates, fields, marks and references, and follows the typing', async () => {
    await openData(page, url, orders('preview'));
    await diagram().getByText('fullName').waitFor();
    assert.deepEqual(await boxes(), [
      ['Customer', 'fullName', 'string', 'personal'],
      [
        'Order',
        'orderNumber',
        'string',
        'customer',
        '→ Customer',
        'total',
        'money',
      ],
    ]);
    assert.equal(await diagram().getByTestId('edge').count(), 1);
    assert.equal(
      await diagram().getByTestId('label').textContent(),
      'customer',
    );
    await screenshot(page, 'diagram-light-1280');

    await control(page, 'aggregates[0].name').fill('Buyer');
    await control(page, 'aggregates[0].fields[0].name').fill('surname');
    await diagram().getByText('surname').waitFor();
    const [buyer, order] = await boxes();
    assert.deepEqual(buyer.slice(0, 2), ['Buyer', 'surname']);
    assert.equal(order[4], '→ Buyer');
    await control(page, 'aggregates[1].fields[1].type').selectOption('uuid');
    await diagram().getByTestId('edge').waitFor({ state: 'detached' });
  });

  it('says what is missing before it can list the files, and lists them then', async () => {
    await openData(page, url, orders('preview'));
    await page.getByRole('tab', { name: 'Files' }).click();
    const preview = page.getByRole('region', { name: 'Preview' });
    assert.ok((await filesShown(preview)).includes('src/order/store.ts'));
    const name = control(page, 'aggregates[1].name');
    await name.fill('order');
    await preview
      .getByText('aggregates[1].name: is not an aggregate name')
      .waitFor();
    await name.fill('Purchase');
    await preview.getByText(/^\d+ files$/).waitFor();
    assert.ok((await filesShown(preview)).includes('src/purchase/store.ts'));
    await preview.getByRole('button', { name: 'README.md' }).click();
    await preview.getByText('# preview', { exact: false }).first().waitFor();
    await screenshot(page, 'files-light-1280');
  });
});

describe('when the portal does not answer', () => {
  const dryRun = '**/api/scaffolder/v2/dry-run';

  it('the preview says so, and the form goes on', async () => {
    await page.route(dryRun, route => route.abort());
    try {
      await openData(page, url, orders('preview'));
      await page.getByRole('tab', { name: 'Files' }).click();
      await page.getByText('The files could not be worked out').waitFor();
      await next(page);
      await next(page, 'Review');
      await page.getByText('The files could not be worked out').waitFor();
    } finally {
      await page.unroute(dryRun);
    }
  });
});

describe('the review', () => {
  const name = 'reviewed-orders';
  let files;
  let promises;

  it('shows the description in tables, not in JSON', async () => {
    await openData(page, url, orders(name));
    await next(page);
    await next(page, 'Review');
    await page.getByRole('heading', { name: 'Data', exact: true }).waitFor();
    const rows = await page
      .getByRole('table', { name: /^Order/ })
      .getByRole('row')
      .evaluateAll(all =>
        all.map(row => [...row.cells].map(cell => cell.textContent)),
      );
    assert.deepEqual(rows.slice(1), [
      ['orderNumber', 'string', 'required, unique', 'internal', ''],
      ['customer', '→ Customer', 'required', 'internal', ''],
      ['total', 'money', 'required', 'internal', ''],
    ]);
    const text = (
      await Promise.all(
        ['Service', 'Data'].map(region =>
          page.getByRole('region', { name: region, exact: true }).innerText(),
        ),
      )
    ).join();
    assert.doesNotMatch(text, /\[object|undefined|[{}]/);
    await screenshot(page, 'review-tables-light-1280');
  });

  it('lists files and promises', async () => {
    files = await filesShown(
      page.getByRole('region', { name: 'Files to come' }),
    );
    promises = await page
      .getByRole('region', { name: 'What the template promises' })
      .getByRole('listitem')
      .allInnerTexts();
    assert.ok(files.length > 20);
    assert.ok(promises.length >= 10);
  });

  it('was right: the service has just these files and promises', async () => {
    await next(page, 'Create');
    await page.getByRole('link', { name: 'Open in the catalog' }).waitFor();
    const gitdir = path.join(repositories, `${name}.git`);
    const made = await git.listFiles({ fs, gitdir, ref: 'main' });
    assert.deepEqual([...files].sort(), [...made].sort());
    const oid = await git.resolveRef({ fs, gitdir, ref: 'main' });
    const { blob } = await git.readBlob({
      fs,
      gitdir,
      oid,
      filepath: '.ameide/scaffold.json',
    });
    assert.deepEqual(
      promises,
      JSON.parse(Buffer.from(blob).toString('utf8')).promises,
    );
  });

  it('says beforehand that a name is taken, and the run says it too', async () => {
    const earlier = await readdir(repositories);
    await openData(page, url, orders(name));
    await next(page);
    await next(page, 'Review');
    await page.getByText(`The name ${name} is taken`).first().waitFor();
    await screenshot(page, 'review-taken-light-1280');
    await next(page, 'Create');
    await page.getByText(`The name ${name} is taken`).first().waitFor();
    await screenshot(page, 'task-taken-light-1280');
    assert.deepEqual(await readdir(repositories), earlier);
  });
});

describe('a given contract', () => {
  const proto = `syntax = "proto3";
package ameide.contract_notes.v1;
// A note of somebody.
message Note {
  string title = 1;
}
`;

  it('is taken from a file, shown and reviewed', async () => {
    await openData(page, url, {
      ...orders('contract-notes'),
      aggregates: undefined,
    });
    await page.getByText('Contract (.proto) instead of aggregates').click();
    await page.getByLabel('Take it from a file').setInputFiles({
      name: 'notes.proto',
      mimeType: 'text/plain',
      buffer: Buffer.from(proto),
    });
    await page.getByText('Took notes.proto').waitFor();
    assert.equal(
      await page.getByLabel('Contract', { exact: true }).inputValue(),
      proto,
    );
    await page
      .getByText('The contract below describes the aggregates')
      .waitFor();
    await diagram().getByText('title').waitFor();
    assert.deepEqual(await boxes(), [['Note', 'title', 'string?']]);
    await screenshot(page, 'contract-light-1280');
    await next(page);
    await next(page, 'Review');
    await page.getByRole('table', { name: /^Note/ }).waitFor();
  });

  it('is refused beside aggregates, which can be removed', async () => {
    await openData(page, url, { ...orders('contract-notes'), proto });
    await page
      .getByText('proto: cannot be given together with aggregates')
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Remove the aggregates' }).click();
    await page
      .getByText('proto: cannot be given together with aggregates')
      .waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Remove the contract' }).click();
    await page.getByRole('button', { name: 'Add aggregate' }).waitFor();
  });
});

it('nothing failed on the way, and nobody else was called', () => {
  assert.deepEqual(session.pageErrors, []);
  assert.deepEqual(session.foreignRequests, []);
});
