import { BpmnModdle } from 'bpmn-moddle';
import fc from 'fast-check';
import { validProcess } from '../testing/arbitrary-process';
import { reproducible } from '../testing/hostile/reproducible';
import { parseProcessInput, stepsOf } from './parse-process-input';
import { formatBpmnProblems, readBpmn } from './read-bpmn';
import { writeBpmn } from './write-bpmn';

function accepted(value: unknown) {
  const parsed = parseProcessInput(value);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems.slice(0, 5)));
  return parsed.input;
}

const described = (value: Record<string, unknown>, bpmn: string) => {
  const { steps: _steps, ...rest } = value;
  return { ...rest, bpmn };
};

describe('valid processes', () => {
  it('are accepted, and stay what they are', () => {
    fc.assert(
      fc.property(validProcess, value => {
        const input = accepted(value);
        expect(input).toMatchObject(value);
        expect(accepted(input)).toEqual(input);
      }),
      reproducible(200),
    );
  });

  it('are the same after they have been written as BPMN and read again', () => {
    fc.assert(
      fc.property(validProcess, value => {
        const steps = stepsOf(accepted(value));
        const bpmn = writeBpmn(steps);
        const reading = readBpmn(bpmn);
        if (!reading.ok)
          throw new Error(
            `${formatBpmnProblems('x.bpmn', reading.problems)}\n${bpmn}`,
          );
        expect(stepsOf(accepted(described(value, bpmn)))).toEqual(steps);
      }),
      reproducible(100),
    );
  });

  it('are BPMN to the library of the modelers too', async () => {
    await fc.assert(
      fc.asyncProperty(validProcess, async value => {
        const bpmn = writeBpmn(stepsOf(accepted(value)));
        const { warnings, rootElement } = await new BpmnModdle().fromXML(bpmn);
        expect(warnings).toEqual([]);
        expect(rootElement.$type).toBe('bpmn:Definitions');
      }),
      reproducible(20),
    );
  });
});
