import { Parser } from 'saxen';
import { repeatable, unsafeCharacter } from '../../domain/text';
import { SourcePosition } from './source-position';

/** Our extension elements. */
export const AMEIDE_NAMESPACE = 'https://ameide.io/schema/bpmn/1.0';
/** The elements of BPMN 2.0 (OMG, formal/2011-01-03). */
export const BPMN_NAMESPACE = 'http://www.omg.org/spec/BPMN/20100524/MODEL';
/** How BPMN is drawn. */
export const BPMN_DI_NAMESPACE = 'http://www.omg.org/spec/BPMN/20100524/DI';
/** Types of attributes. */
export const XSI_NAMESPACE = 'http://www.w3.org/2001/XMLSchema-instance';

/*
 * The parser puts these in place of whatever prefix a file uses. With braces, so
 * that no prefix of a file can pass for one of them.
 */
const PREFIXES: Readonly<Record<string, string>> = {
  [AMEIDE_NAMESPACE]: '{ameide}',
  [BPMN_NAMESPACE]: '{bpmn}',
  [BPMN_DI_NAMESPACE]: '{bpmndi}',
  [XSI_NAMESPACE]: '{xsi}',
};

/** One of the namespaces that we know. */
export type Namespace = 'ameide' | 'bpmn' | 'bpmndi' | 'xsi' | 'foreign';

/** An element of an XML text. */
export interface XmlElement {
  readonly namespace: Namespace;
  /** Without prefix. */
  readonly name: string;
  /** As it stands in the text. */
  readonly written: string;
  /** Line in which it begins, counted from 1. */
  readonly line: number;
  /** By their names, those of a known namespace as `xsi:type`; without declarations of namespaces. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Text directly within it. */
  readonly text: string;
}

/** What a text is wrong with that cannot be read as XML, or that we do not read. */
export class XmlError extends Error {
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.name = 'XmlError';
    this.line = line;
  }
}

const MOST_ELEMENTS = 10_000;
const DEEPEST_ELEMENT = 30;
const CHARACTER_REFERENCE = /&#(?:(\d+)|x([0-9a-fA-F]+));/g;
const REFERENCE = /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)/;

interface OpenElement extends XmlElement {
  children: XmlElement[];
  text: string;
}

/**
 * Reads a small XML text into its root element. This is the parser of the BPMN
 * modelers without their object model (bpmn-moddle), which knows no lines, leaves
 * out with a mere warning what it does not know, and is asynchronous. There is no way for the text to
 * refer to anything: document types, entities beyond the five of XML, processing
 * instructions and prefixes without a namespace are refused.
 *
 * @throws XmlError and nothing else.
 */
export function readXml(text: string): XmlElement {
  const source = text.replace(/^\ufeff/, '').replace(/\r\n/g, '\n');
  source.split('\n').forEach((line, index) => {
    const character = unsafeCharacter(line);
    if (character !== undefined)
      throw new XmlError(
        index + 1,
        `contains the character ${character}, which is invisible or reorders text; remove it`,
      );
  });
  const position = new SourcePosition(source);
  const open: OpenElement[] = [];
  let root: XmlElement | undefined;
  let count = 0;
  const refuse = (message: string, line = position.line): never => {
    throw new XmlError(line, message);
  };
  const decoded = (
    raw: string,
    decode: (raw: string) => string,
    line: number,
  ) => {
    if (REFERENCE.test(raw))
      refuse(
        'has an entity that is none of &amp; &lt; &gt; &quot; &apos;; write the character itself',
        line,
      );
    // The parser would cut it off.
    for (const [, decimal, hex] of raw.matchAll(CHARACTER_REFERENCE)) {
      if (Number(decimal ?? `0x${hex}`) > 0xffff)
        refuse(
          'has a reference to a character beyond U+FFFF; write the character itself',
          line,
        );
    }
    const value = decode(raw);
    const character = unsafeCharacter(value.replace(/\r/g, '\n'));
    if (character !== undefined)
      refuse(
        `contains the character ${character}, which is invisible or reorders text; remove it`,
        line,
      );
    return value;
  };

  const parser = new Parser()
    .ns({ ...PREFIXES })
    .on('error', error =>
      refuse(`is not valid XML: ${repeatable(error.message)}`),
    )
    .on('warn', error =>
      refuse(`is not valid XML: ${repeatable(error.message)}`),
    )
    .on('attention', () =>
      refuse(
        'has a document type or entity declaration, which is not read; remove it',
      ),
    )
    .on('question', instruction => {
      const line = position.upTo('?>');
      if (!/^<\?xml\s/.test(instruction))
        refuse(
          'has a processing instruction, which is not read; remove it',
          line,
        );
    })
    .on('comment', () => {
      position.upTo('-->');
    })
    .on('cdata', section => {
      position.upTo(']]>');
      const current = open.at(-1);
      if (current !== undefined) current.text += section;
    })
    .on('text', (raw, decode) => {
      const current = open.at(-1);
      if (current !== undefined)
        current.text += decoded(raw, decode, position.line);
    })
    .on('openTag', (name, attributes, decode) => {
      // The attributes first: what is wrong with them is in this tag.
      const given = attributes() || {};
      const line = position.tag();
      count += 1;
      if (count > MOST_ELEMENTS)
        refuse(
          `has more than ${MOST_ELEMENTS} elements; split the process`,
          line,
        );
      if (open.length >= DEEPEST_ELEMENT)
        refuse(`is nested deeper than ${DEEPEST_ELEMENT} elements`, line);
      if (open.length === 0 && root !== undefined)
        refuse('has more than one root element', line);
      const element: OpenElement = {
        ...namespaceOf(name),
        written: name.replace(/[{}]/g, ''),
        line,
        attributes: new Map(
          Object.entries(given)
            .filter(([key]) => key !== 'xmlns' && !key.startsWith('xmlns:'))
            .map(([key, value]) => [
              key.replace(/^\{(\w+)\}:/, '$1:'),
              decoded(value, decode, line),
            ]),
        ),
        children: [],
        text: '',
      };
      open.at(-1)?.children.push(element);
      root ??= element;
      open.push(element);
    })
    .on('closeTag', (_name, _decode, selfClosing) => {
      if (!selfClosing) position.tag();
      open.pop();
    });
  try {
    parser.parse(source);
  } catch (error) {
    if (error instanceof XmlError) throw error;
    // The parser's own failure on what it does not expect.
    throw new XmlError(position.line, 'is not valid XML');
  }
  if (root === undefined)
    throw new XmlError(1, 'is not valid XML: it is empty');
  return root;
}

function namespaceOf(name: string): { namespace: Namespace; name: string } {
  const [, known, local] =
    /^\{(ameide|bpmn|bpmndi|xsi)\}:(.*)$/.exec(name) ?? [];
  return known === undefined || local === undefined
    ? { namespace: 'foreign', name }
    : { namespace: known as Namespace, name: local };
}
