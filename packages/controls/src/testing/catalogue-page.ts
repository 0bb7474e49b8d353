import { FAMILIES, type Family } from '../catalogue/vocabulary';
import type { ControlMetadata } from '../control/control';

const INTRODUCTION = `# The controls

What \`ameide verify\` evaluates on the source of a service, and what every template
keeps. Each control says what holds when it passes; its file in
\`packages/controls/src/controls\` says why it matters and how to mend it, with good
and bad examples beside it. This page is written from the catalogue by
\`UPDATE_DOCS=1 yarn backstage-cli repo test --watchAll=false catalogue-page\`.
`;

/** Text for a cell of a table. */
function cell(text: string): string {
  return text.replace(/\|/g, '\\|').replace(/([*_<>])/g, '\\$1');
}

/** The page that lists the catalogue, by family. */
export function cataloguePage(controls: readonly ControlMetadata[]): string {
  const families = Object.keys(FAMILIES) as Family[];
  const sections = families.flatMap(family => {
    const members = controls.filter(({ id }) => id.startsWith(`${family}-`));
    if (members.length === 0) return [];
    const rows = members.map(
      ({ id, title, severity, layer, appliesTo, source }) =>
        `| ${[
          id,
          title,
          severity,
          layer,
          appliesTo.join(', '),
          source.sections.join(', '),
          source.standards.join('; '),
        ]
          .map(cell)
          .join(' | ')} |`,
    );
    return [
      `## ${family}: ${FAMILIES[family]}`,
      [
        '| id | what holds | severity | layer | for | section | asks for the same |',
        '| --- | --- | --- | --- | --- | --- | --- |',
        ...rows,
      ].join('\n'),
    ];
  });
  const count = `${controls.length} controls.`;
  return `${[INTRODUCTION.trimEnd(), count, ...sections].join('\n\n')}\n`;
}
