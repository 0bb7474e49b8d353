import { checkElements, labelOf } from './bpmn/elements';
import { loopIn, labelOfNode, readGraph } from './bpmn/read-graph';
import { readStructure } from './bpmn/read-structure';
import { readXml, XmlError, type XmlElement } from './bpmn/read-xml';
import { repeatable } from '../domain/text';
import { LONGEST_BPMN } from './bounds';

/** One thing that is wrong with a BPMN file. */
export interface BpmnProblem {
  /** Line of the element that is meant, counted from 1. */
  readonly line: number;
  /** Names the element by its kind and id, says what is wrong and what to do. */
  readonly message: string;
}

/** The element of a file that a step was made of. */
export interface StepElement {
  readonly line: number;
  /** Kind and id: `serviceTask "create-order"`. */
  readonly name: string;
}

/** The steps that a file describes, or everything that is wrong with it. */
export type BpmnReading =
  | {
      readonly ok: true;
      /** As an input would give them: what they say is still to be checked. */
      readonly steps: readonly unknown[];
      /** By the steps, in any depth. */
      readonly elements: ReadonlyMap<unknown, StepElement>;
    }
  | { readonly ok: false; readonly problems: readonly BpmnProblem[] };

const LONGEST_MESSAGE = 2_000;

/**
 * Reads a BPMN 2.0 file into the steps that an input could give instead of it.
 * What has no meaning here is refused by its id and line; nothing is left out
 * but how it is drawn and what it is called.
 */
export function readBpmn(text: string): BpmnReading {
  const problems: BpmnProblem[] = [];
  const at = (line: number, message: string) =>
    // Names and texts of the file come in.
    problems.push({ line, message: repeatable(message, LONGEST_MESSAGE) });
  const report = (element: XmlElement, message: string) =>
    at(element.line, `${labelOf(element)} ${message}`);
  const failed = (): BpmnReading => ({
    ok: false,
    problems: problems.sort((first, second) => first.line - second.line),
  });

  if (text.length > LONGEST_BPMN) {
    at(1, `the file has more than ${LONGEST_BPMN} characters`);
    return failed();
  }
  let root: XmlElement;
  try {
    root = readXml(text);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    at(error.line, `the file ${error.message}`);
    return failed();
  }
  checkElements(root, report);
  if (problems.length > 0) return failed();
  const graph = readGraph(root, report);
  if (graph === undefined || problems.length > 0) return failed();
  const loop = loopIn(graph);
  if (loop?.[0] !== undefined) {
    report(
      loop[0].element,
      `begins a loop: ${loop
        .slice(0, 20)
        .map(labelOfNode)
        .join(
          ', ',
        )}; a process runs forward only, so that every step has one place in its history; use retries, a timeout, or a new instance`,
    );
    return failed();
  }
  const structure = readStructure(graph, report);
  if (structure === undefined || problems.length > 0) return failed();
  return {
    ok: true,
    steps: structure.steps,
    elements: new Map(
      [...structure.elements].map(([step, element]) => [
        step,
        { line: element.line, name: labelOf(element) },
      ]),
    ),
  };
}

/** The problems of a file as a compiler would print them, a line each: `invoice.bpmn:42: …`. */
export function formatBpmnProblems(
  fileName: string,
  problems: readonly BpmnProblem[],
): string {
  return problems
    .map(({ line, message }) => `${fileName}:${line}: ${message}`)
    .join('\n');
}
