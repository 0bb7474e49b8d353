import { defineControl } from '../../control/control';
import type { Supply } from '../../facts/supply/supply';

import { allCommands } from './scripts';

const DIGEST = /@sha256:[0-9a-f]{64}$/;

/** Whether some script stops a build unless an argument holds a digest. */
function isChecked(supply: Supply, argument: string): boolean {
  return allCommands(supply).some(command => {
    const text = command.words.join(' ');
    const stops = command.following.some(
      one => one.words[0] === 'exit' && one.words[1] !== '0',
    );
    return (
      text.includes('@sha256:') &&
      stops &&
      (text.includes(`$${argument}`) ||
        text.includes(`\${${argument}`) ||
        // `case "$X" in *@sha256:*) ;; *) … exit 1`: the test is the command before.
        allCommands(supply).some(
          other =>
            other.script === command.script &&
            other.file === command.file &&
            other.words.includes(`$${argument}`),
        ))
    );
  });
}

export default defineControl({
  id: 'SUP-08',
  title: 'Every base image is named by its digest',
  layer: 'platform',
  severity: 'high',
  source: {
    sections: ['§3.1'],
    standards: ['OWASP CICD-SEC-9', 'CIS Docker 1.6.0 4.2'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A tag is moved by whoever owns it; the same commit then builds another image, and nobody notices.',
  remediation:
    'Write image@sha256:…, or take the image from a build argument without a default and stop the build when it has no digest.',
  needs: ['supply'],
  evaluate: ({ supply }) => {
    if (supply.dockerfiles.length === 0) {
      return { notApplicable: 'There is no Dockerfile.' };
    }
    return supply.dockerfiles.flatMap(({ file, stages }) => {
      const names = new Set<string>();
      const seen = new Map<string, number>();
      const finding = (image: string, line: number, message: string) => {
        const count = (seen.get(image) ?? 0) + 1;
        seen.set(image, count);
        return [{ message, file, line, subject: `${image} ${count}` }];
      };
      return stages.flatMap((stage, index) => {
        const copied = stage.instructions.flatMap(({ keyword, text, line }) =>
          keyword === 'COPY' || keyword === 'RUN'
            ? [...text.matchAll(/(?:^|[\s,])(?:--)?from=([^\s,]{1,300})/g)].map(
                ([, image = '']) => ({ image, line }),
              )
            : [],
        );
        const findings = [
          { image: stage.image, line: stage.line },
          ...copied,
        ].flatMap(({ image, line }) => {
          if (image === 'scratch' || names.has(image.toLowerCase())) return [];
          if (/^\d+$/.test(image) && Number(image) < index) return [];
          if (DIGEST.test(image)) return [];
          const argument = /^\$\{?([A-Za-z_]\w*)\}?$/.exec(image)?.[1];
          if (argument === undefined) {
            return finding(image, line, `${image} is not named by a digest.`);
          }
          return isChecked(supply, argument)
            ? []
            : finding(
                image,
                line,
                `Nothing makes sure that the build argument ${argument} holds an image with its digest.`,
              );
        });
        if (stage.name !== undefined) names.add(stage.name.toLowerCase());
        return findings;
      });
    });
  },
});
