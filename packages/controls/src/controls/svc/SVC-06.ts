import { defineControl, type Finding } from '../../control/control';

export default defineControl({
  id: 'SVC-06',
  title: 'Everything in the tree is a regular file with a printable name',
  layer: 'platform',
  severity: 'high',
  source: {
    sections: ['§3.1'],
    standards: ['CWE-59'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A link shows one file to whoever reviews and another to whoever builds, and can lead to any file of the machine that builds; what it leads to is not evaluated.',
  remediation:
    'Put the file itself in the place of the link, and give files names that every system can write.',
  needs: [],
  evaluate: ({ tree }) =>
    [...tree.irregular].map(
      ([file, description]): Finding => ({
        file,
        message: `This is a ${description}; what it stands for was not evaluated.`,
        subject: 'irregular',
      }),
    ),
});
