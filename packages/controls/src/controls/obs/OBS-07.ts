import ts from 'typescript';
import type { Finding } from '../../control/control';
import { defineControl } from '../../control/control';
import { deployedConfigurations } from '../../facts/configuration/service-configurations';
import {
  codeFindings,
  type CodeFinding,
} from '../../facts/program/code-finding';
import { runtimeFiles } from '../../facts/program/package-uses';
import type { Program } from '../../facts/program/program';
import { sdkTypeName } from '../../facts/program/symbols';
import { nodesOf } from '../../facts/program/walk';

const DEPLOYED = /\.ya?ml$|(^|\/)(Dockerfile[^/]*|Containerfile|\.env[^/]*)$/;
const OFF: readonly RegExp[] = [
  /\bOTEL_SDK_DISABLED\b/,
  /\bOTEL_(TRACES|METRICS|LOGS)_EXPORTER["']?\s*[:=]\s*["']?none\b/,
  /\bOTEL_TRACES_SAMPLER["']?\s*[:=]\s*["']?always_off\b/,
];

/** Logs that the service sends where nobody reads them. */
function silenced(program: Program): readonly CodeFinding[] {
  return runtimeFiles(program).flatMap(({ source }) =>
    [...nodesOf(source)].flatMap((node): readonly CodeFinding[] => {
      if (
        !ts.isPropertyAssignment(node) ||
        node.name.getText() !== 'logDestination' ||
        /^process\.(stdout|stderr)$/.test(node.initializer.getText())
      ) {
        return [];
      }
      const wanted = program.checker.getContextualType(node.parent);
      return wanted !== undefined && sdkTypeName(wanted) === 'ServiceOverrides'
        ? [
            {
              node,
              about: 'logDestination',
              message: `The log goes to ${node.initializer
                .getText()
                .slice(0, 60)}.`,
            },
          ]
        : [];
    }),
  );
}

export default defineControl({
  id: 'OBS-07',
  title: 'Traces are sent, and the log is not silenced',
  layer: 'platform',
  severity: 'medium',
  source: { sections: ['§8.2', '§9'], standards: ['OWASP ASVS 5.0 V16.3.4'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Security without observability is vibes: what nobody sees is done again.',
  remediation:
    'Configure telemetry.otlpEndpoint, a traceRatio above 0 and a logLevel of info or debug; switch nothing off by OTEL_ variables.',
  needs: ['program'],
  evaluate: ({ program, tree }) => {
    const configurations = deployedConfigurations(tree);
    const found: Finding[] = configurations.flatMap(
      ({ file, value: { telemetry }, lineOf }) => {
        const { otlpEndpoint, traceRatio, logLevel } = telemetry ?? {};
        const problem = (key: string, message: string) => [
          { file, line: lineOf(key), message, subject: key },
        ];
        if (otlpEndpoint === undefined) {
          return problem('telemetry', 'No traces are sent.');
        }
        if (traceRatio === 0) {
          return problem(
            'traceRatio',
            'No call is traced unless its caller decides so.',
          );
        }
        return logLevel === 'error' || logLevel === 'warn'
          ? problem(
              'logLevel',
              `Calls are not logged: logLevel is ${logLevel}.`,
            )
          : [];
      },
    );
    for (const [file, content] of tree.files) {
      if (!DEPLOYED.test(file) || content.byteLength > 1_000_000) continue;
      const lines = new TextDecoder().decode(content).split('\n');
      lines.forEach((line, index) => {
        // In a manifest the value stands on the line after the name.
        const pair = `${line.replace(/\bname:\s*/, '')}${
          /^\s*value:\s*(.*)$/
            .exec(lines[index + 1] ?? '')?.[1]
            ?.replace(/^/, ': ') ?? ''
        }`;
        const off = /^\s*#/.test(line)
          ? undefined
          : OFF.find(pattern => pattern.test(pair.replace(/^\s*-\s*/, '')));
        if (off !== undefined) {
          found.push({
            file,
            line: index + 1,
            message: `${line.trim().slice(0, 60)} switches telemetry off.`,
            subject: `off ${line.trim().slice(0, 60)}`,
          });
        }
      });
    }
    found.push(...codeFindings(program, silenced(program)));
    return configurations.length === 0 && found.length === 0
      ? { notApplicable: 'No manifest deploys a configuration.' }
      : found;
  },
});
