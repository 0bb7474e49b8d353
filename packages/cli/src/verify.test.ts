import type { Report } from '@ameide/controls/catalogue';
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { verdict } from './commands/verify';

const CLI = path.resolve(__dirname, '..', 'bin', 'ameide.cjs');

// Processes are started here, and the machine may be busy.
jest.setTimeout(60_000);

describe('ameide verify', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ameide-verify-'));
    write(
      'orders/ameide.service.yaml',
      'schemaVersion: 1\nname: orders\nkind: domain\n',
    );
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function write(name: string, content: string) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  function verify(...parameters: string[]) {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [CLI, 'verify', ...parameters],
      { cwd: folder, encoding: 'utf8' },
    );
    return { status, stdout, stderr };
  }

  const SVC = ['SVC-01', 'SVC-02', 'SVC-06'].flatMap(id => ['--control', id]);

  it('prints a report, and how far it is to standard error', () => {
    const { status, stdout, stderr } = verify('orders', ...SVC);
    expect(stdout).toMatch(
      /^orders {2}domain controller {2}sha256:[0-9a-f]{64}\n\nHolds: SVC 3\n3 pass\.\n$/,
    );
    expect(stderr).toMatch(/^Reading orders …\n/);
    expect(status).toBe(0);
  });

  it('ends with 1 for findings of the severity that counts, and with 0 for others', () => {
    symlinkSync('/etc/passwd', path.join(folder, 'orders/link'));
    write('orders/a.proto', '');
    const high = verify('orders', '--control', 'SVC-06');
    expect(high).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('link to /etc/passwd'),
    });
    expect(
      verify('orders', '--control', 'SVC-06', '--fail-on', 'critical'),
    ).toMatchObject({ status: 0, stdout: high.stdout });
    expect(verify('orders', '--control', 'SVC-07')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('no section contracts'),
    });
    expect(
      verify('orders', '--control', 'SVC-07', '--fail-on', 'medium').status,
    ).toBe(1);
  });

  it('writes JSON, SARIF and Markdown', () => {
    const report = JSON.parse(
      verify('orders', ...SVC, '--format', 'json').stdout,
    );
    expect(report).toMatchObject({
      schemaVersion: 1,
      subject: { kind: 'domain', name: 'orders' },
      summary: { pass: 3, fail: 0 },
    });
    const log = JSON.parse(
      verify('orders', ...SVC, '--format', 'sarif').stdout,
    );
    expect(log).toMatchObject({ version: '2.1.0', runs: [{}] });
    expect(verify('orders', ...SVC, '--format', 'markdown').stdout).toMatch(
      /^# Controls of orders\n/,
    );
  });

  it('marks what was promised and lost, and shows a requested exemption without heeding it', () => {
    symlinkSync('/etc/passwd', path.join(folder, 'orders/link'));
    write(
      'orders/.ameide/scaffold.json',
      JSON.stringify({
        schemaVersion: 1,
        template: { name: 'domain-controller', version: '1', digest: 'x' },
        files: {},
        controls: ['SVC-06'],
      }),
    );
    write(
      'orders/.ameide/exemptions.yaml',
      'schemaVersion: 1\nexemptions: [{ control: SVC-06, reason: It is needed here., expires: 2099-01-01 }]\n',
    );
    const { status, stdout } = verify(
      'orders',
      '--control',
      'SVC-06',
      '--format',
      'json',
    );
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      summary: { fail: 1, drifted: 1, waived: 0 },
      results: [{ status: 'fail', marks: ['drifted', 'exemption-requested'] }],
    });
  });

  it('evaluates the controls of packages from where it is called, never from the service', () => {
    const control = (id: string) => `{
      id: '${id}', title: 'Has a licence', layer: 'platform', severity: 'low',
      source: { sections: ['§2.4'], standards: [] }, appliesTo: ['domain'],
      rationale: 'Ours.', remediation: 'Add it.', needs: [],
      evaluate: ({ tree }) => tree.files.has('LICENSE') ? [] : [{ message: 'No licence.', subject: 'licence' }],
    }`;
    write(
      'node_modules/acme-controls/package.json',
      '{ "main": "controls.js" }',
    );
    write(
      'node_modules/acme-controls/controls.js',
      `exports.controls = [${control(
        'ACME-01',
      )}]; exports.severities = { 'SVC-01': 'low' };`,
    );
    const call = ['orders', '--control', 'ACME-01', '--fail-on', 'low'];
    expect(verify(...call, '--controls', 'acme-controls')).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('No licence.'),
    });
    expect(verify(...call)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('There is no control ACME-01.'),
    });
    expect(verify(...call, '--controls', 'other-controls')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('other-controls cannot be found'),
    });
    write('orders/controls.js', `exports.controls = [];`);
    expect(verify(...call, '--controls', './orders/controls.js')).toMatchObject(
      {
        status: 2,
        stderr: expect.stringContaining('must not bring the controls'),
      },
    );
    write('wrong.js', `exports.controls = [${control('SVC-01')}];`);
    expect(verify(...call, '--controls', './wrong.js')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('there is a control SVC-01 already'),
    });
  });

  it.each([
    [['no'], 'no does not exist.\n'],
    [['orders/ameide.service.yaml'], 'is not a folder.\n'],
    [
      ['orders', '--control', 'TEN-99'],
      '--control: There is no control TEN-99.\n',
    ],
    [
      ['orders', '--waivers', 'waivers'],
      '--waivers: signed waivers are not evaluated yet',
    ],
    [
      ['orders', '--fail-on', 'fatal'],
      "'fatal' is invalid. Allowed choices are critical",
    ],
    [
      ['orders', '--format', 'xml'],
      "'xml' is invalid. Allowed choices are text",
    ],
    [[], "missing required argument 'dir'"],
  ])('refuses %j', (parameters, message) => {
    expect(verify(...parameters)).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining(message),
    });
  });
});

describe('the verdict', () => {
  const of = (
    results: readonly Partial<Report['results'][number]>[],
    promised: readonly string[] = [],
  ) =>
    verdict(
      {
        promised,
        report: {
          schemaVersion: 1,
          subject: {
            kind: 'domain',
            name: 'x',
            digest: `sha256:${'0'.repeat(64)}`,
          },
          summary: {
            pass: 0,
            fail: 0,
            notApplicable: 0,
            notEvaluated: 0,
            error: 0,
            waived: 0,
            stale: 0,
            drifted: 0,
          },
          results: results.map((result, index) => ({
            controlId: `TEN-0${index + 1}`,
            title: 'Title',
            layer: 'domain',
            severity: 'high',
            status: 'pass',
            marks: [],
            findings: [],
            ...result,
          })),
        },
      },
      'high',
    );

  it.each([
    ['all is known and holds', 0, of([{}, { status: 'not-applicable' }])],
    ['a finding counts', 1, of([{ status: 'fail', severity: 'critical' }])],
    [
      'a finding does not count',
      0,
      of([{ status: 'fail', severity: 'medium' }]),
    ],
    [
      'a finding that a tree asks to be spared counts',
      1,
      of([{ status: 'fail', marks: ['exemption-requested'] }]),
    ],
    [
      'something promised is not evaluated',
      3,
      of([{ status: 'not-evaluated' }], ['TEN-01']),
    ],
    [
      'something promised is an error, however small',
      3,
      of([{ status: 'error', severity: 'low' }], ['TEN-01']),
    ],
    [
      'something else is not evaluated',
      0,
      of([{ status: 'not-evaluated' }], ['TEN-02']),
    ],
    [
      'something that counts is an error, though nobody promised it',
      3,
      of([{ status: 'error' }]),
    ],
    [
      'something that does not count is an error',
      0,
      of([{ status: 'error', severity: 'low' }]),
    ],
    [
      'there are findings as well',
      1,
      of([{ status: 'error' }, { status: 'fail' }], ['TEN-01']),
    ],
  ])('when %s is %d', (_what, expected, found) => {
    expect(found).toBe(expected);
  });
});
