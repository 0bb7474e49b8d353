import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { isObject } from '../places';
import type { Structure } from './structure';

const PROPERTIES = ['value', 'url', 'title', 'alt', 'lang', 'identifier'];

// Without the transforms: they look for addresses once more in text that an
// author has escaped, which GitHub's own parser does not do.
const extensions = gfmFromMarkdown().map(extension => ({
  ...extension,
  transforms: [],
}));

/** The tree of GitHub-flavoured Markdown, with the texts in it. */
export function markdownStructure(text: string): Structure {
  const tree = fromMarkdown(text, {
    extensions: [gfm()],
    mdastExtensions: extensions,
  });
  return nodeStructure(tree);
}

function nodeStructure(node: unknown): Structure {
  if (!isObject(node)) return null;
  const { children } = node;
  return [
    String(node.type),
    ...PROPERTIES.flatMap(name =>
      typeof node[name] === 'string' ? [{ [name]: node[name] }] : [],
    ),
    ...(Array.isArray(children) ? [children.map(nodeStructure)] : []),
  ];
}
