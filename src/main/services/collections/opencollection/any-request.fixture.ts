import fc from 'fast-check';

const name = fc.constantFrom('', 'a', 'A', 'a b', 'ü', '%zz', '%C3%BC', 'x=y', 'a&b', '#', '{{v}}', 'Accept');
const value = fc.oneof(
  fc.constantFrom(
    '',
    '1',
    'true',
    'a b',
    '100%',
    '%20',
    'a=b&c#d',
    '{{v}}',
    'one\ntwo\n',
    ' padded',
    '# no comment',
  ),
  fc.string({ maxLength: 5 }),
);
/** As people write values that they don't think about. */
const anyValue = fc.oneof(value, fc.constantFrom(1, 2.5, true, null, undefined));
const maybe = <TValue>(arbitrary: fc.Arbitrary<TValue>) => fc.option(arbitrary, { nil: undefined });
const more = {
  description: maybe(fc.constantFrom('what it is', { content: '# what', type: 'text/markdown' })),
  disabled: maybe(fc.boolean()),
  'x-more': maybe(fc.constantFrom(1, [2, 3], { a: 'b' })),
};

/** Without keys that have no value, as YAML has them. */
function written(record: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, entry]) => entry !== undefined));
}

const record = (fields: Record<string, fc.Arbitrary<unknown>>) => fc.record(fields).map(written);
const list = (item: fc.Arbitrary<unknown>) => fc.array(item, { maxLength: 4 });

const row = record({ name, value: anyValue, ...more });
const param = record({ name, value: anyValue, type: fc.constantFrom('query', 'query', 'path'), ...more });
const path = fc.constantFrom('./a.png', 'a.png', 'b.bin', 'über/ß.txt');
const contentType = fc.constantFrom('', 'image/png', 'text/plain');
const part = fc.oneof(
  record({ name, type: fc.constant('text'), value, contentType: maybe(contentType), ...more }),
  record({
    name,
    type: fc.constant('file'),
    value: fc.oneof(path, fc.array(path, { maxLength: 3 })),
    contentType: maybe(contentType),
    ...more,
  }),
);
const bodyFile = record({
  filePath: path,
  contentType,
  selected: maybe(fc.boolean()),
  description: more.description,
});

const body = fc.oneof(
  record({ type: fc.constantFrom('json', 'text', 'xml', 'sparql'), data: value, 'x-more': more['x-more'] }),
  record({ type: fc.constant('form-urlencoded'), data: maybe(list(row)) }),
  record({ type: fc.constant('multipart-form'), data: list(part) }),
  record({ type: fc.constant('file'), data: list(bodyFile) }),
);
const anyBody = fc.oneof(
  body,
  list(record({ title: value, selected: maybe(fc.boolean()), body: maybe(body) })),
  fc.constantFrom(undefined, null, { type: 'none' }),
);

const auth = fc.oneof(
  fc.constantFrom(undefined, null, 'inherit', 'none', { type: 'oauth2', flow: 'implicit', scope: ['a'] }),
  record({ type: fc.constant('basic'), username: maybe(value), password: maybe(value) }),
  record({ type: fc.constant('bearer'), token: maybe(value), 'x-more': more['x-more'] }),
  record({
    type: fc.constant('apikey'),
    key: value,
    value,
    placement: maybe(fc.constantFrom('header', 'query')),
  }),
);

const typedValue = fc.oneof(
  anyValue,
  record({ type: fc.constantFrom('string', 'number', 'boolean', 'null', 'object'), data: value }),
);
const variable = fc.oneof(
  record({ name, value: typedValue, ...more }),
  record({
    name,
    value: list(record({ title: value, selected: maybe(fc.boolean()), value: typedValue })),
    ...more,
  }),
  record({ secret: fc.constant(true), name, type: maybe(fc.constantFrom('string', 'number')), ...more }),
);
/** The variables of an environment. */
export const anyVariables = maybe(list(variable));

const settings = record({
  encodeUrl: maybe(fc.boolean()),
  timeout: maybe(fc.constantFrom(0, 1500, 'inherit', -1, 1e12)),
  followRedirects: maybe(fc.constantFrom(true, false, 'inherit')),
  maxRedirects: maybe(fc.constantFrom(0, 5, 'inherit')),
  verifyCertificates: maybe(fc.boolean()),
});

const url = fc
  .tuple(
    fc.constantFrom('', 'https://h/p', '{{base}}/:id'),
    fc.array(
      fc.tuple(name, fc.constantFrom('', '=', '=1', '=a%20b')).map((pair) => pair.join('')),
      { maxLength: 4 },
    ),
    fc.constantFrom('', '#top'),
  )
  .map(([base, query, end]) => `${base}${query.length === 0 ? '' : `?${query.join('&')}`}${end}`);

/** What the file of a request may say. */
export const anyRequestValue = record({
  info: record({ name: maybe(value), type: fc.constant('http'), seq: maybe(fc.nat(9)) }),
  http: record({
    method: fc.constantFrom(undefined, 'GET', 'post', 'X-OWN'),
    url: fc.oneof(url, fc.constant(null)),
    headers: maybe(list(fc.oneof(row, row, fc.constant(null)))),
    params: maybe(list(param)),
    body: anyBody,
    auth,
    'x-more': more['x-more'],
  }),
  runtime: maybe(
    record({ variables: anyVariables, scripts: maybe(fc.constant([{ type: 'tests', code: 'a\nb' }])) }),
  ),
  settings: maybe(settings),
  docs: maybe(value),
});
