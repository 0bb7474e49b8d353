import { stripVTControlCharacters } from 'node:util';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import sarifSchema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json';
import type { Report, ReportResult } from '../catalogue';
import { formatJson, formatMarkdown, formatSarif, formatText } from '.';

function result(
  controlId: string,
  rest: Partial<ReportResult> = {},
): ReportResult {
  return {
    controlId,
    title: `Title of ${controlId}`,
    layer: 'domain',
    severity: 'high',
    status: 'pass',
    marks: [],
    findings: [],
    ...rest,
  };
}

const finding = {
  message: 'Table orders.customer does not force row-level security.',
  file: 'db/migrations/002.do.orders.sql',
  line: 41,
  remediation: 'ALTER TABLE orders.customer FORCE ROW LEVEL SECURITY.',
  fingerprint: '0123456789abcdef0123456789abcdef',
};

const REPORT: Report = {
  schemaVersion: 1,
  subject: {
    kind: 'domain',
    name: 'orders',
    digest: `sha256:${'a'.repeat(64)}`,
  },
  summary: {
    pass: 2,
    fail: 3,
    notApplicable: 1,
    notEvaluated: 1,
    error: 1,
    waived: 0,
    stale: 0,
    drifted: 1,
  },
  results: [
    result('SUP-01', {
      status: 'fail',
      severity: 'medium',
      findings: [
        {
          ...finding,
          file: undefined,
          line: undefined,
          message: 'No lockfile.',
        },
      ],
    }),
    result('TEN-01'),
    result('TEN-02', {
      status: 'fail',
      marks: ['drifted', 'exemption-requested'],
      reason: 'An exemption is requested.',
      findings: [finding, { ...finding, line: 57, message: 'Another table.' }],
    }),
    result('TEN-03', {
      status: 'fail',
      severity: 'critical',
      findings: [
        finding,
        {
          ...finding,
          message: 'A \u001b[31mred\u001b[0m name\nof two lines.',
          file: 'a b/ü#1.sql',
          remediation: 'Something else.',
        },
      ],
    }),
    result('API-01', {
      status: 'error',
      reason: 'The contract does not parse.',
    }),
    result('POD-09', { status: 'not-evaluated', reason: 'Not built.' }),
    result('AGT-01', { status: 'not-applicable', reason: 'It is for agents.' }),
    result('TEN-04'),
  ],
};

describe('the text of a report', () => {
  const text = formatText(REPORT, { colour: false });

  it('is what a person reads', () => {
    expect(text).toBe(`orders  domain controller  sha256:${'a'.repeat(64)}

FAILS: TEN tenancy
  TEN-03  critical  Title of TEN-03
    db/migrations/002.do.orders.sql:41  Table orders.customer does not force row-level security.
      fix: ALTER TABLE orders.customer FORCE ROW LEVEL SECURITY.
    a b/ü#1.sql:41  A \\u001b[31mred\\u001b[0m name of two lines.
      fix: Something else.
  TEN-02  high  Title of TEN-02  [drifted]  [exemption-requested]
    db/migrations/002.do.orders.sql:41  Table orders.customer does not force row-level security.
    db/migrations/002.do.orders.sql:57  Another table.
    fix: ALTER TABLE orders.customer FORCE ROW LEVEL SECURITY.
    note: An exemption is requested.

FAILS: SUP supply chain
  SUP-01  medium  Title of SUP-01
    (the whole service)  No lockfile.
    fix: ALTER TABLE orders.customer FORCE ROW LEVEL SECURITY.

COULD NOT BE EVALUATED: API contract and service chain
  API-01  high  Title of API-01
    The contract does not parse.

NOT EVALUATED: POD workload
  POD-09  high  Title of POD-09
    Not built.

Holds: TEN 2
2 pass, 3 fail, 1 could not be evaluated, 1 not evaluated, 1 not applicable, 1 drifted.`);
  });

  it('has the same words in colour', () => {
    const coloured = formatText(REPORT, { colour: true });
    expect(coloured).toContain('\u001b[31mcritical\u001b[0m');
    expect(stripVTControlCharacters(coloured)).toBe(text);
  });
});

describe('the Markdown of a report', () => {
  it('shows what fails, what is not known and what holds', () => {
    const markdown = formatMarkdown(REPORT);
    expect(markdown).toContain('## Fails: TEN tenancy');
    expect(markdown).toContain(
      '### TEN-02 Title of TEN-02 (high, drifted, exemption-requested)',
    );
    expect(markdown).toContain(
      '- `db/migrations/002.do.orders.sql:57` Another table.',
    );
    expect(markdown).toContain(
      '| API-01 Title of API-01 | high | error | The contract does not parse. |',
    );
    expect(markdown).toContain('- TEN-04 Title of TEN-04');
  });

  it('lets nothing of a tree become markup', () => {
    const markdown = formatMarkdown({
      ...REPORT,
      results: [
        result('TEN-01', {
          status: 'fail',
          findings: [
            {
              ...finding,
              file: '`x` <img src=x>',
              message:
                '</details> ![x](https://evil.example/x) | @all #1 <script>',
            },
          ],
        }),
      ],
    });
    expect(markdown).toContain('`` `x` <img src=x>:41 ``');
    expect(markdown).toContain(
      '\\</details\\> \\!\\[x\\](https://evil.example/x) \\| \\@all \\#1 \\<script\\>',
    );
  });
});

describe('the SARIF of a report', () => {
  const validate = addFormats(
    new Ajv({ strict: false, unicodeRegExp: false }),
  ).compile(sarifSchema);
  const log = JSON.parse(
    formatSarif(REPORT, {
      catalogue: [
        {
          id: 'TEN-03',
          title: 'Title of TEN-03',
          layer: 'domain',
          severity: 'critical',
          source: { sections: ['§2.1'], standards: ['OWASP API1:2023'] },
          appliesTo: ['domain'],
          rationale: 'Because.',
          remediation: 'Do it.',
        },
      ],
    }),
  );

  it('keeps the official schema', () => {
    validate(log);
    expect(validate.errors ?? []).toEqual([]);
    expect(validate({ ...log, version: '2.0.0' })).toBe(false);
    expect(validate({ ...log, runs: [{ results: [{}] }] })).toBe(false);
  });

  it('has a result for each finding, and one for each control without', () => {
    const [run] = log.runs;
    expect(
      run.results.map(
        (one: { ruleId: string; kind: string; level: string }) => [
          one.ruleId,
          one.kind,
          one.level,
        ],
      ),
    ).toEqual([
      ['SUP-01', 'fail', 'warning'],
      ['TEN-01', 'pass', 'none'],
      ['TEN-02', 'fail', 'error'],
      ['TEN-02', 'fail', 'error'],
      ['TEN-03', 'fail', 'error'],
      ['TEN-03', 'fail', 'error'],
      ['API-01', 'review', 'none'],
      ['POD-09', 'review', 'none'],
      ['AGT-01', 'notApplicable', 'none'],
      ['TEN-04', 'pass', 'none'],
    ]);
    for (const { ruleId, ruleIndex } of run.results)
      expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
    expect(run.results[5].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'a%20b/%C3%BC%231.sql', uriBaseId: 'SERVICE' },
      region: { startLine: 41 },
    });
    expect(run.invocations[0]).toMatchObject({ executionSuccessful: false });
  });
});

describe('the JSON of a report', () => {
  it('is the report', () => {
    expect(JSON.parse(formatJson(REPORT))).toEqual(
      JSON.parse(JSON.stringify(REPORT)),
    );
  });
});
