import { useEffect, useState } from 'react';
import type { JsonObject } from '@backstage/types';
import { ResponseError } from '@backstage/errors';
import { useApi } from '@backstage/core-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { scaffolderApiRef } from '@backstage/plugin-scaffolder-react';
import type { TemplateEntityV1beta3 } from '@backstage/plugin-scaffolder-common';

/** What a run of the template would make, why it would not, or why nobody knows. */
export type DryRun =
  | { readonly state: 'running' }
  | { readonly state: 'made'; readonly files: ReadonlyMap<string, string> }
  | { readonly state: 'refused'; readonly reason: string }
  | { readonly state: 'unknown'; readonly reason: string };

/** Errors of the steps themselves: the real run would end with them too. */
const REFUSALS = ['InputError', 'ConflictError'];

/** A description rests for this long before it is tried, in milliseconds. */
const REST = 700;

/**
 * Runs the template as the portal will, with nothing kept: the files are those
 * that the same description gives, and a name that is taken is found now.
 * Nothing is run while there are no values.
 *
 * @param values - a valid description, as it will be sent.
 */
export function useDryRun(
  templateRef: string,
  values: JsonObject | undefined,
): DryRun | undefined {
  const scaffolder = useApi(scaffolderApiRef);
  const catalog = useApi(catalogApiRef);
  const [result, setResult] = useState<{ of: string; run: DryRun }>();
  // Another object with the same content is no other description.
  const content = values && JSON.stringify(values);

  useEffect(() => {
    if (content === undefined) return undefined;
    let isWanted = true;
    const timer = setTimeout(async () => {
      const run = await tryOut().catch(failureOf);
      if (isWanted) setResult({ of: content, run });
    }, REST);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };

    async function tryOut(): Promise<DryRun> {
      const template = await catalog.getEntityByRef(templateRef);
      if (!template) throw new Error(`${templateRef} is not in the catalog.`);
      const { directoryContents } = await scaffolder.dryRun({
        template: template as TemplateEntityV1beta3,
        values: JSON.parse(content ?? '{}'),
        directoryContents: [],
      });
      return {
        state: 'made',
        files: new Map(
          directoryContents.map(file => [file.path, file.base64Content]),
        ),
      };
    }
  }, [content, templateRef, catalog, scaffolder]);

  if (content === undefined) return undefined;
  return result?.of === content ? result.run : { state: 'running' };
}

function failureOf(error: unknown): DryRun {
  if (!(error instanceof ResponseError)) {
    const reason = error instanceof Error ? error.message : String(error);
    return { state: 'unknown', reason };
  }
  const { name, message } = error.body.error;
  return {
    state: REFUSALS.includes(name) ? 'refused' : 'unknown',
    reason: message,
  };
}
