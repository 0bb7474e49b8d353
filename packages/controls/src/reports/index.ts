export { formatJson } from './format-json';
export { formatMarkdown } from './format-markdown';
export { formatSarif } from './format-sarif';
export { formatText } from './format-text';
