import fc from 'fast-check';
import { unsafeCharacter } from '../domain/text';
import { sampleProcess } from './sample-process';
import { hostileText } from './hostile/arbitrary-text';

type Raw = Record<string, unknown>;

/** Read by any step, written by none. */
const INPUTS: readonly Raw[] = [
  { name: 'customerId', type: 'uuid', input: true },
  { name: 'label', type: 'string', input: true },
  { name: 'quantity', type: 'integer', input: true },
  { name: 'amount', type: 'decimal', input: true },
  { name: 'express', type: 'boolean', input: true },
  { name: 'deliverOn', type: 'date', input: true },
  { name: 'kind', type: 'enum', values: ['NEW', 'OLD'], input: true },
];
const MOST_OUTPUTS = 30;
const MOST_STEPS = 120;

/** A text that is the same after it has been read. */
const text = (maxLength: number) =>
  hostileText
    .map(one => one.trim().slice(0, maxLength).trim())
    .filter(one => one !== '' && unsafeCharacter(one) === undefined);

const condition: fc.Arbitrary<Raw> = fc.oneof(
  text(200).map(value => ({ variable: 'label', operator: '=', value })),
  fc
    .tuple(fc.constantFrom('=', '!=', '<', '<=', '>', '>='), fc.integer())
    .map(([operator, value]) => ({ variable: 'quantity', operator, value })),
  fc
    .tuple(fc.constantFrom('<', '>='), fc.constantFrom(0.5, 12, '1000.00'))
    .map(([operator, value]) => ({ variable: 'amount', operator, value })),
  fc.boolean().map(value => ({ variable: 'express', operator: '=', value })),
  fc.constant({ variable: 'kind', operator: '!=', value: 'OLD' }),
  fc.constant({ variable: 'deliverOn', operator: '<', value: '2028-02-29' }),
);

// Every field has the kind of value that its name says, wherever it stands.
const input = fc.uniqueArray(
  fc.oneof(
    fc.constantFrom<Raw>(
      { name: 'entry.customerId', from: 'customerId' },
      { name: 'entry.quantity', from: 'quantity' },
      { name: 'entry.express', value: true },
      { name: 'entry.number', value: 0.1 },
      { name: 'small', value: 1e-7 },
    ),
    text(200).map(value => ({ name: 'entry.label', value })),
  ),
  { selector: ({ name }) => name, maxLength: 3 },
);
const duration = fc.constantFrom('PT1S', 'P3D', 'P1W', 'P1DT2H3M4S');
const described = fc.option(text(500), { nil: undefined }).map(description => ({
  ...(description !== undefined && { description }),
}));
const retry = fc.option(
  fc.record({
    attempts: fc.integer({ min: 1, max: 10 }),
    interval: fc.constantFrom('PT1S', 'PT2M'),
    backoff: fc.constantFrom(1, 1.5, 10),
  }),
  { nil: undefined },
);

const step = (depth: number): fc.Arbitrary<Raw> => {
  const list: fc.Arbitrary<Raw[]> =
    depth === 0
      ? fc.constant([])
      : fc.array(
          fc.nat().chain(() => step(depth - 1)),
          { maxLength: 3 },
        );
  const some =
    depth === 0
      ? fc.constant<Raw[]>([{ type: 'timer', duration: 'PT1S' }])
      : list.filter(steps => steps.length > 0);
  const maybe = fc.option(list, { nil: undefined });
  const simple: fc.Arbitrary<Raw>[] = [
    fc.record({
      type: fc.constant('call'),
      service: fc.constantFrom('ledger', 'orders'),
      method: fc.constant('CreateEntry'),
      input,
      writes: fc.boolean(),
      retry,
      compensation: fc.option(
        fc.record({
          service: fc.constantFrom('ledger', undefined),
          method: fc.constant('DeleteEntry'),
          input,
        }),
        { nil: undefined },
      ),
      onFailure: maybe,
    }),
    fc.record({
      type: fc.constant('agent'),
      agent: fc.constant('helper'),
      task: text(2_000),
      input,
      retry,
      budget: fc.record({ tokens: fc.integer({ min: 1, max: 200_000 }) }),
      onFailure: maybe,
    }),
    fc.record({
      type: fc.constant('signal'),
      writes: fc.boolean(),
      timeout: duration,
      onTimeout: maybe,
    }),
    fc.record({
      type: fc.constant('approval'),
      roles: fc.constantFrom(['admin'], ['contributor', 'admin']),
      timeout: duration,
      onRejection: some,
      onTimeout: maybe,
    }),
    fc.constantFrom<Raw>(
      { type: 'timer', duration: 'P2D' },
      { type: 'timer', until: 'deliverOn' },
    ),
    fc.record({
      type: fc.constant('end'),
      outcome: fc.constantFrom('completed', 'rejected', 'too-late'),
      compensate: fc.boolean(),
    }),
  ];
  const split: fc.Arbitrary<Raw>[] = [
    fc.record({
      type: fc.constant('parallel'),
      branches: fc.array(some, { minLength: 2, maxLength: 3 }),
    }),
    fc.record({
      type: fc.constant('choice'),
      cases: fc.uniqueArray(fc.record({ when: condition, steps: list }), {
        minLength: 1,
        maxLength: 3,
        selector: ({ when }) => JSON.stringify(when),
      }),
      else: list,
    }),
  ];
  return fc
    .tuple(described, fc.oneof(...simple, ...(depth > 0 ? split : [])))
    .map(([head, rest]) => ({ ...head, ...rest }));
};

/** What is known where a list begins. */
interface Place {
  readonly undoable: boolean;
  /** In a branch of a parallel nothing may end. */
  readonly parallel: boolean;
}

/** Makes a process of what was drawn: with ids, variables to write to, and ends where they can be. */
class Settling {
  readonly variables: Raw[] = [...INPUTS];
  #count = 0;

  list(
    drawn: unknown,
    place: Place,
  ): { steps: Raw[]; ends: boolean; undoable: boolean } {
    const steps: Raw[] = [];
    let { undoable } = place;
    for (const one of Array.isArray(drawn) ? (drawn as Raw[]) : []) {
      if (this.#count >= MOST_STEPS) break;
      if (place.parallel && one.type === 'end') continue;
      const settled = this.step(one, { ...place, undoable });
      steps.push(settled.step);
      ({ undoable } = settled);
      if (settled.ends) return { steps, ends: true, undoable };
    }
    return { steps, ends: false, undoable };
  }

  step(
    drawn: Raw,
    place: Place,
  ): { step: Raw; ends: boolean; undoable: boolean } {
    this.#count += 1;
    const { writes, ...rest } = drawn;
    const id = ['step-', 's', 'a-b'][this.#count % 3] + String(this.#count);
    const settled: Raw = { id, ...rest };
    for (const key of Object.keys(settled))
      if (settled[key] === undefined) delete settled[key];
    let undoable = place.undoable || settled.compensation !== undefined;
    const within = (key: string) => {
      if (settled[key] === undefined) return { ends: false };
      // Before it, nothing of this step is done.
      const list = this.list(settled[key], place);
      if (key === 'onRejection' && list.steps.length === 0)
        list.steps.push(
          this.step({ type: 'timer', duration: 'PT1S' }, place).step,
        );
      settled[key] = list.steps;
      undoable ||= !list.ends && list.undoable;
      return list;
    };
    switch (settled.type) {
      case 'call':
        if (writes === true) settled.output = this.output('entry.number2');
        within('onFailure');
        break;
      case 'agent':
        settled.result = this.output('x')[0]?.to ?? 'none';
        within('onFailure');
        break;
      case 'signal':
        settled.signal = `signal-${id}`;
        if (writes === true) settled.payload = this.output('number');
        within('onTimeout');
        break;
      case 'approval':
        within('onRejection');
        within('onTimeout');
        break;
      case 'parallel':
        settled.branches = (settled.branches as Raw[][]).map(branch => {
          const list = this.list(branch, { ...place, parallel: true });
          undoable ||= list.undoable;
          return list.steps.length > 0
            ? list.steps
            : [
                this.step(
                  { type: 'timer', duration: 'PT1S' },
                  { ...place, parallel: true },
                ).step,
              ];
        });
        break;
      case 'choice': {
        const cases = (settled.cases as Raw[]).map(({ when, steps }) => ({
          when,
          ...this.list(steps, place),
        }));
        const otherwise = this.list(settled.else, place);
        settled.cases = cases.map(({ when, steps }) => ({ when, steps }));
        settled.else = otherwise.steps;
        const all = [...cases, otherwise];
        const goingOn = all.filter(({ ends }) => !ends);
        return {
          step: settled,
          ends: goingOn.length === 0,
          undoable: goingOn.some(one => one.undoable),
        };
      }
      case 'end':
        if (!place.undoable) settled.compensate = false;
        return { step: settled, ends: true, undoable };
      default:
    }
    return {
      step: settled,
      ends: false,
      undoable: undoable && settled.type !== 'end',
    };
  }

  /** A variable of its own for each step, while there are any. */
  output(name: string): { name: string; to: string }[] {
    const to = `answer${this.variables.length}`;
    if (this.variables.length - INPUTS.length >= MOST_OUTPUTS) return [];
    this.variables.push({ name: to, type: 'string', maxLength: 100 });
    return [{ name, to }];
  }
}

/** Descriptions of processes that are valid, whatever their texts mean to some language. */
export const validProcess: fc.Arbitrary<Raw> = fc
  .tuple(
    fc.array(step(3), { minLength: 1, maxLength: 4 }),
    fc.constantFrom('dbos', 'temporal'),
    text(500),
  )
  .map(([drawn, engine, description]) => {
    const settling = new Settling();
    const { steps } = settling.list(drawn, {
      undoable: false,
      parallel: false,
    });
    return {
      ...sampleProcess(),
      engine,
      description,
      variables: settling.variables,
      steps,
    };
  })
  .filter(
    // An agent without a variable for its answer is none.
    ({ steps }) => !JSON.stringify(steps).includes('"result":"none"'),
  );
