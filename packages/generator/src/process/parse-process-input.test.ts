import { sampleProcess } from '../testing/sample-process';
import { parseProcessInput, stepsOf } from './parse-process-input';

type Sample = ReturnType<typeof sampleProcess>;

/** Changes the sample and parses. */
function problemsOf(change: (input: Sample) => void): string[] {
  const input = sampleProcess();
  change(input);
  const result = parseProcessInput(input);
  return result.ok
    ? []
    : result.problems.map(({ path, message }) => `${path}: ${message}`);
}

const call = (id: string, more: Record<string, unknown> = {}) => ({
  id,
  type: 'call',
  service: 'ledger',
  method: 'CreateEntry',
  ...more,
});
const end = (id: string, more: Record<string, unknown> = {}) => ({
  id,
  type: 'end',
  ...more,
});
const choice = (
  id: string,
  when: unknown,
  steps: unknown,
  otherwise: unknown = [],
) => ({ id, type: 'choice', cases: [{ when, steps }], else: otherwise });

/** Steps instead of those of the sample. */
const steps =
  (...all: Record<string, unknown>[]) =>
  (input: Sample) => {
    input.steps = all;
  };

describe('parseProcessInput', () => {
  it('accepts a valid input and fills in the defaults', () => {
    const result = parseProcessInput(sampleProcess());
    expect(result).toMatchObject({
      ok: true,
      input: {
        origin: { type: 'platform' },
        engine: 'dbos',
        variables: [
          { name: 'customerId', classification: 'internal', input: true },
          { name: 'amount' },
          { name: 'orderId', input: false },
          {},
          {},
          {},
        ],
        steps: [
          {
            timeout: 'PT5S',
            retry: { attempts: 3, interval: 'PT1S', backoff: 2 },
          },
          {
            branches: [[{ budget: { tokens: 20_000 }, timeout: 'PT2M' }], [{}]],
          },
          {},
          {},
          { until: 'deliverOn' },
        ],
      },
    });
    if (!result.ok) throw new Error('refused');
    expect(stepsOf(result.input)).toBe(result.input.steps);
    expect(parseProcessInput(result.input)).toEqual(result);
  });

  it('accepts the frozen records without prototype that the scaffolder passes', () => {
    const input = Object.freeze(
      Object.assign(Object.create(null), sampleProcess()),
    );
    expect(parseProcessInput(input).ok).toBe(true);
  });

  it.each([undefined, null, 7, 'x', [], [{}]])('refuses %j', value => {
    expect(parseProcessInput(value)).toMatchObject({ ok: false });
  });

  const table: [string, (input: Sample) => void, unknown[]][] = [
    ['no service', i => delete i.service, ['service: is missing']],
    [
      'a reserved service',
      i => (i.service = 'gateway'),
      [
        'service: gateway is a reserved name; choose another, such as gateway-service',
      ],
    ],
    [
      'an unknown key',
      i => (i.colour = 'red'),
      [
        'colour: is not a known key; the keys here are service, owner, system, description, origin, engine, variables, steps, bpmn',
      ],
    ],
    [
      'an unknown engine',
      i => (i.engine = 'cron'),
      ['engine: is not known; use one of dbos, temporal'],
    ],
    [
      'neither steps nor BPMN',
      i => delete (i as Partial<Sample>).steps,
      ['steps: is missing; describe the steps, or give a BPMN file as bpmn'],
    ],
    [
      'both steps and BPMN',
      i => (i.bpmn = '<x/>'),
      ['bpmn: cannot be given together with steps; remove one of the two'],
    ],
    [
      'personal data',
      i => (i.variables[0]!.classification = 'personal'),
      [
        'variables[0].classification: personal data does not belong into a process, whose history keeps every value; keep it in a domain and pass its id',
      ],
    ],
    [
      'confidential data',
      i => (i.variables[0]!.classification = 'confidential'),
      [
        'variables[0].classification: confidential data does not belong into a process, whose history keeps every value; keep it in a domain and pass its id',
      ],
    ],
    [
      'an unknown classification',
      i => (i.variables[0]!.classification = 'secret'),
      [
        'variables[0].classification: is not known; use one of public, internal',
      ],
    ],
    [
      'an unknown type of variable',
      i => (i.variables[0]!.type = 'text'),
      [
        'variables[0].type: is not known; use one of string, integer, decimal, boolean, date, timestamp, uuid, enum',
      ],
    ],
    [
      'two variables of one name',
      i => i.variables.push({ name: 'orderId', type: 'uuid' }),
      ['variables[6].name: another variable is named orderId already'],
    ],
    [
      'two variables of one column',
      i =>
        i.variables.push(
          { name: 'line2', type: 'uuid' },
          { name: 'lineId2', type: 'uuid' },
          { name: 'lineID2', type: 'uuid' },
        ),
      [
        'variables[8].name: write it as lineId2',
        'variables[8].name: has the same name as lineId2 in the database; rename one of them',
      ],
    ],
    [
      'reserved variables',
      i =>
        i.variables.push(
          { name: 'tenantId', type: 'string' },
          { name: 'class', type: 'string' },
          { name: 'outcome', type: 'string' },
          { name: 'constructor', type: 'string' },
          { name: 'xmin', type: 'string' },
        ),
      ['tenantId', 'class', 'outcome', 'constructor', 'xmin'].map(
        (name, index) =>
          `variables[${
            6 + index
          }].name: ${name} is a reserved name, which an instance has already; choose a longer one`,
      ),
    ],
    [
      'details that a type does not have',
      i => {
        i.variables[0]!.maxLength = 3;
        i.variables[1]!.values = ['A'];
        delete i.variables[4]!.values;
      },
      [
        'variables[0].maxLength: does not apply to the type uuid, only to string; remove it',
        'variables[1].values: does not apply to the type decimal, only to enum; remove it',
        'variables[4].values: an enum needs at least one value',
      ],
    ],
    [
      'wrong values of an enum',
      i => (i.variables[4]!.values = ['LOW', 'UNSPECIFIED', 'LOW']),
      [
        'variables[4].values[1]: UNSPECIFIED is there already and means that nothing was given; remove it',
        'variables[4].values[2]: LOW is there twice; remove one',
      ],
    ],
    ['no step', steps(), ['steps: must have at least 1 entry']],
    [
      'an unknown type of step',
      steps({ id: 'a-step', type: 'script' }),
      [
        'steps[0].type: is not known; use one of call, agent, signal, approval, timer, parallel, choice, end',
      ],
    ],
    [
      'an unknown key of a step',
      steps(call('a-step', { script: '1' })),
      [
        'steps[0].script: is not a known key; the keys here are id, description, type, service, method, input, output, timeout, retry, compensation, onFailure',
      ],
    ],
    [
      'an id in camelCase',
      steps(call('aStep')),
      [
        'steps[0].id: is not the id of a step; use lower-case words joined by hyphens, such as check-credit',
      ],
    ],
    [
      'ids that are there twice, in any depth',
      steps(
        call('a-step'),
        { ...call('b-step'), onFailure: [call('a-step')] },
        call('line-2'),
        call('line2'),
      ),
      [
        'steps[1].onFailure[0].id: steps[0] has the id a-step already; rename one of them',
        'steps[3].id: is the same name as line-2 of steps[2] in code; rename one of them',
      ],
    ],
    [
      'reserved ids',
      steps(call('class'), call('constructor'), call('flow'), call('nul')),
      ['class', 'constructor', 'flow', 'nul'].map(
        (id, index) =>
          `steps[${index}].id: ${id} is a reserved name; choose a longer one`,
      ),
    ],
    [
      'a call to itself',
      steps(call('a-step', { service: 'order-fulfilment' })),
      ['steps[0].service: a process does not call itself; call a domain'],
    ],
    [
      'a call past the Agent domain',
      steps(call('a-step', { service: 'agent-domain' })),
      [
        'steps[0].service: agents are reached through a step of type agent alone, which keeps to their grants and budget; use one',
      ],
    ],
    [
      'a call to what is no domain',
      steps(call('a-step', { service: 'keycloak' })),
      [
        'steps[0].service: keycloak is a reserved name and no domain; call a domain',
      ],
    ],
    [
      'a method that is none',
      steps({
        id: 'both',
        type: 'parallel',
        branches: [
          [call('a-step')],
          [call('b-step'), call('c-step', { method: 'create' })],
        ],
      }),
      [
        'steps[0].branches[1][1].method: is not a method; use its name in the contract, such as CreateOrder',
      ],
    ],
    [
      'a compensation of what only reads',
      steps(
        call('a-step', {
          method: 'GetEntry',
          compensation: { method: 'ListEntries' },
        }),
      ),
      [
        'steps[0].compensation: GetEntry only reads, so there is nothing to undo; remove the compensation',
        'steps[0].compensation.method: ListEntries only reads and undoes nothing; name the method that does',
      ],
    ],
    [
      'a compensation that calls the process',
      steps(
        call('a-step', {
          compensation: { service: 'order-fulfilment', method: 'Undo' },
        }),
      ),
      [
        'steps[0].compensation.service: a process does not call itself; call a domain',
      ],
    ],
    [
      'undoing what was not done',
      steps(
        choice(
          'which',
          { variable: 'amount', operator: '>', value: 1 },
          [end('early', { compensate: true })],
          [call('a-step', { compensation: { method: 'DeleteEntry' } })],
        ),
        end('late', { compensate: true }),
      ),
      [
        'steps[0].cases[0].steps[0].compensate: has nothing to undo, because no call before it has a compensation; add one, or remove this',
      ],
    ],
    [
      'fields from nowhere, from two places and twice',
      steps(
        call('a-step', {
          input: [
            { name: 'entry.amount' },
            { name: 'entry.id', from: 'customerId', value: 1 },
            { name: 'entry.id', from: 'customerId' },
            { name: 'entry', from: 'customerId' },
            { name: 'context.tenantId', from: 'customerId' },
          ],
          output: [
            { name: 'entry.id', to: 'orderId' },
            { name: 'entry.other', to: 'orderId' },
          ],
        }),
      ),
      [
        'steps[0].input[0].from: is missing; name the variable that the field is taken from, or give a value',
        'steps[0].input[1].value: cannot be given together with from; remove one of the two',
        'steps[0].input[2].name: entry.id is there twice; remove one',
        'steps[0].input[3].name: entry and entry.amount are parts of each other; remove one',
        'steps[0].input[4].name: context.tenantId is filled in by the platform; remove it',
        'steps[0].output[1].to: orderId is given a value twice; remove one',
      ],
    ],
    [
      'one field of two types',
      steps(
        call('a-step', { input: [{ name: 'entry.amount', from: 'amount' }] }),
        call('b-step', {
          input: [{ name: 'entry.amount', value: 12 }],
          output: [{ name: 'entry.risk', to: 'risk' }],
        }),
        call('c-step', {
          input: [{ name: 'entry.amount', from: 'risk' }],
          output: [{ name: 'entry.risk', to: 'orderId' }],
        }),
      ),
      [
        'steps[1].input[0].value: is not the text that entry.amount is at steps[0].input[0]; a field has one type',
        'steps[2].input[0].from: risk is of type enum and not the text that entry.amount is at steps[0].input[0]; a field has one type',
        'steps[2].output[0].to: orderId is of type uuid and not the enum that entry.risk is at steps[1].output[0]; a field has one type',
      ],
    ],
    [
      'values that are none',
      steps(
        call('a-step', {
          input: [
            { name: 'a', value: '' },
            { name: 'b', value: null },
            { name: 'c', value: 'x\u202Ey' },
            { name: 'd', value: NaN },
            { name: 'e', value: 'x'.repeat(201) },
          ],
        }),
      ),
      [
        'steps[0].input[0].value: must have at least 1 character',
        'steps[0].input[4].value: must have at most 200 characters',
        'steps[0].input[1].value: must be a text, a number, or true or false',
        'steps[0].input[2].value: contains the character U+202E, which is invisible or reorders text; remove it',
        'steps[0].input[3].value: must be a text, a number, or true or false',
      ],
    ],
    [
      'variables that nobody declared',
      steps(
        call('a-step', {
          input: [{ name: 'id', from: 'custmerId' }],
          output: [{ name: 'id', to: 'entryId' }],
          compensation: {
            method: 'DeleteEntry',
            input: [{ name: 'id', from: 'entryId' }],
          },
        }),
        {
          id: 'b-step',
          type: 'agent',
          agent: 'helper',
          task: 'Help.',
          result: 'answer',
        },
        { id: 'c-step', type: 'timer', until: 'then' },
        choice('d-step', { variable: 'colour', operator: '=', value: 'x' }, []),
      ),
      [
        ['steps[0].input[0].from', 'custmerId'],
        ['steps[0].compensation.input[0].from', 'entryId'],
        ['steps[0].output[0].to', 'entryId'],
        ['steps[1].result', 'answer'],
        ['steps[2].until', 'then'],
        ['steps[3].cases[0].when.variable', 'colour'],
      ].map(
        ([path, name]) =>
          `${path}: no variable is named ${name}; use one of customerId, amount, orderId, paymentId, risk, deliverOn, or declare it`,
      ),
    ],
    [
      'a read before anything is written',
      steps(call('a-step', { input: [{ name: 'id', from: 'orderId' }] })),
      [
        'steps[0].input[0].from: orderId has no value on every way to here; let an earlier step of each way give it one, or mark it as input',
      ],
    ],
    [
      'a read after only one of two ways has written',
      steps(
        choice(
          'which',
          { variable: 'amount', operator: '>', value: 1 },
          [call('a-step', { output: [{ name: 'id', to: 'orderId' }] })],
          [call('b-step')],
        ),
        call('c-step', { input: [{ name: 'id', from: 'orderId' }] }),
      ),
      [
        'steps[1].input[0].from: orderId has no value on every way to here; let an earlier step of each way give it one, or mark it as input',
      ],
    ],
    [
      'a read after a failure has left out the write',
      steps(
        call('a-step', {
          output: [{ name: 'id', to: 'orderId' }],
          onFailure: [call('b-step')],
        }),
        call('c-step', { input: [{ name: 'id', from: 'orderId' }] }),
      ),
      [expect.stringMatching(/^steps\[1\]\.input\[0\]\.from: orderId has no/)],
    ],
    [
      'no objection where the other way ends, or writes too',
      steps(
        call('a-step', {
          output: [{ name: 'id', to: 'orderId' }],
          onFailure: [end('gave-up', { outcome: 'failed' })],
        }),
        {
          id: 'b-step',
          type: 'signal',
          signal: 'paid',
          timeout: 'P1D',
          payload: [{ name: 'id', to: 'paymentId' }],
          onTimeout: [
            call('c-step', {
              output: [{ name: 'paymentId', to: 'paymentId' }],
            }),
          ],
        },
        call('d-step', {
          input: [
            { name: 'id', from: 'orderId' },
            { name: 'payment', from: 'paymentId' },
          ],
        }),
      ),
      [],
    ],
    [
      'branches that write and read the same',
      steps({
        id: 'both',
        type: 'parallel',
        branches: [
          [call('a-step', { output: [{ name: 'id', to: 'customerId' }] })],
          [call('b-step', { output: [{ name: 'id', to: 'customerId' }] })],
          [call('c-step', { input: [{ name: 'id', from: 'customerId' }] })],
        ],
      }),
      [
        'steps[0].branches[1][0].output[0].to: customerId is written by steps[0].branches[0] at the same time; use a variable for each branch',
        'steps[0].branches[2][0].input[0].from: customerId is written by steps[0].branches[0] at the same time; read it after the parallel, or use another variable there',
      ],
    ],
    [
      'branches that wait for the same, and one that ends',
      steps({
        id: 'both',
        type: 'parallel',
        branches: [
          [{ id: 'a-step', type: 'signal', signal: 'paid', timeout: 'P1D' }],
          [
            { id: 'b-step', type: 'signal', signal: 'paid', timeout: 'P1D' },
            end('c-step'),
          ],
        ],
      }),
      [
        'steps[0].branches[1][0].signal: steps[0].branches[0] waits for paid at the same time, and nobody could say whose it is; use a signal for each branch',
        'steps[0].branches[1][1]: a branch of a parallel cannot end the process while the others run; keep the outcome in a variable, and end after the parallel',
      ],
    ],
    [
      'one signal with two payloads, and a reserved one',
      steps(
        { id: 'a-step', type: 'signal', signal: 'paid', timeout: 'P1D' },
        {
          id: 'b-step',
          type: 'signal',
          signal: 'paid',
          timeout: 'P1D',
          payload: [{ name: 'id', to: 'orderId' }],
        },
        { id: 'c-step', type: 'signal', signal: 'cancel', timeout: 'P1D' },
      ),
      [
        'steps[1].payload: steps[0] takes nothing from the same signal; take the same, or use another signal',
        'steps[2].signal: cancel is a reserved name; choose a longer one',
      ],
    ],
    [
      'a parallel of one branch',
      steps({ id: 'both', type: 'parallel', branches: [[call('a-step')]] }),
      ['steps[0].branches: must have at least 2 entries'],
    ],
    [
      'steps after every way has ended',
      steps(
        choice(
          'which',
          { variable: 'amount', operator: '>', value: 1 },
          [end('one')],
          [end('two'), call('a-step')],
        ),
        call('b-step'),
        call('c-step'),
      ),
      [
        'steps[0].else[1]: is never reached, because every way ends before it; remove it, or move the end',
        'steps[1]: is never reached, because every way ends before it; remove it, or move the end',
      ],
    ],
    [
      'a choice without else',
      steps({
        id: 'which',
        type: 'choice',
        cases: [
          {
            when: { variable: 'amount', operator: '>', value: 1 },
            steps: [end('one')],
          },
        ],
      }),
      [
        'steps[0].else: is missing; say what happens when no case holds, if nothing then with an empty list',
      ],
    ],
    [
      'conditions that do not fit the type',
      steps({
        id: 'which',
        type: 'choice',
        cases: [
          { variable: 'customerId', operator: '<', value: 'x' },
          { variable: 'amount', operator: '=', value: true },
          { variable: 'risk', operator: '=', value: 'MEDIUM' },
          { variable: 'paymentId', operator: '=', value: 'x'.repeat(41) },
          { variable: 'deliverOn', operator: '<', value: '2027-02-31' },
          { variable: 'amount', operator: '~', value: 1 },
        ].map(when => ({ when, steps: [] })),
        else: [],
      }),
      [
        'steps[0].cases[5].when.operator: is not known; use one of =, !=, <, <=, >, >=',
      ],
    ],
    [
      'conditions that do not fit the type, each well-formed',
      i => {
        for (const variable of i.variables) variable.input = true;
        i.steps = [
          {
            id: 'which',
            type: 'choice',
            cases: [
              { variable: 'customerId', operator: '<', value: 'x' },
              { variable: 'amount', operator: '=', value: true },
              { variable: 'risk', operator: '=', value: 'MEDIUM' },
              { variable: 'paymentId', operator: '=', value: 'x'.repeat(41) },
              { variable: 'deliverOn', operator: '<', value: '2027-02-31' },
              { variable: 'amount', operator: '=', value: true },
            ].map(when => ({ when, steps: [] })),
            else: [],
          },
        ];
      },
      [
        'steps[0].cases[0].when.operator: customerId is of type uuid, which has no <; use one of =, !=',
        'steps[0].cases[0].when.value: "x" is not a value of customerId, which is of type uuid; write it like "123e4567-e89b-42d3-a456-426614174000"',
        'steps[0].cases[1].when.value: true is not a value of amount, which is of type decimal; write it like 12.50',
        'steps[0].cases[2].when.value: "MEDIUM" is not a value of risk; use one of LOW, HIGH',
        'steps[0].cases[3].when.value: is longer than paymentId, which has at most 40 characters',
        'steps[0].cases[4].when.value: "2027-02-31" is not a value of deliverOn, which is of type date; write it like "2027-01-31"',
        'steps[0].cases[5].when.value: true is not a value of amount, which is of type decimal; write it like 12.50',
        'steps[0].cases[5].when: cases[1] has the same condition and comes first; remove one',
      ],
    ],
    [
      'timers without, with two and with a wrong time',
      steps(
        { id: 'a-step', type: 'timer' },
        { id: 'b-step', type: 'timer', duration: 'P1D', until: 'amount' },
        { id: 'c-step', type: 'timer', until: 'amount' },
        { id: 'd-step', type: 'timer', duration: 'P1M' },
      ),
      [
        'steps[3].duration: is not a duration; write it like P3D or PT1H30M, in weeks, days, hours, minutes and seconds (months and years have no fixed length)',
        'steps[0].duration: is missing; say how long, such as P3D, or name a date variable as until',
        'steps[1].until: cannot be given together with duration; remove one of the two',
        'steps[2].until: amount is of type decimal; a timer waits until a variable of type date or timestamp',
      ],
    ],
    [
      'times longer than the engine allows',
      steps(
        call('a-step', { timeout: 'PT11M', retry: { interval: 'PT1H' } }),
        { id: 'b-step', type: 'signal', signal: 'paid', timeout: 'P91D' },
        { id: 'c-step', type: 'timer', duration: 'P13W' },
      ),
      [
        'steps[0].timeout: is longer than PT10M, the most that dbos allows here; let the other side answer at once and wait for its signal',
        'steps[0].retry.interval: is longer than PT10M, the most that dbos allows here; wait with a timer in onFailure',
        'steps[1].timeout: is longer than P90D, the most that dbos allows here; ask again in onTimeout',
        'steps[2].duration: is longer than P90D, the most that dbos allows here; start a new instance then',
      ],
    ],
    [
      'no objection to them on another engine',
      i => {
        i.engine = 'temporal';
        i.steps = [
          call('a-step', { timeout: 'PT11M' }),
          { id: 'b-step', type: 'signal', signal: 'paid', timeout: 'P91D' },
        ];
      },
      [],
    ],
    [
      'approvals by those who cannot, and without a way for rejection',
      steps({
        id: 'a-step',
        type: 'approval',
        roles: ['viewer', 'service', 'boss'],
        timeout: 'P1D',
      }),
      [
        'steps[0].roles[0]: viewer may only look, and cannot approve; use one of admin, contributor',
        'steps[0].roles[1]: a service is no person, and cannot approve; use one of admin, contributor',
        'steps[0].roles[2]: is not known; use one of admin, contributor',
        'steps[0].onRejection: is missing; say what happens when the approval is refused',
      ],
    ],
    [
      'a role twice',
      steps({
        id: 'a-step',
        type: 'approval',
        roles: ['admin', 'admin'],
        timeout: 'P1D',
        onRejection: [end('no')],
      }),
      ['steps[0].roles[1]: admin is there twice; remove one'],
    ],
    [
      'everything at once, also when the shape is wrong somewhere',
      i => {
        i.colour = 1;
        i.variables.push({ name: 'broken', type: 'text' });
        i.steps = [
          call('a-step', { service: 'order-fulfilment' }),
          { id: 'b-step', type: 'call' },
          call('a-step', { input: [{ name: 'id', from: 'orderId' }] }),
        ];
      },
      [
        expect.stringMatching(/^colour: is not a known key/),
        'variables[6].type: is not known; use one of string, integer, decimal, boolean, date, timestamp, uuid, enum',
        'steps[1].service: is missing',
        'steps[1].method: is missing',
        'steps[2].id: steps[0] has the id a-step already; rename one of them',
        'steps[0].service: a process does not call itself; call a domain',
      ],
    ],
  ];
  it.each(table)('%s', (_name, change, expected) => {
    expect(problemsOf(change).sort()).toEqual([...expected].sort());
  });
});

describe('bounds', () => {
  it('refuses steps that are too deep, too many or without end', () => {
    let nested: unknown[] = [call('a-step')];
    for (let depth = 0; depth < 5_000; depth += 1)
      nested = [call('a-step', { onFailure: nested })];
    expect(problemsOf(i => (i.steps = nested as Sample['steps']))).toEqual([
      `steps${'[0].onFailure'.repeat(
        8,
      )}: lies deeper than 8 lists of steps; make a process of its own of the inner steps`,
    ]);

    const itself: Record<string, unknown> = call('a-step');
    itself.onFailure = [itself, itself];
    expect(problemsOf(i => (i.steps = [itself]))).toEqual([
      expect.stringMatching(/: (lies deeper|must have at most 200)/),
    ]);

    // As YAML aliases could give it: ten to the seventh steps.
    const shared = [0, 1, 2, 3, 4, 5, 6].reduce<unknown[]>(
      within =>
        Array.from({ length: 10 }, () => call('a-step', { onFailure: within })),
      [call('a-step')],
    );
    expect(problemsOf(i => (i.steps = shared as Sample['steps']))).toEqual([
      'steps: must have at most 200 steps in all; split the process',
    ]);
  });

  it('refuses a longer list than any', () => {
    const many = Array.from({ length: 51 }, (_, index) => call(`s${index}`));
    expect(problemsOf(i => (i.steps = many))).toEqual([
      'steps: must have at most 50 entries',
    ]);
  });
});
