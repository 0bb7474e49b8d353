import type {
  ContractField,
  ContractMethod,
  Contracts,
} from '../../facts/contracts/contracts';

/** A field that callers fill, with the methods that take it. */
export interface InputField {
  readonly field: ContractField;
  /** Full name of the message that it belongs to. */
  readonly message: string;
  readonly methods: readonly ContractMethod[];
}

/** Every field that a caller can fill, at any depth; what the platform declares is left to it. */
export function inputFields(contracts: Contracts): readonly InputField[] {
  const methodsOf = new Map<string, Set<ContractMethod>>();
  for (const method of contracts.methods) {
    const open = [method.input];
    const seen = new Set<string>();
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (seen.has(name)) continue;
      seen.add(name);
      const message = contracts.messages.get(name);
      if (message === undefined) continue;
      const methods = methodsOf.get(name) ?? new Set();
      methodsOf.set(name, methods.add(method));
      for (const { type } of message.fields) {
        if (type.kind === 'message') open.push(type.name);
      }
    }
  }
  return [...contracts.messages.values()].flatMap(({ name, fields }) => {
    const methods = [...(methodsOf.get(name) ?? [])];
    return methods.length === 0
      ? []
      : fields.map(field => ({ field, message: name, methods }));
  });
}

/** As `CreateOrderRequest.note`. */
export function fieldName({ message, field }: InputField): string {
  return `${message.slice(message.lastIndexOf('.') + 1)}.${field.name}`;
}
