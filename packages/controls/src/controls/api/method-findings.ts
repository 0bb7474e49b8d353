import type { Evaluation } from '../../control/control';
import type {
  ContractMethod,
  Contracts,
} from '../../facts/contracts/contracts';

/** As `OrdersService/GetOrder`. */
export function methodName({ service, name }: ContractMethod): string {
  return `${service.slice(service.lastIndexOf('.') + 1)}/${name}`;
}

/**
 * Judges each method of the contracts.
 *
 * @param problemOf what is wrong with a method, as what it does or lacks.
 */
export function methodFindings(
  contracts: Contracts,
  problemOf: (method: ContractMethod) => string | undefined,
): Evaluation {
  if (contracts.methods.length === 0) {
    return { notApplicable: 'No contract has a method.' };
  }
  return contracts.methods.flatMap(method => {
    const problem = problemOf(method);
    return problem === undefined
      ? []
      : [
          {
            file: method.file,
            line: method.line,
            message: `${methodName(method)} ${problem}.`,
            subject: methodName(method),
          },
        ];
  });
}

const CHANGES =
  /^(Create|Insert|Add|Update|Change|Set|Patch|Replace|Delete|Remove|Purge|Archive|Cancel|Approve|Reject|Confirm|Submit|Start|Stop|Signal|Grant|Revoke|Publish|Promote|Import|Upsert|Batch(Create|Update|Delete))(?=[A-Z]|$)/;

/** Whether a method's name says that it changes something. */
export function changesByName({ name }: ContractMethod): boolean {
  return CHANGES.test(name);
}
