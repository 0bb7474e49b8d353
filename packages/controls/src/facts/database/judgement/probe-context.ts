import { quoteLiteral } from '../apply/quote';
import type { Engine } from '../engine/engine';
import { SqlError } from '../engine/sql-error';

/** Values that no function knows, with characters that care is needed for. */
const STRANGERS = {
  text: `Tenant-'%"_\\é 4711`,
  uuid: '6f2d1c1e-4711-4b1a-9c55-0a1b2c3d4e5f',
};

export interface ContextBehaviour {
  readonly raisesWhenUnset: boolean;
  readonly raisesWhenEmpty: boolean;
  /** It answers exactly what the setting says. */
  readonly faithful: boolean;
}

async function answer(
  engine: Engine,
  expression: string,
  setting?: { readonly name: string; readonly value: string },
): Promise<string | null | undefined> {
  await engine.run('BEGIN');
  try {
    if (setting !== undefined) {
      await engine.run(
        `SELECT pg_catalog.set_config(${quoteLiteral(
          setting.name,
        )}, ${quoteLiteral(setting.value)}, true)`,
      );
    }
    const [row] = await engine.run(`SELECT (${expression})::pg_catalog.text`);
    return row?.[0] ?? null;
  } catch (error) {
    if (error instanceof SqlError) return undefined;
    throw error;
  } finally {
    await engine.run('ROLLBACK');
  }
}

/**
 * Asks a function for the context: before its setting was ever used in the
 * session (where that is still possible), with the empty string, and with a value.
 *
 * @param call Written so that the search path does not matter; `returns` is its type.
 */
export async function probeContext(
  engine: Engine,
  call: { readonly expression: string; readonly returns: string },
  setting: string,
): Promise<ContextBehaviour> {
  const { expression } = call;
  const stranger = call.returns === 'uuid' ? STRANGERS.uuid : STRANGERS.text;
  const unset = await answer(engine, expression);
  const empty = await answer(engine, expression, { name: setting, value: '' });
  const given = await answer(engine, expression, {
    name: setting,
    value: stranger,
  });
  return {
    raisesWhenUnset: unset === undefined,
    raisesWhenEmpty: empty === undefined,
    faithful: given === stranger,
  };
}
