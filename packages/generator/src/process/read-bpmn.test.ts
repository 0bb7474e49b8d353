import { readFileSync } from 'node:fs';
import path from 'node:path';
import { sampleProcess } from '../testing/sample-process';
import { parseProcessInput, stepsOf } from './parse-process-input';
import { formatBpmnProblems, readBpmn } from './read-bpmn';

const fixture = (name: string) =>
  readFileSync(
    path.join(__dirname, 'bpmn', 'fixtures', `${name}.bpmn`),
    'utf8',
  );

/** The steps that a fixture describes; null where no step has a value. */
function stepsIn(name: string): unknown {
  const reading = readBpmn(fixture(name));
  if (!reading.ok)
    throw new Error(formatBpmnProblems(`${name}.bpmn`, reading.problems));
  return JSON.parse(JSON.stringify(reading.steps));
}

/** Describes the sample by a BPMN file. */
function parsed(bpmn: string, more: Record<string, unknown> = {}) {
  const { steps: _steps, ...input } = sampleProcess();
  return parseProcessInput({ ...input, bpmn, ...more });
}

describe('files as modelers write them', () => {
  it('gives the steps that an input could give instead', () => {
    const { steps } = sampleProcess();
    const named = JSON.parse(JSON.stringify(steps));
    named[0].compensation.service = 'orders';
    const given = parseProcessInput({ ...sampleProcess(), steps: named });
    const read = parsed(fixture('order-fulfilment'));
    if (!given.ok || !read.ok) throw new Error(JSON.stringify([given, read]));
    expect(read.input.steps).toBeUndefined();
    expect(stepsOf(read.input)).toEqual(stepsOf(given.input));
  });

  it('reads a pool, other prefixes and orders, and ways that come back from the edge of a task', () => {
    expect(stepsIn('invoice-approval')).toEqual([
      {
        id: 'approve',
        description: 'Is the amount right & was everything delivered?',
        type: 'approval',
        roles: ['contributor', 'admin'],
        timeout: 'P14D',
        onTimeout: [{ id: 'end-late', type: 'end', outcome: 'too-late' }],
        onRejection: [{ id: 'end-refused', type: 'end', outcome: 'rejected' }],
      },
      {
        id: 'book',
        type: 'call',
        service: 'ledger',
        method: 'CreateEntry',
        timeout: 'PT30S',
        retry: { attempts: 5, interval: 'PT10S', backoff: 1.5 },
        input: [
          { name: 'entry.invoiceId', from: 'invoiceId' },
          { name: 'entry.urgent', value: false },
          { name: 'entry.priority', value: 3 },
        ],
        output: [],
        onFailure: [
          {
            id: 'note',
            type: 'call',
            service: 'ledger',
            method: 'CreateNote',
            input: [],
            output: [],
          },
        ],
      },
    ]);
  });

  it('reads the default namespace, CDATA and a gateway whose ways all end', () => {
    expect(stepsIn('contract-renewal')).toEqual([
      {
        id: 'which',
        type: 'choice',
        cases: [
          {
            when: { variable: 'status', operator: '=', value: 'OPEN' },
            steps: [
              { id: 'remind', type: 'timer', duration: 'P1W' },
              {
                id: 'renewal',
                type: 'signal',
                signal: 'contract-renewed',
                payload: [],
                timeout: 'P30D',
              },
              { id: 'renewed-later', type: 'end', outcome: 'completed' },
            ],
          },
          {
            when: { variable: 'urgent', operator: '!=', value: true },
            steps: [{ id: 'closed', type: 'end', outcome: 'contract-closed' }],
          },
        ],
        else: [{ id: 'renewed', type: 'end', outcome: 'renewed' }],
      },
    ]);
  });
});
