import fc from 'fast-check';

/** Words that some language keeps for itself, or reads as something else than a name. */
const WORDS =
  `order user group table select from where check default primary references column constraint null true false
  on off yes no y n nan inf all any and or not current_user session_user public postgres admin window json left
  between natural values limit offset returning desc asc grant create drop index view type date time timestamp interval
  numeric integer text uuid boolean money array record row rows range schema role trigger function language do end begin
  package message enum service rpc option import reserved extensions oneof map repeated optional required syntax
  string bytes int32 bool double float stream returns extend
  class new delete typeof await async yield let const var static eval arguments undefined this super constructor
  prototype toString valueOf hasOwnProperty then catch length name value key id version tenantId context isProto
  con prn aux nul com1 lpt9 git config hooks node index main test dist src latest head master
  kubernetes default kube ameide pg information google buf http https localhost`.split(
    /\s+/,
  );

const capital = (word: string) =>
  `${word.charAt(0).toUpperCase()}${word.slice(1)}`;

/** Names as a form or a .proto could give them, well-formed and not. */
export const hostileName: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...WORDS),
  fc.constantFrom(...WORDS.map(capital)),
  fc.constantFrom(...WORDS.map(word => `${word}Name`)),
  fc.constantFrom(...WORDS.map(word => `${capital(word)}Entry`)),
  fc.constantFrom(...WORDS.map(word => `${word}-service`)),
  fc.constantFrom(
    '__proto__',
    'x'.repeat(40),
    `X${'x'.repeat(39)}`,
    'x'.repeat(41),
    'A1',
    'a1B2',
    'URL',
    'HTTPServer',
    'a-1',
    'a_b',
    'aB_c',
    '_a',
    'a-',
    'a--b',
    'é',
    'ﬁeld',
    '1e3',
    '0x10',
    '007',
    'a.b',
    'a b',
    '',
  ),
  fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,12}$/),
);
