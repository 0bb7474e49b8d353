// The aggregate editor: keyboard, problems at their controls, undo, order.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { launchBrowser, openPortal, screenshot } from './browser.mjs';
import { ameide } from './command-line.mjs';
import { orders, wrongOrders } from './descriptions.mjs';
import {
  control,
  describedBy,
  describedIn,
  hasKeyboard,
  next,
  openData,
  openForm,
  tabTo,
} from './form-page.mjs';
import { portal } from './running-portal.mjs';
import {
  entity,
  eventually,
  signIn,
  signInWithTemplate,
} from './scaffolder-api.mjs';

const { url, state } = portal;
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

/** Names of the fields of an aggregate, in their order. */
async function fieldsOf(index) {
  const { aggregates } = await describedIn(page);
  return aggregates[index].fields.map(one => one.name);
}

describe('by keyboard alone', () => {
  const name = 'keyboard-orders';
  const enter = text => page.keyboard.type(text);
  const press = key => page.keyboard.press(key);

  it('two aggregates with a reference become a component', async () => {
    await openForm(page, url);
    for (const [label, text] of [
      ['Service id', name],
      ['Owner', 'group:default/team-commerce'],
      ['System', 'commerce'],
      ['Description', 'Made by keyboard.'],
    ]) {
      await tabTo(page, page.getByLabel(label));
      await enter(text);
    }
    await tabTo(page, page.getByRole('button', { name: 'Next', exact: true }));
    await press('Enter');

    const add = page.getByRole('button', { name: 'Add aggregate' });
    await tabTo(page, add);
    await press('Enter');
    await enter('Customer');
    await tabTo(page, control(page, 'aggregates[0].fields[0].name'));
    await enter('fullName');
    await tabTo(page, control(page, 'aggregates[0].fields[0].classification'));
    await enter('personal');
    await tabTo(page, add);
    await press('Enter');
    assert.ok(await hasKeyboard(control(page, 'aggregates[1].name')));
    await enter('Order');
    await tabTo(page, control(page, 'aggregates[1].fields[0].name'));
    await enter('number');
    // Enter in a field's name adds the next field and goes there.
    await press('Enter');
    await enter('customer');
    await tabTo(page, control(page, 'aggregates[1].fields[1].type'));
    await enter('reference');
    await tabTo(page, control(page, 'aggregates[1].fields[1].target'));
    await enter('Customer');
    await screenshot(page, 'editor-keyboard-light-1280');
    assert.deepEqual((await describedIn(page)).aggregates, [
      {
        name: 'Customer',
        fields: [
          {
            name: 'fullName',
            type: 'string',
            required: true,
            classification: 'personal',
          },
        ],
      },
      {
        name: 'Order',
        fields: [
          {
            name: 'number',
            type: 'string',
            required: true,
            classification: 'internal',
          },
          {
            name: 'customer',
            type: 'reference',
            required: true,
            classification: 'internal',
            target: 'Customer',
          },
        ],
      },
    ]);

    for (const button of ['Next', 'Review', 'Create']) {
      await tabTo(
        page,
        page.getByRole('button', { name: button, exact: true }),
      );
      await press('Enter');
    }
    const token = await signIn(url);
    await eventually('the component is in the catalog', () =>
      entity(url, token, 'component', name),
    );
  });

  it('a problem is reached from the summary', async () => {
    await openData(page, url, { ...wrongOrders('summary'), owner: 'user:x' });
    await next(page);
    const heading = page.getByRole('heading', { name: /problems? to mend/ });
    await heading.waitFor();
    assert.ok(await hasKeyboard(heading), 'the summary is not announced');
    const problem = page.getByRole('button', {
      name: /^aggregates\[1\]\.fields\[0\]\.target: /,
    });
    await tabTo(page, problem.first());
    await press('Enter');
    const target = control(page, 'aggregates[1].fields[0].target');
    assert.ok(await hasKeyboard(target));
    await enter('Customer');
    await target.locator('xpath=..').getByRole('listitem').waitFor({
      state: 'detached',
    });
  });
});

describe('problems', () => {
  it('show at their controls, in the words of the command line', async () => {
    const description = {
      ...wrongOrders('inline'),
      owner: 'group:default/team-commerce',
    };
    const [customer, order] = description.aggregates;
    description.aggregates = [
      customer,
      {
        ...order,
        fields: [
          ...order.fields,
          { name: 'status', type: 'enum', values: ['NEW', 'NEW', 'lower'] },
          { name: 'Amount', type: 'decimal', min: '5', max: '2', scale: 40 },
          {
            name: 'code',
            type: 'string',
            pattern: '(',
            minLength: 9,
            maxLength: 3,
          },
          { name: 'code', type: 'boolean', unique: true, currency: 'EUR' },
        ],
      },
      { name: 'Order', fields: [] },
    ];
    const folder = await mkdtemp(path.join(state, 'cli-'));
    const values = path.join(folder, 'values.json');
    await writeFile(values, JSON.stringify(description));
    const refused = await ameide(
      'generate',
      'domain-controller',
      '--values',
      values,
      '--out',
      path.join(folder, 'out'),
    );
    await rm(folder, { recursive: true });
    assert.equal(refused.code, 2, refused.error);
    const problems = [...refused.error.matchAll(/^- (aggregates\S*): (.*)$/gm)];
    assert.ok(problems.length >= 12, refused.error);

    await openData(page, url, description);
    for (const [, place, message] of problems) {
      // A list that is empty or missing is complained of where one adds to it.
      const target = place.endsWith('.fields')
        ? page
            .getByRole('group', { name: /^Aggregate 3/ })
            .getByRole('button', { name: 'Add field' })
        : control(page, place);
      assert.ok(
        (await describedBy(target)).includes(`${place}: ${message}`),
        `${place} does not say: ${message}`,
      );
      if (!place.endsWith('.fields') && !/\.values$/.test(place)) {
        assert.equal(await target.getAttribute('aria-invalid'), 'true', place);
      }
    }
    await screenshot(page, 'editor-problems-light-1280');
  });

  it('wait until a control was left', async () => {
    await openData(page, url, { ...orders('later'), aggregates: undefined });
    await page.getByRole('button', { name: 'Add aggregate' }).click();
    const name = control(page, 'aggregates[0].name');
    await name.pressSequentially('order');
    assert.equal(await describedBy(name), '');
    await page.keyboard.press('Tab');
    await page
      .getByText('aggregates[0].name: is not an aggregate name')
      .waitFor();
    assert.equal(
      await describedBy(control(page, 'aggregates[0].fields[0].name')),
      '',
    );
    await name.fill('Order');
    await page.getByText('aggregates[0].name: ').waitFor({ state: 'detached' });
    await next(page);
    await page
      .getByRole('group', { name: /^Field 1/ })
      .getByText('aggregates[0].fields[0].name: is missing')
      .waitFor();
  });
});

describe('an edit', () => {
  beforeEach(() => openData(page, url, orders('edits')));

  it('can be undone and redone, typing at once', async () => {
    const name = control(page, 'aggregates[1].name');
    await name.fill('');
    await name.pressSequentially('Purchase');
    assert.equal((await describedIn(page)).aggregates[1].name, 'Purchase');
    await name.focus();
    await page.keyboard.press('Control+z');
    assert.equal(await name.inputValue(), 'Order');
    await page.keyboard.press('Control+Shift+z');
    assert.equal(await name.inputValue(), 'Purchase');
    const undo = page.getByRole('button', { name: 'Undo' });
    await undo.click();
    assert.equal(await name.inputValue(), 'Order');
    assert.equal(await undo.getAttribute('aria-disabled'), 'true');
    await page.getByRole('button', { name: 'Redo' }).click();
    assert.equal(await name.inputValue(), 'Purchase');
  });

  it('brings back what it took away', async () => {
    const earlier = (await describedIn(page)).aggregates;
    await page.getByRole('button', { name: 'Remove aggregate 1' }).click();
    assert.ok(await hasKeyboard(control(page, 'aggregates[0].name')));
    await page
      .getByText(
        /aggregates\[0\]\.fields\[1\]\.target: no aggregate is named Customer/,
      )
      .first()
      .waitFor();
    await page.keyboard.press('Control+z');
    assert.deepEqual((await describedIn(page)).aggregates, earlier);

    const type = control(page, 'aggregates[1].fields[0].type');
    await type.selectOption('boolean');
    const [, { fields }] = (await describedIn(page)).aggregates;
    assert.deepEqual(fields[0], {
      name: 'orderNumber',
      type: 'boolean',
      required: true,
    });
    await type.focus();
    await page.keyboard.press('Control+z');
    assert.deepEqual((await describedIn(page)).aggregates, earlier);
  });

  it('leaves the undo of other controls alone', async () => {
    const earlier = (await describedIn(page)).aggregates;
    await control(page, 'aggregates[0].name').fill('Buyer');
    await page.getByText('Contract (.proto) instead of aggregates').click();
    const contract = page.getByLabel('Contract', { exact: true });
    await contract.pressSequentially('abc');
    await page.keyboard.press('Control+z');
    assert.ok((await contract.inputValue()).length < 3);
    await page.getByRole('button', { name: 'Remove the contract' }).click();
    const later = (await describedIn(page)).aggregates;
    assert.equal(later[0].name, 'Buyer');
    assert.equal(later.length, earlier.length);
  });

  it('renames an aggregate together with the references to it', async () => {
    await control(page, 'aggregates[0].name').fill('Buyer');
    assert.equal(
      await control(page, 'aggregates[1].fields[1].target').inputValue(),
      'Buyer',
    );
    assert.equal(
      (await describedIn(page)).aggregates[1].fields[1].target,
      'Buyer',
    );
  });

  it('offers the limits of the chosen type only', async () => {
    const field = page
      .getByRole('group', { name: /^Aggregate 2/ })
      .getByRole('group', { name: /^Field 1/ });
    await field.getByRole('button', { name: /^Show details/ }).click();
    const offered = async () => {
      const paths = await field
        .locator('input, select')
        .evaluateAll(all => all.map(one => one.dataset.path.split('.').pop()));
      return paths.slice(5);
    };
    for (const [type, details] of [
      ['string', ['minLength', 'maxLength', 'pattern']],
      ['text', ['minLength', 'maxLength']],
      ['integer', ['min', 'max']],
      ['decimal', ['min', 'max', 'precision', 'scale']],
      ['boolean', []],
      ['date', []],
      ['timestamp', []],
      ['uuid', []],
      ['reference', ['target']],
      ['money', ['min', 'currency']],
    ]) {
      await field.getByLabel('Type').selectOption(type);
      assert.deepEqual(await offered(), [...details, 'description'], type);
    }
  });

  it('takes values of an enum one by one', async () => {
    await control(page, 'aggregates[1].fields[0].type').selectOption('enum');
    await page.getByRole('button', { name: 'Add value' }).click();
    for (const value of ['NEW', 'PAID', 'LOST']) {
      await page.keyboard.type(value);
      await page.keyboard.press('Enter');
    }
    await page.keyboard.press('Backspace');
    const [, { fields }] = (await describedIn(page)).aggregates;
    assert.deepEqual(fields[0].values, ['NEW', 'PAID', 'LOST']);
  });
});

describe('the order', () => {
  beforeEach(() => openData(page, url, orders('order')));

  it('of fields changes by keys and by buttons, and the keyboard goes along', async () => {
    const name = control(page, 'aggregates[1].fields[2].name');
    await name.focus();
    await page.keyboard.press('Alt+ArrowUp');
    await page.getByText('Field total moved to position 2 of 3').waitFor();
    assert.ok(await hasKeyboard(control(page, 'aggregates[1].fields[1].name')));
    assert.deepEqual(await fieldsOf(1), ['orderNumber', 'total', 'customer']);
    const up = page.getByRole('button', {
      name: 'Move field 2 of aggregate Order up',
    });
    await up.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page
      .getByText('Field total cannot be moved further')
      .or(page.getByText('Field total moved to position 1 of 3'))
      .first()
      .waitFor();
    assert.deepEqual(await fieldsOf(1), ['total', 'orderNumber', 'customer']);
  });

  it('of aggregates changes too', async () => {
    await control(page, 'aggregates[1].name').focus();
    await page.keyboard.press('Alt+ArrowUp');
    assert.ok(await hasKeyboard(control(page, 'aggregates[0].name')));
    await page.getByText('Aggregate Order moved to position 1 of 2').waitFor();
    const names = (await describedIn(page)).aggregates.map(one => one.name);
    assert.deepEqual(names, ['Order', 'Customer']);
  });
});

it('nothing failed on the way, and nobody else was called', () => {
  assert.deepEqual(session.pageErrors, []);
  assert.deepEqual(session.foreignRequests, []);
});
