import { Parser } from 'saxen';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readXml, type XmlElement } from './read-xml';

/** Lines of all elements as the parser itself counts them, which is slow. */
function linesByParser(text: string): number[] {
  const lines: number[] = [];
  const parser: {
    on(event: 'openTag', handle: (...given: unknown[]) => void): void;
    parse(xml: string): void;
  } = new Parser();
  parser.on('openTag', (...given) => {
    const context = given[4] as () => { line: number };
    lines.push(context().line + 1);
  });
  parser.parse(text);
  return lines;
}

const linesOf = (element: XmlElement): number[] => [
  element.line,
  ...element.children.flatMap(linesOf),
];

describe('lines of elements', () => {
  it.each(['order-fulfilment', 'invoice-approval', 'contract-renewal'])(
    'are those that the parser counts: %s',
    name => {
      const text = readFileSync(
        path.join(__dirname, 'fixtures', `${name}.bpmn`),
        'utf8',
      );
      expect(linesOf(readXml(text))).toEqual(linesByParser(text));
      const crlf = text.replace(/\n/g, '\r\n');
      expect(linesOf(readXml(crlf))).toEqual(linesByParser(text));
    },
  );

  it('do not depend on what stands in values, comments and sections', () => {
    const text = `<?xml version="1.0"?>\n<!-- <a>\n' -->\n<r x='">' \n y=">'>"\n>\n<![CDATA[<b>\n]]><c/>\n t\n<d\n/></r>`;
    expect(linesOf(readXml(text))).toEqual([4, 8, 10]);
    expect(linesByParser(text)).toEqual([4, 8, 10]);
  });
});
