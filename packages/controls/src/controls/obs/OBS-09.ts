import { z } from 'zod';
import type { Finding } from '../../control/control';
import { defineControl } from '../../control/control';
import type {
  Classification,
  ContractMessage,
} from '../../facts/contracts/contracts';
import type { SourceTree } from '../../source/source-tree';

const RANK: Readonly<Record<Classification, number>> = {
  public: 0,
  internal: 1,
  unspecified: 1,
  confidential: 2,
  personal: 2,
};
const NAMES_OF_PERSONS =
  /^(e_?mail(_address)?|phone(_number)?|mobile(_number)?|birth_?(day|date)|date_of_birth|ssn|social_security_number|passport(_number)?|iban|credit_card(_number)?|card_number|cvv|tax_id|password|passwd|api_key|access_token|private_key)$/;

const recordSchema = z.object({
  answers: z.object({
    aggregates: z
      .array(
        z.object({
          name: z.string(),
          fields: z.array(
            z.object({
              name: z.string(),
              classification: z.enum([
                'public',
                'internal',
                'confidential',
                'personal',
              ]),
            }),
          ),
        }),
      )
      .optional(),
  }),
});

function shortName({ name }: ContractMessage): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** Classifications that were chosen when the service was made, by message and field in plain letters. */
function chosen(tree: SourceTree): ReadonlyMap<string, Classification> {
  const content = tree.files.get('.ameide/scaffold.json');
  if (content === undefined) return new Map();
  try {
    const record = recordSchema.parse(
      JSON.parse(new TextDecoder().decode(content)),
    );
    return new Map(
      (record.answers.aggregates ?? []).flatMap(({ name, fields }) =>
        fields.map(
          field =>
            [
              `${name}.${field.name}`.toLowerCase(),
              field.classification,
            ] as const,
        ),
      ),
    );
  } catch {
    return new Map();
  }
}

export default defineControl({
  id: 'OBS-09',
  title: 'A field is as sensitive in one message as in another',
  layer: 'domain',
  severity: 'high',
  source: { sections: ['§5.1'], standards: ['OWASP ASVS 5.0 V14.1.1'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Redaction, events and these controls go by the classification. Where one message calls a person’s data public it leaves by that one.',
  remediation:
    'Give a field the same (ameide.common.v1.classification) wherever it stands, at least the one that it was made with; what names a person is personal.',
  needs: ['contracts'],
  evaluate: ({ contracts, tree }) => {
    const messages = [...contracts.messages.values()];
    if (messages.length === 0)
      return { notApplicable: 'No contract has a message.' };
    const promised = chosen(tree);
    const found: Finding[] = [];
    for (const message of messages) {
      const name = shortName(message);
      // CreateOrderRequest and OrderCreated speak of Order.
      const relatives = messages.filter(other => {
        const short = shortName(other);
        return (
          other !== message && (name.includes(short) || short.includes(name))
        );
      });
      for (const field of message.fields) {
        const wanted = [
          promised.get(`${name}.${field.localName}`.toLowerCase()),
          NAMES_OF_PERSONS.test(field.name) && field.type.kind === 'scalar'
            ? ('confidential' as const)
            : undefined,
          ...relatives.flatMap(other =>
            other.fields
              .filter(
                one =>
                  one.name === field.name &&
                  one.number === field.number &&
                  one.type.name === field.type.name,
              )
              .map(one => one.classification),
          ),
        ];
        const [highest] = wanted
          .filter(one => one !== undefined)
          .sort((first, second) => RANK[second] - RANK[first]);
        if (
          highest !== undefined &&
          RANK[highest] >= 2 &&
          RANK[field.classification] < RANK[highest]
        ) {
          found.push({
            file: field.file,
            line: field.line,
            message: `${name}.${field.name} is ${
              field.classification === 'unspecified'
                ? 'not classified'
                : field.classification
            }; it is a person's or confidential elsewhere, or by its name.`,
            subject: `${name}.${field.name}`,
          });
        }
      }
    }
    return found;
  },
});
