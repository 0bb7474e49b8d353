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

const CLI = path.resolve(__dirname, '..', 'bin', 'ameide.cjs');

// Processes are started here, and the machine may be busy.
jest.setTimeout(120_000);

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
