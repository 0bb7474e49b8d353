import type { Finding } from '../../control/control';
import { defineControl } from '../../control/control';
import { deployedConfigurations } from '../../facts/configuration/service-configurations';

const DEPLOYED = /\.ya?ml$|(^|\/)(Dockerfile[^/]*|Containerfile|\.env[^/]*)$/;
const OFF: readonly RegExp[] = [
  /\bOTEL_SDK_DISABLED\b/,
  /\bOTEL_(TRACES|METRICS|LOGS)_EXPORTER["']?\s*[:=]\s*["']?none\b/,
  /\bOTEL_TRACES_SAMPLER["']?\s*[:=]\s*["']?always_off\b/,
];

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
  needs: ['metadata'],
  evaluate: ({ tree }) => {
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
    return configurations.length === 0 && found.length === 0
      ? { notApplicable: 'No manifest deploys a configuration.' }
      : found;
  },
});
