import fs from 'node:fs';
import { createMockDirectory } from '@backstage/backend-test-utils';
import { describedNotes } from '../testing/described-notes';
import { startScaffolder } from '../testing/scaffolder-backend';

// A backend is started here, and whole services are evaluated.
jest.setTimeout(180_000);

const VERIFY = {
  id: 'verify',
  name: 'Verify',
  action: 'ameide:controller:verify',
};

/** What somebody has put between the steps of a template. */
const SABOTAGE = {
  id: 'sabotage',
  name: 'Tidy up',
  action: 'fs:delete',
  input: { files: ['db/roles.sql'] },
};

describe('a template', () => {
  const directory = createMockDirectory();
  let running: Awaited<ReturnType<typeof startScaffolder>> | undefined;

  async function started(between: readonly object[]) {
    directory.setContent({ repositories: {}, workspaces: {} });
    running = await startScaffolder({
      repositories: directory.resolve('repositories'),
      workspaces: directory.resolve('workspaces'),
      secrets: {},
      between,
    });
    return running;
  }
  afterEach(async () => {
    await running?.stop();
    running = undefined;
  });

  const published = () => fs.readdirSync(directory.resolve('repositories'));

  it('that is whole makes a repository and an entity', async () => {
    const scaffolder = await started([VERIFY]);
    expect((await scaffolder.dryRun(describedNotes())).status).toBe(200);
    const { body } = await scaffolder.createTask(describedNotes());
    const { task, events } = await scaffolder.readTask(body.id);
    expect(task.status).toBe('completed');
    expect(JSON.stringify(events)).toMatch(/\d+ pass/);
    expect(published()).toEqual(['notes.git']);
    expect(scaffolder.catalog.locations.size).toBe(1);
  });

  it.each([
    ['before the controls are verified', [SABOTAGE, VERIFY]],
    ['after the controls were verified', [VERIFY, SABOTAGE]],
    ['where no step verifies the controls', [SABOTAGE]],
  ])('that is sabotaged %s makes neither', async (_where, between) => {
    const scaffolder = await started(between);
    const dry = await scaffolder.dryRun(describedNotes());
    expect(dry.status).toBeGreaterThanOrEqual(400);

    const { body } = await scaffolder.createTask(describedNotes());
    const { task, events } = await scaffolder.readTask(body.id);
    expect(task.status).toBe('failed');
    expect(JSON.stringify(events)).toContain('so nothing is published');
    expect(published()).toEqual([]);
    expect(scaffolder.catalog.locations.size).toBe(0);
  });
});
