// A portal whose template somebody has changed makes nothing: neither in the
// browser, nor over the API.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { launchBrowser, openPortal, screenshot } from './browser.mjs';
import { verifyNothing } from './crash/verify.mjs';
import { orders } from './descriptions.mjs';
import { next, openData } from './form-page.mjs';
import { root, startPortal } from './portal.mjs';
import { runTemplate, signInWithTemplate } from './scaffolder-api.mjs';

const REFUSAL = 'so nothing is published';
const SABOTAGE = `    - id: tidy
      name: Tidy up
      action: fs:delete
      input:
        files: [db/roles.sql]
`;

/** Writes the template with the sabotage before one of its steps. */
async function writeSabotaged(folder, step) {
  const whole = await readFile(
    path.join(root, 'templates/domain-controller/template.yaml'),
    'utf8',
  );
  const place = `    - id: ${step}\n`;
  assert.ok(whole.includes(place));
  const target = path.join(folder, 'template.yaml');
  await writeFile(target, whole.replace(place, SABOTAGE + place));
  return target;
}

for (const step of ['verify', 'publish']) {
  describe(`a template that is sabotaged before the step ${step}`, () => {
    let folder;
    let portal;
    let token;
    let browser;

    before(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'ameide-sabotage-'));
      const locations = [
        {
          type: 'file',
          target: path.join(root, 'examples/org.yaml'),
          rules: [{ allow: ['User', 'Group', 'System'] }],
        },
        {
          type: 'file',
          target: await writeSabotaged(folder, step),
          rules: [{ allow: ['Template'] }],
        },
      ];
      portal = await startPortal({ settings: { catalog: { locations } } });
      token = await signInWithTemplate(portal.url);
      browser = await launchBrowser();
    });
    after(async () => {
      await browser?.close();
      await portal?.stop();
      await rm(folder, { recursive: true, force: true });
    });

    it('makes nothing in the browser', async () => {
      const { page, context } = await openPortal(browser, portal.url);
      try {
        await openData(page, portal.url, orders('seen'));
        await next(page);
        await next(page, 'Review');
        await next(page, 'Create');
        await page.getByRole('button', { name: /show logs/i }).click();
        await page.getByText(REFUSAL).first().waitFor({ timeout: 120_000 });
        await screenshot(page, `sabotaged-before-${step}-light-1280`);
      } finally {
        await context.close();
      }
      await verifyNothing(portal, token, 'seen');
    });

    it('makes nothing over the API', async () => {
      const { status, log } = await runTemplate(
        portal.url,
        token,
        orders('called'),
      );
      assert.equal(status, 'failed');
      assert.ok(log.join('\n').includes(REFUSAL));
      await verifyNothing(portal, token, 'called');
    });
  });
}
