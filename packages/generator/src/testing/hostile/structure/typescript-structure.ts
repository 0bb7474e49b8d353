import { fromBinary } from '@bufbuild/protobuf';
import { base64Decode } from '@bufbuild/protobuf/wire';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import ts from 'typescript';
import type { Structure } from './structure';

/** What the compiler keeps beside the tree and does not declare. */
interface ParsedFile extends ts.SourceFile {
  readonly parseDiagnostics: readonly ts.Diagnostic[];
  readonly commentDirectives?: readonly unknown[];
  readonly pragmas: ReadonlyMap<string, unknown>;
}

/**
 * The tree of syntax kinds with identifiers and the values of literals, and what
 * the compiler takes from comments: directives, pragmas, references, JSDoc tags.
 *
 * @throws Error where the text is not TypeScript.
 */
export function typescriptStructure(path: string, text: string): Structure {
  const file = ts.createSourceFile(
    path,
    text,
    ts.ScriptTarget.Latest,
    false,
  ) as ParsedFile;
  const [problem] = file.parseDiagnostics;
  if (problem !== undefined)
    throw new Error(ts.flattenDiagnosticMessageText(problem.messageText, ' '));
  return [
    nodeStructure(file),
    {
      directives: file.commentDirectives?.length ?? 0,
      pragmas: [...file.pragmas.keys()].sort(),
      references: [
        ...file.referencedFiles,
        ...file.typeReferenceDirectives,
        ...file.libReferenceDirectives,
      ].map(reference => reference.fileName),
    },
  ];
}

function nodeStructure(node: ts.Node): Structure {
  const parts: Structure[] = [node.kind];
  if (ts.isIdentifier(node)) parts.push(node.text);
  else if (ts.isLiteralExpression(node) || ts.isTemplateLiteralToken(node))
    parts.push(node.text);
  const tags = jsDocStructure(node);
  if (tags.length > 0) parts.push({ tags });
  const children: Structure[] = [];
  ts.forEachChild(node, child => {
    children.push(
      isDescriptor(node, child)
        ? descriptorStructure(child.text)
        : nodeStructure(child),
    );
  });
  return children.length > 0 ? [...parts, children] : parts;
}

/** Tags and links in the JSDoc of a node, by name; its prose does not count. */
function jsDocStructure(node: ts.Node): Structure[] {
  const { jsDoc = [] } = node as { readonly jsDoc?: readonly ts.JSDoc[] };
  return jsDoc.flatMap(comment => [
    ...linksOf(comment.comment),
    ...(comment.tags ?? []).flatMap(tag => [
      tag.tagName.text,
      ...linksOf(tag.comment),
    ]),
  ]);
}

function linksOf(comment: ts.JSDoc['comment']): Structure[] {
  if (comment === undefined || typeof comment === 'string') return [];
  return comment.flatMap(part =>
    part.kind === ts.SyntaxKind.JSDocText ? [] : [part.kind],
  );
}

/** Whether this is the encoded contract in the code that was made from it. */
function isDescriptor(
  node: ts.Node,
  child: ts.Node,
): child is ts.StringLiteral {
  return (
    ts.isCallExpression(node) &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === 'fileDesc' &&
    node.arguments[0] === child &&
    ts.isStringLiteral(child)
  );
}

/** Messages, fields and methods of an encoded contract; its options are those of the .proto. */
function descriptorStructure(encoded: string): Structure {
  const file = fromBinary(FileDescriptorProtoSchema, base64Decode(encoded));
  return [
    'descriptor',
    file.package,
    file.dependency,
    file.messageType.map(message => [
      message.name,
      message.field.map(field => [
        field.name,
        field.number,
        field.type,
        field.typeName,
      ]),
      message.nestedType.length,
    ]),
    file.enumType.map(({ name, value }) => [
      name,
      value.map(entry => [entry.name, entry.number]),
    ]),
    file.service.map(({ name, method }) => [
      name,
      method.map(one => [one.name, one.inputType, one.outputType]),
    ]),
    file.extension.length,
  ];
}
