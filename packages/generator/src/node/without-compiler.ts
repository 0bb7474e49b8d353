// Stands in the bundle for `typescript` and `@typescript/vfs`: protoc-gen-es can
// compile its output to JavaScript with them, but we take the TypeScript, so 9 MB
// of compiler stay out.
export {};
