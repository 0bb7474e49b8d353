import type { CodeFinding } from '../../facts/program/code-finding';
import {
  type ClassifiedValue,
  classifiedData,
} from '../../facts/program/classified-data';
import type { Contracts } from '../../facts/contracts/contracts';
import { type Output, outputs } from '../../facts/program/outputs';
import type { Program } from '../../facts/program/program';

/** Arguments of outputs that hold classified data of one kind. */
export function classifiedOutputs(
  program: Program,
  contracts: Contracts,
  options: {
    readonly outputs: readonly Output['kind'][];
    readonly holding: ClassifiedValue['kind'] | 'any';
    readonly message: (output: Output, value: ClassifiedValue) => string;
  },
): readonly CodeFinding[] {
  const data = classifiedData(program, contracts);
  return outputs(program).flatMap(output => {
    if (!options.outputs.includes(output.kind)) return [];
    for (const argument of output.values) {
      const value = data.in(argument);
      if (
        value !== undefined &&
        (options.holding === 'any' || value.kind === options.holding)
      ) {
        return [
          {
            node: output.call,
            about: `${output.name} ${value.name}`,
            message: options.message(output, value),
          },
        ];
      }
    }
    return [];
  });
}
