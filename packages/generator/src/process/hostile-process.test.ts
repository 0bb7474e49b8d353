import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { junkValue } from '../testing/hostile/arbitrary-junk';
import { hostileName } from '../testing/hostile/arbitrary-name';
import { anyText, hostileText } from '../testing/hostile/arbitrary-text';
import { checkRefusal } from '../testing/hostile/check-refusal';
import {
  isObject,
  placesOf,
  valueAt,
  withValueAt,
} from '../testing/hostile/places';
import { reproducible } from '../testing/hostile/reproducible';
import { unseenCharacterIn } from '../testing/hostile/unseen-character';
import { sampleProcess } from '../testing/sample-process';
import { parseProcessInput, stepsOf } from './parse-process-input';
import { readBpmn } from './read-bpmn';
import { writeBpmn } from './write-bpmn';

const FIXTURES = [
  'order-fulfilment',
  'invoice-approval',
  'contract-renewal',
].map(name =>
  readFileSync(
    path.join(__dirname, 'bpmn', 'fixtures', `${name}.bpmn`),
    'utf8',
  ),
);

/** A file is read or refused in this time, however it was made to take long. */
const LONGEST_MS = 3_000;

/** Reads a file and checks that a refusal is fit to be shown. */
function read(text: string): boolean {
  const begin = performance.now();
  const reading = readBpmn(text);
  const took = performance.now() - begin;
  if (took > LONGEST_MS) throw new Error(`took ${took} ms`);
  if (reading.ok) return true;
  if (reading.problems.length === 0)
    throw new Error('refused without a problem');
  const lines = text.split('\n').length;
  for (const { line, message } of reading.problems) {
    if (!(line >= 1 && line <= lines))
      throw new Error(`line ${line} of ${lines}`);
    if (unseenCharacterIn(message) !== undefined || message.includes('\n'))
      throw new Error(`repeats what nobody sees: ${JSON.stringify(message)}`);
  }
  return false;
}

describe('hostile descriptions of processes', () => {
  const places = placesOf(sampleProcess());
  // Where any text may stand.
  const textPlaces = places.filter(place =>
    ['description', 'task', 'value'].includes(String(place.at(-1))),
  );

  it('are refused by path, or kept as data', () => {
    const counts = { refused: 0, accepted: 0 };
    fc.assert(
      fc.property(
        fc.oneof(
          fc.tuple(
            fc.constantFrom(...places),
            fc.oneof(anyText, hostileName, junkValue),
          ),
          fc.tuple(fc.constantFrom(...textPlaces), hostileText),
        ),
        ([place, value]) => {
          const input = withValueAt(sampleProcess(), place, value);
          const parsed = parseProcessInput(input);
          if (!parsed.ok) {
            counts.refused += 1;
            checkRefusal(input, parsed.problems);
            return;
          }
          counts.accepted += 1;
          const kept = valueAt(parsed.input, place);
          // What has a default may be left out, and descriptions lose the space around them.
          if (value === undefined || isObject(value)) return;
          expect(kept).toEqual(
            typeof value === 'string' &&
              typeof kept === 'string' &&
              kept !== value
              ? value.trim()
              : value,
          );
          const steps = stepsOf(parsed.input);
          const { steps: _steps, ...rest } = parsed.input;
          const read2 = parseProcessInput({ ...rest, bpmn: writeBpmn(steps) });
          if (!read2.ok) throw new Error(JSON.stringify(read2.problems));
          expect(stepsOf(read2.input)).toEqual(steps);
        },
      ),
      reproducible(1_500),
    );
    expect(counts.refused).toBeGreaterThan(counts.accepted / 10);
    expect(counts.accepted).toBeGreaterThan(counts.refused / 10);
  }, 60_000);
});

describe('hostile BPMN', () => {
  it('of any characters is refused', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyText,
          fc.string({ unit: 'binary', maxLength: 500 }),
          fc
            .uint8Array({ maxLength: 2_000 })
            .map(bytes => Buffer.from(bytes).toString('latin1')),
        ),
        text => {
          expect(read(text)).toBe(false);
        },
      ),
      reproducible(500),
    );
  });

  it('made of a good file is read or refused', () => {
    const snippet = fc.oneof(
      hostileText,
      fc.constantFrom(
        '<',
        '>',
        '"',
        "'",
        '&',
        '/>',
        ']]>',
        '<!--',
        '-->',
        '<![CDATA[',
        '<!DOCTYPE x>',
        '<?x?>',
        '&#0;',
        '&#xD800;',
        '&#x1F600;',
        '&x;',
        ' xmlns=""',
        ' xmlns:bpmn="urn:x"',
        ' __proto__="x"',
        ' constructor="x"',
        ' id="Start"',
        '<bpmn:task/>',
        '<constructor/>',
        '<toString xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>',
      ),
    );
    const piece = fc.tuple(fc.nat(), fc.nat({ max: 200 }));
    const change = fc.oneof(
      fc.record({ kind: fc.constant('delete' as const), piece }),
      fc.record({ kind: fc.constant('repeat' as const), piece }),
      fc.record({ kind: fc.constant('insert' as const), piece, snippet }),
      fc.record({ kind: fc.constant('move' as const), piece, to: fc.nat() }),
      fc.record({ kind: fc.constant('value' as const), piece, snippet }),
    );
    const counts = { read: 0, refused: 0 };
    fc.assert(
      fc.property(
        fc.constantFrom(...FIXTURES),
        fc.array(change, { minLength: 1, maxLength: 3 }),
        (file, changes) => {
          let text = file;
          for (const one of changes) {
            const begin = one.piece[0] % (text.length + 1);
            const end = Math.min(text.length, begin + one.piece[1]);
            const [before, cut, after] = [
              text.slice(0, begin),
              text.slice(begin, end),
              text.slice(end),
            ];
            if (one.kind === 'delete') text = before + after;
            else if (one.kind === 'repeat') text = before + cut + cut + after;
            else if (one.kind === 'insert')
              text = before + one.snippet + cut + after;
            else if (one.kind === 'value')
              text = `${before}${(cut + after).replace(
                /="[^"]*"/,
                () => `="${one.snippet}"`,
              )}`;
            else {
              const rest = before + after;
              const to = one.to % (rest.length + 1);
              text = rest.slice(0, to) + cut + rest.slice(to);
            }
          }
          counts[read(text) ? 'read' : 'refused'] += 1;
        },
      ),
      reproducible(3_000),
    );
    expect(counts.read).toBeGreaterThan(counts.refused / 20);
    expect(counts.refused).toBeGreaterThan(counts.read);
  }, 120_000);

  const HEAD =
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">';
  const fill = (unit: string, tail = '') =>
    unit.repeat(Math.floor(900_000 / unit.length)) + tail;
  it.each([
    ['line breaks', fill('\n')],
    ['line breaks and elements', HEAD + fill(`${'\n'.repeat(90)}<task/>`)],
    ['openings', fill('<')],
    ['openings of elements', HEAD + fill('<a>')],
    ['one tag of many attributes', `${HEAD}<task ${fill('a="" ')}/>`],
    [
      'one tag of many other attributes',
      `${HEAD}<task ${Array.from({ length: 90_000 }, (_, n) => `a${n}=""`).join(
        ' ',
      )}/>`,
    ],
    ['one tag of many lines', `${HEAD}<task ${fill('\n')}/>`],
    ['quotes that are not closed', `${HEAD}<task ${fill('\'"')}`],
    ['names without values', `${HEAD}<task ${fill('a ')}/>`],
    [
      'namespaces',
      `${HEAD}<task ${Array.from(
        { length: 40_000 },
        (_, n) => `xmlns:a${n}="u${n}"`,
      ).join(' ')}/>`,
    ],
    [
      'namespaces within each other',
      HEAD +
        Array.from({ length: 30_000 }, (_, n) => `<a xmlns:b="u${n}">`).join(
          '',
        ),
    ],
    ['comments', HEAD + fill('<!---->')],
    ['a comment without an end', `${HEAD}<!--${fill('-')}`],
    ['instructions', HEAD + fill('<?xml ?>')],
    ['CDATA', HEAD + fill('<![CDATA[]]>')],
    ['references', `${HEAD}${fill('&#38;')}`],
    ['ampersands', `${HEAD}${fill('&')}</process>`],
    [
      'digits of a condition',
      `${HEAD}<sequenceFlow id="f"><conditionExpression>a > ${fill(
        '0',
      )}</conditionExpression></sequenceFlow>`,
    ],
    [
      'nodes',
      `${HEAD}${Array.from(
        { length: 9_000 },
        (_, n) => `<startEvent id="n${n}"/>`,
      ).join('')}</process></definitions>`,
    ],
    [
      'flows of one node',
      `${HEAD}<startEvent id="s"/><exclusiveGateway id="g" default="f1"/>${Array.from(
        { length: 9_000 },
        (_, n) => `<sequenceFlow id="f${n}" sourceRef="g" targetRef="g"/>`,
      ).join('')}</process></definitions>`,
    ],
    [
      'one long way',
      `${HEAD}<startEvent id="n0"/>${Array.from(
        { length: 4_900 },
        (_, n) =>
          `<parallelGateway id="n${
            n + 1
          }"/><sequenceFlow id="f${n}" sourceRef="n${n}" targetRef="n${
            n + 1
          }"/>`,
      ).join('')}</process></definitions>`,
    ],
    [
      'associations',
      `${HEAD}<startEvent id="s"/>${Array.from(
        { length: 4_900 },
        (_, n) =>
          `<boundaryEvent id="b${n}" attachedToRef="s"/><association id="a${n}" sourceRef="b${n}" targetRef="s"/>`,
      ).join('')}</process></definitions>`,
    ],
  ])('ends quickly: %s', (_name, text) => {
    expect(read(text)).toBe(false);
  });
});
