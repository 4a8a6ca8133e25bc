import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

export interface Amounts {
  readonly folders: number;
  readonly requestsInEach: number;
  /** Of so many requests the branch `other` says something else. */
  readonly touched: number;
}

export const usualAmounts: Amounts = { folders: 500, requestsInEach: 20, touched: 5000 };

/** What all addresses begin with on the branch `other`, where they are touched. */
export const otherHost = 'https://other.example';

const git = promisify(execFile);

/** Makes a collection as Bruno writes it. */
export async function writeCollection(folder: string, amounts: Amounts): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'opencollection.yml'), 'opencollection: 1.0.0\n\ninfo:\n  name: Bench\n');
  await writeRequests(folder, amounts, 0);
}

/** The same in a git repository with two branches: `main`, which is checked out, and `other`. */
export async function makeCollection(folder: string, amounts: Amounts): Promise<void> {
  await writeCollection(folder, amounts);
  const run = (...args: string[]) => git('git', args, { cwd: folder });
  await run('init', '--quiet', '--initial-branch=main');
  await run('config', 'user.email', 'bench@parley.invalid');
  await run('config', 'user.name', 'Bench');
  const commit = async (message: string) => {
    await run('add', '--all');
    await run('commit', '--quiet', '--message', message);
  };
  await commit('main');
  await run('checkout', '--quiet', '-b', 'other');
  await writeRequests(folder, amounts, amounts.touched);
  await commit('other');
  await run('checkout', '--quiet', 'main');
}

/** Checks a branch out, and resolves when git is done. */
export async function checkOut(folder: string, branch: 'main' | 'other'): Promise<void> {
  await git('git', ['checkout', '--quiet', branch], { cwd: folder });
}

async function writeRequests(folder: string, amounts: Amounts, touched: number): Promise<void> {
  const { folders, requestsInEach } = amounts;
  let count = 0;
  for (let n = 0; n < folders; n += 1) {
    // Ten at the top, the others in them.
    const top = `area ${n % 10}`;
    const inner = path.join(folder, n < 10 ? top : path.join(top, `folder ${n}`));
    await mkdir(inner, { recursive: true });
    const name = n < 10 ? top : `Folder ${n}`;
    await writeFile(
      path.join(inner, 'folder.yml'),
      `info:\n  name: ${name}\n  type: folder\n  seq: ${n + 1}\n`,
    );
    for (let m = 0; m < requestsInEach; m += 1) {
      const host = count < touched ? otherHost : '{{host}}';
      await writeFile(path.join(inner, `request ${m}.yml`), requestText(n, m, host));
      count += 1;
    }
  }
}

function requestText(folder: number, request: number, host: string): string {
  return `info:
  name: Request ${folder}.${request}
  type: http
  seq: ${request + 1}

http:
  method: ${request % 3 === 0 ? 'POST' : 'GET'}
  url: "${host}/v1/folders/${folder}/items/:id?limit=${request}&sort=name"
  params:
    - name: limit
      value: "${request}"
      type: query
    - name: sort
      value: name
      type: query
    - name: id
      value: "{{itemId}}"
      type: path
  headers:
    - name: accept
      value: application/json
    - name: x-request-id
      value: "{{$guid}}"
    - name: x-trace
      value: "off"
      disabled: true
  body:
    type: json
    data: |-
      {
        "name": "item ${request}",
        "tags": ["one", "two"],
        "price": { "amount": ${folder}, "currency": "EUR" }
      }
  auth:
    type: bearer
    token: "{{token}}"

runtime:
  variables:
    - name: itemId
      value: "${request}"
  assertions:
    - expression: res.status
      operator: eq
      value: "200"

settings:
  encodeUrl: true
  timeout: 0
  followRedirects: true
  maxRedirects: 5

docs: |-
  Gives **item ${request}** of folder ${folder}.
`;
}
