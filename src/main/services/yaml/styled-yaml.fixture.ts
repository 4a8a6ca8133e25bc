import fc from 'fast-check';
import { Document, isCollection, isScalar, parseDocument, visit } from 'yaml';

const name = fc.oneof(
  fc.constantFrom('name', 'url', 'headers', 'data', 'a b', '-', '#x', 'true', '1', 'ключ'),
  fc.string({ minLength: 1, maxLength: 6 }).filter((text) => text !== '__proto__'),
);
const text = fc.oneof(
  fc.constantFrom(
    '',
    'a: b',
    '# no',
    '- x',
    'yes',
    'null',
    '12',
    ' padded ',
    'a\nb',
    'a\n\n b\n',
    "it's",
    '\n',
  ),
  fc.constantFrom(
    '"q"',
    '💥',
    '\t',
    '*a',
    '&a',
    '!t',
    '|',
    '%',
    '@',
    'a #b',
    'line\r\nline',
    '{}',
    '---',
    '...',
  ),
  fc.string({ maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom('a', ' ', '\n', ':', '#', '-', '"', "'", '\\', '{', ',', 'é'),
    maxLength: 14,
  }),
);
const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true, min: 1e-9 }));

/** What both YAML and JSON can say. */
export const { value: yamlValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.oneof(text, number, fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(name, tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
}));

const styles = ['PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED'] as const;

/** A text that says the value, in one of the many ways to write it. */
export function styled(value: unknown): fc.Arbitrary<string> {
  return (
    fc
      .record({
        choices: fc.infiniteStream(fc.nat(63)),
        isCrlf: fc.boolean(),
        hasEnd: fc.boolean(),
        indentSeq: fc.boolean(),
        indent: fc.constantFrom(2, 3, 4),
      })
      .map(({ choices, isCrlf, hasEnd, indentSeq, indent }) => {
        const document = new Document(value);
        visit(document, {
          Node: (_key, node) => {
            const choice = choices.next().value ?? 0;
            if (isCollection(node)) node.flow = choice % 5 === 0;
            if (isScalar(node) && typeof node.value === 'string')
              node.type = styles[choice % styles.length] ?? 'PLAIN';
            if (choice > 52) node.comment = ' behind';
            if (choice < 6) node.commentBefore = ' before';
            if (choice % 11 === 0) node.spaceBefore = true;
          },
        });
        const written = document.toString({ indent, indentSeq, lineWidth: 0 });
        const ended = hasEnd ? written : written.replace(/\n$/, '');
        return isCrlf ? ended.replaceAll('\n', '\r\n') : ended;
      })
      // Not all that can be asked of a writer is YAML.
      .filter(isYaml)
  );
}

/** Whether it can be read, and each alias in it has its anchor: that may have come to stand in a text. */
function isYaml(written: string): boolean {
  const document = parseDocument(written);
  let isRead = document.errors.length === 0;
  visit(document, {
    Alias: (_key, alias) => {
      isRead &&= alias.resolve(document) !== undefined;
    },
  });
  return isRead;
}

/** The value with something within changed, added, removed or moved. */
export function changedValue(before: unknown, fresh: unknown, choices: Iterator<number>): unknown {
  const choose = (count: number) => (choices.next().value ?? 0) % count;
  if (before === null || typeof before !== 'object' || Object.keys(before).length === 0) return fresh;
  const change = choose(4);
  if (Array.isArray(before)) {
    const items: unknown[] = [...before];
    const at = choose(items.length);
    if (change === 0) items.splice(at, 1);
    else if (change === 1) items.splice(at, 0, fresh);
    else if (change === 2) items.push(...items.splice(at, 1));
    else items[at] = changedValue(items[at], fresh, choices);
    return items;
  }
  const pairs: [string, unknown][] = Object.entries(before);
  const at = choose(pairs.length);
  const [key, value] = pairs[at] ?? ['', null];
  if (change === 0) pairs.splice(at, 1);
  else if (change === 1) pairs.splice(at, 0, ['fresh', fresh]);
  else pairs[at] = [key, changedValue(value, fresh, choices)];
  return Object.fromEntries(pairs);
}
