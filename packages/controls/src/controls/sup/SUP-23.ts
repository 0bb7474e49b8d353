import { posix } from 'node:path';
import { defineControl, type Finding } from '../../control/control';

/** Files whose lines tell a scanner what to overlook. */
const LISTS = new Set([
  '.trivyignore',
  '.gitleaksignore',
  '.secretlintignore',
  '.semgrepignore',
  '.trufflehogignore',
  '.checkovignore',
  '.grypeignore',
  '.nsprc',
  '.auditignore',
]);

/** Files that configure such scanners, in which what is overlooked has its reason beside it. */
const CONFIGURATIONS =
  /^(?:\.snyk|osv-scanner\.toml|audit-ci\.jsonc?|\.grype\.ya?ml|\.trivyignore\.ya?ml|\.checkov\.ya?ml|\.hadolint\.ya?ml|\.secretlintrc(?:\.\w+)?|\.gitleaks\.toml|\.npmauditrc|\.kics\.config|\.kubesec\.ya?ml)$/;

/** A comment that tells a scanner to look away from a line. */
const INLINE =
  /(?:gitleaks:allow|secretlint-disable(?:-line|-next-line)?|nosemgrep|trivy:ignore|checkov:skip|pragma: ?allowlist[ -](?:secret|nextline secret)|trufflehog:ignore|kics-scan (?:ignore|disable)|hadolint (?:global )?ignore|snyk:ignore|nosec|NOSONAR|ggignore)\b[^\n]{0,300}/g;

const HAS_DATE = /\b20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b/;
/** Words beside the date: a reason, not only a mark. */
const HAS_REASON = /[A-Za-z]{3,}(?:\W+[A-Za-z]{2,}){2,}/;

const isGiven = (text: string) => HAS_DATE.test(text) && HAS_REASON.test(text);

export default defineControl({
  id: 'SUP-23',
  title: 'What a scanner is told to overlook has a reason and an end',
  layer: 'platform',
  severity: 'medium',
  source: { sections: ['§2.4', '§9'], standards: ['OWASP CICD-SEC-1'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'An ignore entry outlives the reason for it, and hides the next weakness of the same name for ever.',
  remediation:
    'Write the reason and the date of its end (YYYY-MM-DD) beside the entry, or take it out.',
  needs: [],
  evaluate: ({ tree }) => {
    const findings: Finding[] = [];
    for (const [file, content] of tree.files) {
      const base = posix.basename(file);
      if (content.length > 1_000_000) continue;
      const text = Buffer.from(content).toString('utf8');
      if (LISTS.has(base)) {
        let comment = '';
        text.split('\n').forEach((raw, index) => {
          const line = raw.trim();
          if (line === '') comment = '';
          else if (/^(?:#|\/\/)/.test(line)) comment += ` ${line}`;
          else if (!isGiven(`${comment} ${line.replace(/^\S+/, '')}`)) {
            findings.push({
              message: `${line.slice(
                0,
                80,
              )} is overlooked without a reason and an end.`,
              file,
              line: index + 1,
              subject: `entry ${line.slice(0, 200)} ${index}`,
            });
          }
        });
      } else if (CONFIGURATIONS.test(base)) {
        const overlooks = /ignore|allow|skip|exclude|disabl|suppress/i.test(
          text,
        );
        if (overlooks && !isGiven(text)) {
          findings.push({
            message: `${file} makes a scanner overlook something without a reason and an end.`,
            file,
            subject: 'configuration',
          });
        }
      } else if (
        /\.(?:[cm]?[jt]sx?|ya?ml|sql|proto|sh|tf|toml|env)$|^Dockerfile/.test(
          base,
        )
      ) {
        let count = 0;
        for (const { 0: found, index } of text.matchAll(INLINE)) {
          count += 1;
          const [told = ''] = found.split(/[\s,]/, 1);
          if (isGiven(found.slice(told.length))) continue;
          findings.push({
            message: `${told} is told here without a reason and an end.`,
            file,
            line: text.slice(0, index).split('\n').length,
            subject: `inline ${count}`,
          });
        }
      }
    }
    return findings;
  },
});
