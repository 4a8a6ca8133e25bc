import { act, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { expect, onTestFinished, test } from 'vitest';
import type { HttpRequest } from '#router/contracts/request.ts';
import { startMain, type TestMain } from '#test/harness/main.ts';
import { collectionFolder } from '#test/harness/services/collections.ts';
import { savesNothing } from '#test/harness/services/saving.ts';
import { inWindow } from '../../test-support/in-window.tsx';
import { RequestScope } from '../variables/request-scope.tsx';
import { RequestLine } from './request-line.tsx';
import { RequestPane } from './request-pane.tsx';

const users = `info:
  name: Users
request:
  auth:
    type: bearer
    token: "{{token}}"
`;
const testEnvironment =
  'name: Test\nvariables:\n  - name: host\n    value: http://a.test\n  - name: token\n    secret: true\n';
const getUser = `info:
  name: Get user
  type: http
http:
  method: GET
  url: "{{host}}/users/:id"
  params:
    - name: id
      value: "{{page}}"
      type: path
  auth: inherit
runtime:
  variables:
    - name: page
      value: { type: number, data: "7" }
`;

/** The request of a real collection in a window, with nothing in use yet. */
async function show() {
  const folder = await collectionFolder({
    'Users/folder.yml': users,
    'Users/get.yml': getUser,
    'environments/Test.yml': testEnvironment,
  });
  const main = await startMain({
    platform: {
      host: 'browser',
      version: '1.2.3',
      saveBody: savesNothing,
      collectionsFolder: folder.path,
    },
  });
  const opened = main.openWindow();
  const { client } = opened;
  const [offered] = await client.collections.offered.query();
  const collection = await client.collections.open.mutate({ offeredId: offered?.id });
  if (!collection) throw new Error('no collection was opened');
  const found = await readTree(main);
  const draft = await client.drafts.openItem.mutate({ itemId: found.itemId });

  function Form() {
    const [request, setRequest] = useState<HttpRequest>(draft.request);
    return (
      <RequestScope draftId={draft.id} isSaved isShown>
        <RequestLine
          request={request}
          edit={setRequest}
          busy={false}
          cancelling={false}
          onSend={() => undefined}
          onCancel={() => undefined}
          note={null}
          onMethodProblem={() => undefined}
          urlRef={{ current: null }}
        />
        <RequestPane request={request} edit={setRequest} />
      </RequestScope>
    );
  }
  const { unmount } = render(<Form />, { wrapper: inWindow(opened) });
  onTestFinished(async () => {
    unmount();
    await main[Symbol.asyncDispose]();
  });
  await waitFor(() => expect(document.querySelector('[data-state=pending]')).toBeNull());
  return {
    // By its text: looking for roles is slow in a page of this size.
    tab: (name: string) => fireEvent.click(screen.getByText(name, { selector: '.tab-label' })),
    field: (name: string) => screen.getByLabelText<HTMLInputElement>(name),
    marks: () =>
      Array.from(document.querySelectorAll('.variable-name'), (mark) => [
        mark.textContent,
        mark.getAttribute('data-state'),
      ]),
    useTest: () =>
      act(() => client.environments.choose.mutate({ collectionId: collection.id, id: found.environmentId })),
    keepToken: (value: string) =>
      act(() => client.environments.putSecret.mutate({ id: found.environmentId, name: 'token', value })),
  };
}

/** Where the request and the environment are, once the tree has both. */
async function readTree({ services }: TestMain): Promise<{ itemId: string; environmentId: string }> {
  let itemId: string | undefined;
  let environmentId: string | undefined;
  const done = new AbortController();
  for await (const event of services.collections.watch(done.signal)) {
    if (event.type === 'items') itemId ??= event.items.find(({ kind }) => kind === 'request')?.id;
    if (event.type === 'collections') environmentId ??= event.collections[0]?.environments[0]?.id;
    if (itemId !== undefined && environmentId !== undefined) break;
  }
  done.abort();
  if (itemId === undefined || environmentId === undefined) throw new Error('the tree has ended');
  return { itemId, environmentId };
}

test('names follow the environment in use', async () => {
  const { marks, useTest, field } = await show();
  await waitFor(() =>
    expect(marks()).toEqual([
      ['{{host}}', 'unknown'],
      ['{{page}}', 'known'],
    ]),
  );
  await useTest();
  await waitFor(() =>
    expect(marks()).toEqual([
      ['{{host}}', 'known'],
      ['{{page}}', 'known'],
    ]),
  );
  expect(field('URL').getAttribute('aria-describedby')).toBeNull();
});

test('names in the path of the URL have values of their own', async () => {
  const { field, tab, useTest } = await show();
  await useTest();
  expect(field('Path parameter id').value).toBe('{{page}}');
  fireEvent.change(field('URL'), { target: { value: '{{host}}/users/:id/:part' } });
  fireEvent.change(field('Path parameter part'), { target: { value: 'a/b' } });
  tab('Resolved');
  await screen.findByText('http://a.test/users/7/a%2Fb');
  fireEvent.change(field('URL'), { target: { value: '{{host}}/users' } });
  expect(screen.queryByLabelText('Path parameter id')).toBeNull();
  fireEvent.change(field('URL'), { target: { value: '{{host}}/users/:id' } });
  expect(field('Path parameter id').value).toBe('{{page}}');
});

test('what would be sent is shown as it is typed, its problems named and its secrets masked', async () => {
  const { tab, field, useTest, keepToken } = await show();
  tab('Resolved');
  await screen.findByText(/^There is no variable \{\{host\}\} in the URL\./);
  await useTest();
  await screen.findByText(/secret variable \{\{token\}\}.* has no value/);
  await keepToken('hunter2');
  await screen.findByText('Bearer ••••••');
  await waitFor(() => expect(screen.queryByLabelText('Why it can’t be sent')).toBeNull());
  expect(screen.getByLabelText('Auth that would be used').textContent).toBe('AuthBearer token, from Users');
  fireEvent.change(field('URL'), { target: { value: '{{host}}/other' } });
  await screen.findByText('http://a.test/other');
  expect(document.body.textContent).not.toContain('hunter2');
});

test('the request’s own variables count first, and inherited auth says where it comes from', async () => {
  const { tab, field } = await show();
  tab('Variables');
  fireEvent.change(field('Variable 1 value'), { target: { value: '8' } });
  fireEvent.change(field('Variable 2 name'), { target: { value: 'host' } });
  fireEvent.change(field('Variable 2 value'), { target: { value: 'http://own.test' } });
  tab('Auth');
  await screen.findByText('Inherited: Bearer token, from Users.');
  tab('Resolved');
  expect(await screen.findByText('http://own.test/users/8')).toBeTruthy();
});
