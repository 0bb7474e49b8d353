import path from 'node:path';
import { reportSchema, type Report } from '../catalogue';
import { createSourceTree } from '../source';
import {
  ControlPackageError,
  evaluateTree,
  startEvaluator,
  UnknownControlError,
  type Evaluator,
} from '.';

const TESTING = path.join(__dirname, '..', 'testing');
const MISBEHAVING = path.join(TESTING, 'misbehaving-controls.ts');

// Processes are started here, and the machine may be busy.
jest.setTimeout(120_000);

function tree(files: Record<string, string> = {}) {
  return createSourceTree({
    files: new Map(
      Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]),
    ),
  });
}

const DESCRIBED = tree({
  'ameide.service.yaml': 'schemaVersion: 1\nname: orders\nkind: domain\n',
});

function statuses(report: Report): Record<string, string> {
  return Object.fromEntries(
    report.results.map(({ controlId, status, reason = '' }) => [
      controlId,
      reason === '' ? status : `${status}: ${reason}`,
    ]),
  );
}

describe('an evaluator', () => {
  let evaluator: Evaluator;
  beforeAll(async () => {
    evaluator = await startEvaluator({
      packages: [MISBEHAVING],
      size: 2,
      limits: { stepMs: 8_000, treeMs: 40_000, memoryBytes: 600 * 1024 ** 2 },
    });
  });
  afterAll(() => evaluator.close());

  async function evaluate(...controls: string[]): Promise<Report> {
    const { report } = await evaluator.evaluate(DESCRIBED, { controls });
    expect(reportSchema.parse(report)).toEqual(report);
    return report;
  }

  it('knows the controls and the severities of packages', () => {
    const severities = new Map(
      evaluator.catalogue.map(({ id, severity }) => [id, severity]),
    );
    expect(severities.get('BAD-01')).toBe('high');
    expect(severities.get('BAD-09')).toBe('low');
    expect(severities.get('SVC-01')).toBe('critical');
  });

  it('reports what a tree is, and each control that was asked for', async () => {
    const report = await evaluate('SVC-01', 'BAD-01');
    expect(report.subject).toEqual({
      kind: 'domain',
      name: 'orders',
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    });
    expect(statuses(report)).toEqual({ 'SVC-01': 'pass', 'BAD-01': 'pass' });
    expect(report.summary).toMatchObject({ pass: 2, fail: 0, error: 0 });
  });

  it('lets a process do nothing but evaluate', async () => {
    const report = await evaluate('BAD-07');
    expect(report.results[0]?.findings).toEqual([]);
    expect(statuses(report)).toEqual({ 'BAD-07': 'pass' });
  });

  it('ends what never ends, and evaluates the rest', async () => {
    expect(
      statuses(await evaluate('SVC-01', 'BAD-01', 'BAD-02', 'BAD-09')),
    ).toEqual({
      'SVC-01': 'pass',
      'BAD-01': 'pass',
      'BAD-02':
        'error: The process was ended while evaluating BAD-02: it took longer than 8 s.',
      'BAD-09': 'error: The control itself failed: no',
    });
  });

  it.each([
    ['BAD-03', /^error: .* it needed more than 600 MiB of memory\.$/],
    ['BAD-04', /^error: .* it (was ended by SIG|needed more than|took longer)/],
    ['BAD-05', /^error: .* it ended with 0\.$/],
    ['BAD-06', /^error: .* it answered what nobody understands\.$/],
  ])('survives %s', async (id, reason) => {
    const found = statuses(await evaluate('BAD-01', id));
    expect(found).toEqual({
      'BAD-01': 'pass',
      [id]: expect.stringMatching(reason),
    });
  });

  it('bounds what it repeats', async () => {
    const { results } = await evaluate('BAD-08');
    const [result] = results;
    expect(result?.findings).toHaveLength(201);
    expect(result?.findings[0]?.message.length).toBeLessThan(2_100);
    expect(result?.findings[200]?.message).toContain('99800 more places');
  });

  it('ends a tree that takes too long as a whole, with an error for each control', async () => {
    const { report } = await evaluateTree(DESCRIBED, {
      packages: [MISBEHAVING],
      controls: ['BAD-01', 'BAD-02', 'BAD-03'],
      limits: { treeMs: 1_000 },
    });
    expect(statuses(report)).toEqual({
      'BAD-01': 'pass',
      'BAD-02': expect.stringContaining('the time for the whole tree was over'),
      'BAD-03': expect.stringContaining('did not get this far'),
    });
  });

  it('evaluates as many trees at a time as it has processes, and the others later', async () => {
    const trees = Array.from({ length: 8 }, (_, index) =>
      tree({
        'ameide.service.yaml': `schemaVersion: 1\nname: s${index}\nkind: agent\n`,
      }),
    );
    const reports = await Promise.all(
      trees.map(one => evaluator.evaluate(one, { controls: ['SVC-01'] })),
    );
    expect(reports.map(({ report }) => report.subject.name)).toEqual(
      trees.map((_, index) => `s${index}`),
    );
  });

  it('can be cancelled', async () => {
    const cancelling = new AbortController();
    const running = evaluator.evaluate(DESCRIBED, {
      controls: ['BAD-02'],
      signal: cancelling.signal,
      onProgress: ({ doing }) => {
        if (doing === 'evaluating BAD-02') cancelling.abort();
      },
    });
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    expect(statuses(await evaluate('BAD-01'))).toEqual({ 'BAD-01': 'pass' });
  });

  it('refuses a control that there is not', async () => {
    await expect(evaluate('TEN-99')).rejects.toThrow(UnknownControlError);
  });
});

describe('the end of an evaluator', () => {
  it('rejects what is under way and waits', async () => {
    const evaluator = await startEvaluator({ packages: [MISBEHAVING] });
    const evaluations = [1, 2].map(() =>
      evaluator.evaluate(DESCRIBED, { controls: ['BAD-02'] }),
    );
    const ends = Promise.allSettled(evaluations);
    await evaluator.close();
    expect(await ends).toEqual([
      expect.objectContaining({ status: 'rejected' }),
      expect.objectContaining({ status: 'rejected' }),
    ]);
    await expect(evaluator.evaluate(DESCRIBED)).rejects.toThrow('is closed');
  });
});

describe('a package of controls', () => {
  it.each([
    ['does not parse', 'no-controls.txt', /no-controls\.txt/],
    ['brings nothing', 'fixture.ts', /neither controls nor severities/],
  ])('that %s is refused', async (_what, file, message) => {
    const starting = startEvaluator({ packages: [path.join(TESTING, file)] });
    await expect(starting).rejects.toThrow(ControlPackageError);
    await expect(starting).rejects.toThrow(message);
  });
});
