import { InputError } from '@backstage/errors';
import { CatalogueVerifier } from './verifier';

// Processes are started here, and the machine may be busy.
jest.setTimeout(120_000);

const file = (path: string, text: string) => ({
  path,
  content: Buffer.from(text),
  executable: false,
});

describe('a verifier', () => {
  const verifier = new CatalogueVerifier({});
  afterAll(() => verifier.close());

  it('refuses what does not hold, with the places and what to do', async () => {
    const verifying = verifier.verify([
      file(
        'ameide.service.yaml',
        'schemaVersion: 1\nname: orders\nkind: domain\ncontracts: { root: proto, package: orders.v1 }\n',
      ),
    ]);
    await expect(verifying).rejects.toThrow(InputError);
    await expect(verifying).rejects.toThrow(
      /SVC-04 {2}high[^]*ameide\.service\.yaml:4 {2}contracts\.root is proto[^]*fix:/,
    );
  });

  it('refuses a path that no tree has', async () => {
    await expect(verifier.verify([file('a\nb', '')])).rejects.toThrow(
      InputError,
    );
  });
});
