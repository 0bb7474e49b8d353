import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import net from 'node:net';
import { Worker } from 'node:worker_threads';
import { defineControl, type Control } from '../control/control';
import type { SourceTree } from '../source/source-tree';

/**
 * Controls that do to the process what a hostile tree could bring a parser to do:
 * a package of extra controls, for tests of the processes.
 */
function misbehaving(
  number: number,
  title: string,
  evaluate: (tree: SourceTree) => ReturnType<Control['evaluate']>,
): Control {
  return defineControl({
    id: `BAD-0${number}`,
    title,
    layer: 'platform',
    severity: 'high',
    source: { sections: ['§3.1'], standards: [] },
    appliesTo: ['domain', 'process', 'agent'],
    rationale: 'Tests need it.',
    remediation: 'There is none.',
    needs: [],
    evaluate: ({ tree }) => evaluate(tree),
  });
}

const answering = 3;

/** What a process must not be able to do; each tells of success. */
const ESCAPES: Readonly<Record<string, () => unknown>> = {
  'read a file': () => readFileSync('/etc/hostname'),
  'read a source of its own': () =>
    readFileSync(
      require
        .resolve('@ameide/controls/package.json')
        .replace('package.json', 'src/index.ts'),
    ),
  'write a file': () => writeFileSync('/tmp/ameide-escaped', ''),
  'write beside the program': () => writeFileSync(`${process.argv[1]}.x`, ''),
  'start a process': () => execFileSync('true'),
  'start a worker': () => new Worker('0', { eval: true }),
  'open a connection': () => net.connect(9, '127.0.0.1'),
  'listen for connections': () => net.createServer().listen(0),
  'see the environment': () => {
    if (Object.keys(process.env).length === 0) throw new Error('empty');
  },
};

export const controls: readonly Control[] = [
  misbehaving(1, 'Holds always', () => []),
  misbehaving(2, 'Never ends', () => {
    for (;;);
  }),
  misbehaving(3, 'Holds more and more outside of the heap', () => {
    const held: Buffer[] = [];
    for (;;) held.push(Buffer.alloc(8 * 1024 * 1024, 1));
  }),
  misbehaving(4, 'Holds more and more on the heap', () => {
    const held: unknown[] = [];
    for (;;) held.push({ held: [held.length] });
  }),
  misbehaving(5, 'Ends the process', () => process.exit(0)),
  misbehaving(6, 'Answers nonsense', () => {
    writeSync(
      answering,
      '{"answer":"result","result":{"controlId":"BAD-01"}}\n',
    );
    for (;;);
  }),
  misbehaving(7, 'Cannot escape', () =>
    Object.entries(ESCAPES).flatMap(([subject, attempt]) => {
      try {
        attempt();
        return [{ message: `It could ${subject}.`, subject }];
      } catch {
        return [];
      }
    }),
  ),
  misbehaving(8, 'Finds a great deal', () =>
    Array.from({ length: 100_000 }, (_, index) => ({
      message: 'x'.repeat(index === 0 ? 100_000 : 10),
      subject: String(index),
    })),
  ),
  misbehaving(9, 'Throws', () => {
    throw new Error('no');
  }),
];

export const severities = { 'BAD-09': 'low', 'SVC-01': 'critical' };
