// The form of the domain controller, as a person uses it.
const form = '/create/templates/default/domain-controller';

/** The address of the form, filled in with a description or with any text. */
export function formAddress(url, formData) {
  if (formData === undefined) return url + form;
  const text =
    typeof formData === 'string' ? formData : JSON.stringify(formData);
  return `${url}${form}?formData=${encodeURIComponent(text)}`;
}

/** Opens the form and waits for its first page. */
export async function openForm(page, url, formData) {
  await page.goto(formAddress(url, formData));
  await page.getByLabel('Service id').waitFor();
}

/** Leaves a page by the button of that name. */
export async function next(page, name = 'Next') {
  await page.getByRole('button', { name, exact: true }).click();
}

/** Opens the form on its second page. */
export async function openData(page, url, formData) {
  await openForm(page, url, formData);
  await next(page);
  await page.getByRole('region', { name: 'Preview' }).waitFor();
}

/** The control at a place of the description, such as `aggregates[0].name`. */
export function control(page, path) {
  return page.locator(`[data-path="${path}"]`);
}

/** Presses Tab until a control has the keyboard. */
export async function tabTo(page, target) {
  await target.waitFor();
  for (let presses = 0; presses < 150; presses++) {
    if (await hasKeyboard(target)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${target} cannot be reached by the Tab key`);
}

/** Whether a control has the keyboard. */
export function hasKeyboard(target) {
  return target.evaluate(element => element === document.activeElement);
}

/**
 * The description as the form holds it, read from the link that it offers to
 * copy.
 */
export async function describedIn(page) {
  await page.evaluate(() => {
    window.copied = undefined;
    Object.defineProperty(navigator, 'clipboard', {
      configurable: true,
      value: {
        writeText: async text => {
          window.copied = text;
        },
      },
    });
  });
  await page.getByRole('button', { name: 'Copy link' }).click();
  await page.waitForFunction(() => window.copied !== undefined);
  const link = new URL(await page.evaluate(() => window.copied));
  return JSON.parse(link.searchParams.get('formData'));
}

/** What a control is described by to those who do not see it. */
export function describedBy(target) {
  return target.evaluate(element =>
    (element.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .filter(Boolean)
      .map(id => document.getElementById(id)?.textContent ?? '')
      .join('\n'),
  );
}
