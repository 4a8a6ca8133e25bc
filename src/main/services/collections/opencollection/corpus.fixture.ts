/*
 * Files as people and programs write them. Each has something that a writer may get wrong.
 */

const byBruno = `info:
  name: Create order
  type: http
  seq: 3
  tags:
    - smoke

http:
  method: POST
  url: "{{baseUrl}}/customers/:customer/orders?notify=true&lang=de"
  headers:
    - name: Content-Type
      value: application/json
    - name: X-Debug
      value: "1"
      description: only for the staging servers
      disabled: true
  params:
    - name: notify
      value: "true"
      type: query
    - name: lang
      value: de
      type: query
      description: language of the mail
    - name: dryRun
      value: "1"
      type: query
      disabled: true
    - name: customer
      value: "{{customerId}}"
      type: path
  body:
    type: json
    data: |-
      {
        "articles": [{ "id": 17, "count": 2 }]
      }
  auth:
    type: bearer
    token: "{{token}}"

runtime:
  variables:
    - name: customerId
      value: "42"
  scripts:
    - type: before-request
      code: |-
        const now = Date.now();

        bru.setVar("now", now); # no comment of YAML
  assertions:
    - expression: res.status
      operator: eq
      value: "201"

settings:
  encodeUrl: true
  timeout: inherit
  followRedirects: true
  maxRedirects: 5
  forwardAuthorizationHeader: true

examples:
  - name: created
    request:
      url: https://api.example.com/orders
      method: POST
    response:
      status: 201
      body:
        type: json
        data: '{"id": 1}'

docs: |
  # Create order

  Only for *signed-in* customers.
`;

const withComments = `# Orders, as of the new version
# (see the handbook)

info:
  name: List orders   # shown in the tree
  type: http
  seq: 2
http:
  # the old one is gone
  method: get
  url: https://api.example.com/orders  # no slash!
  headers:
    # what we want
    - name: Accept
      value: 'application/json' # or XML
    - name: "X-Trace" # for the proxy
      # changes each day
      value: 17
      disabled: true

    - {name: X-Flow, value: "a, b"}
  auth: inherit # from the folder
  # the end of http
settings: {encodeUrl: false, timeout: 3000}
# the end
`;

const anchored = `info: { name: Shared, type: http }
x-shared:
  - &accept
    name: Accept
    value: text/html
  - &token "{{token}}"
http:
  method: PUT
  url: &address https://h/p
  headers:
    - *accept
    - name: X-Token
      value: *token
  auth: { type: bearer, token: *token }
  x-again: *address
`;

const blocks = `info:
    name: >-
        Folded
        name
    type: http
http:
    url: >-
        https://h/p
    method: POST
    headers:
    -   name: X-Long
        value: >-
            one
            two

    -   name: X-Kept
        value: |+
            lines

    body:
        type: xml
        data: |2
            <a>
              <b/>
            </a>
`;

const otherLetters = `info:
  name: "注文 – Ünïcode 💥"
  type: http
http:
  method: POST
  url: https://例え.jp/путь?имя=значение
  params:
    - { name: имя, value: значение, type: query, примечание: ключ }
  headers:
    - name: X-Имя
      value: "שלום"
  body:
    type: form-urlencoded
    data:
      - name: clé
        value: "été à la plage"
      - name: leer
        value: ""
`;

const multipart = `info:
  name: Upload
  type: http
http:
  method: POST
  url: https://h/upload
  body:
    type: multipart-form
    data:
      - name: title
        type: text
        value: Holidays
        contentType: text/plain; charset=utf-8
      - name: photos
        type: file
        value:
          - ./photos/one.png   # the best
          - ./photos/two.png
        description: all of them
      - name: notes
        type: file
        value: notes.txt
        contentType: text/markdown
        disabled: true
      - name: nothing yet
        type: file
        value: []
`;

const bodyFile = `info:
  name: Put a file
  type: http
http:
  method: PUT
  url: https://h/file
  body:
    type: file
    data:
      - filePath: small.bin
        contentType: application/octet-stream
        selected: false
      - filePath: ../big.bin   # beside the folder
        contentType: application/octet-stream
        selected: true
        description: the big one
`;

const variants = `info:
  name: Variants
  type: http
http:
  method: POST
  url: https://h/
  body:
    - title: good
      body:
        type: json
        data: '{"ok": true}'
    - title: bad # on purpose
      selected: true
      body:
        type: text
        data: "{"
runtime:
  variables:
    - name: size
      value:
        type: number
        data: "10"
    - name: host
      value:
        - title: here
          value: localhost
        - title: there
          selected: true
          value: example.com
    - secret: true
      name: password
      type: string
`;

const sparse =
  'info:\n  type: http\nhttp:\n  url:\n  headers:\n  params: []\n  body:\n    type: none\nruntime:\n';

const inFlow =
  '{info: {name: "In flow", type: http}, http: {method: DELETE, url: "https://h/a?b=1", headers: [{name: A, value: b}, {name: C, value: d, disabled: true}], body: {type: json, data: "{}"}}}';

const otherAuth = `info:
  name: Signed
  type: http
http:
  method: GET
  url: https://s3.example.com/
  auth:
    type: awsv4
    accessKeyId: "{{key}}"   # not the root's
    secretAccessKey: "{{secret}}"
    x-more: [1, 2]
`;

const urlAlone = `info:
  name: Only in the URL
  type: http
http:
  method: GET
  url: https://h/search?q=a%20b&page=2&&flag#top
`;

const listAlone = `info:
  name: Only in the list
  type: http
http:
  method: GET
  url: https://h/search
  params:
    - name: q
      value: a b&c
      type: query
    - name: off
      value: "1"
      type: query
      disabled: true
    - name: page
      value: 2
      type: query
`;

const inTwoWays = `info:
  name: URL and list differ
  type: http
http:
  method: GET
  url: https://h/search?page=2&q=x&more
  params:
    - name: q
      value: old
      type: query
      description: what to look for
    - name: page
      value: "1"
      type: query
    - name: extra
      value: "!"
      type: query
    - name: depth
      value: "3"
      type: matrix
`;

const earlierBruno = `info:
  name: From an earlier Bruno
  type: http
  seq: 1

http:
  method: GET
  url: https://h/

runtime:
  auth:
    type: basic
    username: ada
    password: "{{password}}"

settings:
  encodeUrl: true
`;

/** Files of HTTP requests. */
export const requestTexts: Readonly<Record<string, string>> = {
  'as Bruno writes it': byBruno,
  'with comments': withComments,
  'with anchors': anchored,
  'with blocks': blocks,
  'in other letters': otherLetters,
  multipart,
  'a file as its body': bodyFile,
  'with variants': variants,
  'with little in it': sparse,
  'in flow style': inFlow,
  'with an auth that is not Parley’s': otherAuth,
  'with its query in the URL alone': urlAlone,
  'with its query in the list alone': listAlone,
  'with a URL and a list that differ': inTwoWays,
  'of an earlier Bruno': earlierBruno,
  'with CRLF': byBruno.replaceAll('\n', '\r\n'),
  'with comments and CRLF': withComments.replaceAll('\n', '\r\n'),
  'without a line break at its end': withComments.trimEnd(),
  'without a line break behind a block': blocks.trimEnd(),
  'with a byte order mark': `\uFEFF${byBruno}`,
  'with a byte order mark and CRLF': `\uFEFF${withComments.replaceAll('\n', '\r\n')}`,
  'with a document’s begin and end': `%YAML 1.2\n---\n${byBruno}...\n`,
};

/** Files that are something else, or no request that can be edited. */
export const otherTexts: Readonly<Record<string, string>> = {
  gRPC: 'info:\n  name: Say hello\n  type: grpc\ngrpc:\n  url: h:50051\n  method: /Greeter/SayHello # unary\n',
  WebSocket: 'info: {name: Chat, type: websocket}\nwebsocket:\n  url: wss://h/\n',
  GraphQL: 'info:\n  name: Query\n  type: graphql\ngraphql:\n  method: POST\n',
  'a folder': 'info:\n  name: Orders\n  type: folder\n  seq: 1\nrequest:\n  auth: inherit\n',
  'a script': 'type: script\nscript: |-\n  module.exports = {};\n',
  nothing: '',
  'a list': '- 1\n- 2\n',
  'headers that are no list': 'info: {type: http}\nhttp:\n  headers:\n    Accept: text/html\n',
  'a header that is a list': 'info: {type: http}\nhttp:\n  headers: [{name: [a], value: b}]\n',
  'a body of an unknown type': 'info: {type: http}\nhttp:\n  body: {type: protobuf, data: x}\n',
  'an auth without a type': 'info: {type: http}\nhttp:\n  auth: {username: x}\n',
};
