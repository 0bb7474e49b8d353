import ts from 'typescript';
import { defineControl } from '../../control/control';
import {
  codeFindings,
  type CodeFinding,
} from '../../facts/program/code-finding';
import { constantText } from '../../facts/program/constant-text';
import { runtimeFiles } from '../../facts/program/package-uses';
import type { Program } from '../../facts/program/program';
import { propertyValue } from '../../facts/program/value-sources';
import { nodesOf } from '../../facts/program/walk';

const COMMANDS = ['system', 'developer'];

function commanding(program: Program): readonly CodeFinding[] {
  const { checker } = program;
  return runtimeFiles(program).flatMap(({ source }) => {
    const found: CodeFinding[] = [];
    for (const node of nodesOf(source)) {
      if (!ts.isObjectLiteralExpression(node)) continue;
      const role = propertyValue(program, node, 'role');
      const name = role && constantText(checker, role);
      if (name === undefined || !COMMANDS.includes(name)) continue;
      const content =
        propertyValue(program, node, 'content') ??
        propertyValue(program, node, 'parts');
      if (
        content !== undefined &&
        constantText(checker, content) === undefined
      ) {
        found.push({
          node: content,
          about: `${name} message`,
          message: `A ${name} message says what is put together at run time.`,
        });
      }
    }
    return found;
  });
}

export default defineControl({
  id: 'AGT-08',
  title: 'What a model takes for a command is written in the tree',
  layer: 'agent',
  severity: 'high',
  source: { sections: ['§3.1', '§7.2'], standards: ['OWASP Agentic T6'] },
  appliesTo: ['agent'],
  rationale:
    'A tool’s result or a user’s text in a system message is obeyed: that is prompt injection without an effort.',
  remediation:
    'Keep system messages constant; give results and texts as messages of the tool or the user.',
  needs: ['program'],
  evaluate: ({ program }) => codeFindings(program, commanding(program)),
});
