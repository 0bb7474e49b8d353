const LANGUAGES: Readonly<Record<string, string>> = {
  ts: 'typescript',
  js: 'javascript',
  json: 'json',
  yaml: 'yaml',
  yml: 'yaml',
  sql: 'sql',
  md: 'markdown',
  proto: 'protobuf',
};

/** The language that a file is coloured by, from its name. */
export function languageOf(path: string): string {
  return LANGUAGES[path.split('.').pop() ?? ''] ?? 'text';
}
