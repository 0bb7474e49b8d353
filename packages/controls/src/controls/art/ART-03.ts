import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { defineControl } from '../../control/control';

export default defineControl({
  id: 'ART-03',
  title: 'Generated code belongs to the contract that is committed beside it',
  layer: 'domain',
  severity: 'high',
  source: { sections: ['§2.3', '§2.4'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'The code decides which requirement a method has; when the contract says another thing, everybody reviews what does not run.',
  remediation: 'Run npm run generate and commit what it writes.',
  needs: [],
  evaluate: ({ tree }) => {
    const lists = [...tree.files].filter(([file]) =>
      /(?:^|\/)contract\.sha256$/.test(file),
    );
    if (lists.length === 0) {
      return { notApplicable: 'No generated code names its contract.' };
    }
    return lists.flatMap(([file, content]) =>
      Buffer.from(content)
        .toString('utf8')
        .split('\n')
        .flatMap((line, index) => {
          if (line.trim() === '') return [];
          const [, digest, name = ''] =
            /^([0-9a-f]{64}) [ *](.{1,1000})$/.exec(line) ?? [];
          const contract = tree.files.get(posix.normalize(name));
          const agrees =
            digest !== undefined &&
            contract !== undefined &&
            createHash('sha256').update(contract).digest('hex') === digest;
          return agrees
            ? []
            : [
                {
                  message: `The generated code is not that of ${
                    name || 'any contract'
                  }.`,
                  file,
                  line: index + 1,
                  subject: name || `line ${index + 1}`,
                },
              ];
        }),
    );
  },
});
