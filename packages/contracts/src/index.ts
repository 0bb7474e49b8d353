/**
 * Compiles .proto files in process: text in, descriptors out, without disk,
 * network or protoc.
 *
 * @packageDocumentation
 */
export { compileProto } from './compile-proto';
export {
  compileContracts,
  type CompiledContract,
  type CompiledContracts,
  ContractError,
} from './compile-contracts';
export { declarationLines } from './declaration-lines';
export { beginsWithProto3, parseProto, ProtoSyntaxError } from './parse-proto';
export type { ParsedProto } from './parse-proto';
export { platformDescriptors } from './platform-descriptors';
