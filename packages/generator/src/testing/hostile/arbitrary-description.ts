import fc from 'fast-check';
import { hostileName } from './arbitrary-name';
import { anyText, hostileText, unseenText } from './arbitrary-text';
import { junkValue, numberText } from './arbitrary-junk';
import {
  generatedDescription,
  writtenCases,
  type Description,
} from './base-descriptions';
import {
  isObject,
  placesOf,
  valueAt,
  withoutPlace,
  withOwn,
  withValueAt,
  type Place,
} from './places';

/** Changes a description in one or many places. */
type Mutation = (description: unknown) => unknown;

const pick = <Value>(list: readonly Value[], index: number) =>
  list[index % list.length];

const hasKey = (place: Place, ...keys: string[]) =>
  keys.includes(String(place.at(-1)));

/** Where a description has, or could have, free text. */
function textPlaces(description: unknown): Place[] {
  const places = placesOf(description);
  return [
    ['description'],
    ...places.flatMap(place => {
      const value = valueAt(description, place);
      const takesText = /^(?:aggregates|fields)$/.test(String(place.at(-2)));
      return isObject(value) && takesText ? [[...place, 'description']] : [];
    }),
  ];
}

/** Every free text becomes one of the given ones. */
const replaceTexts = (texts: fc.Arbitrary<string>): fc.Arbitrary<Mutation> =>
  fc
    .array(texts, { minLength: 1, maxLength: 6 })
    .map(
      given => description =>
        textPlaces(description).reduce(
          (changed, place, index) =>
            withValueAt(changed, place, pick(given, index)),
          description,
        ),
    );

/** One free text of all becomes the given one. */
const replaceText = (text: fc.Arbitrary<string>): fc.Arbitrary<Mutation> =>
  fc.tuple(text, fc.nat()).map(([given, index]) => description => {
    const place = pick(textPlaces(description), index);
    return place ? withValueAt(description, place, given) : description;
  });

/** One name becomes another wherever it stands, so that what refers to it still does. */
const rename: fc.Arbitrary<Mutation> = fc
  .tuple(hostileName, fc.nat())
  .map(([name, index]) => description => {
    const places = placesOf(description).filter(place =>
      hasKey(place, 'name', 'service', 'plural', 'system', 'tenantId', 'sku'),
    );
    const place = pick(places, index);
    if (place === undefined) return description;
    const old = valueAt(description, place);
    return placesOf(description)
      .filter(other => valueAt(description, other) === old)
      .reduce(
        (changed, other) => withValueAt(changed, other, name),
        description,
      );
  });

/** One value becomes something else, most often of a wrong type. */
const replaceValue: fc.Arbitrary<Mutation> = fc
  .tuple(junkValue, fc.nat())
  .map(([value, index]) => description => {
    const place = pick(placesOf(description), index);
    return place ? withValueAt(description, place, value) : description;
  });

/** One field gets a limit, most often one of a type that may have it. */
const addLimit = (
  types: readonly unknown[],
  keys: readonly string[],
  values: fc.Arbitrary<unknown>,
): fc.Arbitrary<Mutation> =>
  fc
    .tuple(
      fc.constantFrom(...keys),
      values,
      fc.nat(),
      fc.constantFrom(true, true, true, false),
    )
    .map(([key, value, index, isFitting]) => description => {
      const fields = placesOf(description).filter(
        place => place.at(-2) === 'fields' && place.length === 4,
      );
      const fitting = fields.filter(place =>
        types.includes(valueAt(description, [...place, 'type'])),
      );
      const place = pick(isFitting ? fitting : fields, index);
      return place
        ? withValueAt(description, [...place, key], value)
        : description;
    });

const addNumber = addLimit(
  ['integer', 'decimal', 'money'],
  ['min', 'max'],
  fc.oneof(
    fc.constantFrom('007', '-007.50', '00', '-0', '010', -0),
    numberText,
    fc.integer({ min: -3, max: 30 }),
  ),
);

const addTextLimit = addLimit(
  ['string'],
  ['pattern', 'minLength', 'maxLength', 'precision', 'scale'],
  fc.oneof(
    fc.constantFrom('^A--b: #/,@$', '^[^A-Z]{1,3}-?$', '^ {2}$', '^.*$'),
    fc.constantFrom("^'$", '^"$', '^`${x}$', '^\\$', '^{{x}}$', '^*/$'),
    fc.integer({ min: -3, max: 30 }),
  ),
);

/** One map gets one more key. */
const addKey: fc.Arbitrary<Mutation> = fc
  .tuple(
    fc.oneof(fc.constantFrom('__proto__', 'constructor', 'toJSON'), anyText),
    junkValue,
    fc.nat(),
  )
  .map(([key, value, index]) => description => {
    const maps = placesOf(description).filter(place => {
      const found = valueAt(description, place);
      return isObject(found) && !Array.isArray(found);
    });
    const place = pick(maps, index);
    const map = place && valueAt(description, place);
    if (place === undefined || !isObject(map)) return description;
    return withValueAt(description, place, withOwn(map, key, value));
  });

/** One place is emptied. */
const removePlace: fc.Arbitrary<Mutation> = fc.nat().map(index => value => {
  const place = pick(placesOf(value).slice(1), index);
  return place ? withoutPlace(value, place) : value;
});

/** The small cases several times: they show the same faults sooner. */
function oftenSmall(cases: readonly Description[]): Description[] {
  return cases.flatMap(description =>
    Array<Description>(placesOf(description).length < 120 ? 3 : 1).fill(
      description,
    ),
  );
}

const mutations = (cases: readonly Description[]) =>
  fc
    .tuple(
      fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...oftenSmall(cases)) },
        { weight: 1, arbitrary: generatedDescription },
      ),
      fc.oneof(
        { weight: 5, arbitrary: fc.tuple(replaceTexts(hostileText)) },
        {
          weight: 1,
          arbitrary: fc.tuple(replaceTexts(hostileText), rename),
        },
        {
          weight: 1,
          arbitrary: fc.tuple(
            replaceTexts(hostileText),
            fc.oneof(addNumber, addTextLimit),
          ),
        },
        {
          weight: 3,
          arbitrary: fc.array(
            fc.oneof(
              replaceText(unseenText),
              replaceText(anyText),
              rename,
              addNumber,
              addTextLimit,
              replaceValue,
              addKey,
              removePlace,
            ),
            { minLength: 1, maxLength: 4 },
          ),
        },
      ),
    )
    .map(([base, steps]) =>
      steps.reduce<unknown>((changed, step) => step(changed), base),
    );

/**
 * Inputs of a template: valid descriptions in which some or all places were
 * changed by somebody with bad intentions, and values that never were one.
 */
export function hostileDescription(template: string): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 19, arbitrary: mutations(writtenCases(template)) },
    { weight: 1, arbitrary: junkValue },
  );
}
