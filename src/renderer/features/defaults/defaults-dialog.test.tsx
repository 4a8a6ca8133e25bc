import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { noAuth } from '#router/contracts/auth.ts';
import type { PlaceDefaults, RequestDefaults } from '#router/contracts/defaults.ts';
import { Failure } from '#router/contracts/failure.ts';
import type { ScopedVariable } from '#router/contracts/variable.ts';
import { startTree } from '#test/harness/stand-in-collections.ts';
import { inWindow } from '../../test-support/in-window.tsx';
import { idOf } from '../collections/test-support.ts';
import DefaultsDialog from './defaults-dialog.tsx';

const content: RequestDefaults = {
  headers: [{ id: 'h0', name: 'X-Team', value: 'a', enabled: true }],
  auth: { ...noAuth(), kind: 'inherit' },
  variables: [{ id: 'v0', name: 'host', value: 'a.test', type: 'string', enabled: true, secret: false }],
};
const users: PlaceDefaults = {
  ...{ id: idOf('Users'), kind: 'folder', name: 'Users' },
  ...content,
  inheritedAuth: 'Bearer token, from Shop',
};

const bearer = (token: string) => ({ ...noAuth(), kind: 'bearer' as const, bearer: { token } });

async function open(told: PlaceDefaults = users) {
  const main = startTree();
  main.defaults.add(told);
  const onClose = vi.fn<() => void>();
  render(<DefaultsDialog id={told.id} onClose={onClose} />, { wrapper: inWindow(main) });
  await screen.findByText(`Settings of ${told.name}`);
  const user = userEvent.setup({ delay: null, pointerEventsCheck: 0 });
  const type = (label: string, value: string) =>
    fireEvent.change(screen.getByLabelText(label), { target: { value } });
  return { ...main, user, onClose, type, put: main.changes.putDefaults };
}

test('what is typed is put as a change from what the file says, at the latest before it closes', async () => {
  const { put, type, user, onClose } = await open();
  type('Header 1 value', 'b');
  type('Header 2 name', 'X-New');
  type('Variable 1 value', 'b.test');
  await screen.findByText('Saving…');
  await screen.findByText('Saved');
  const [header] = content.headers;
  const [variable] = content.variables;
  expect(put.mock.calls).toEqual([
    [
      users.id,
      content,
      {
        ...content,
        headers: [
          { ...header, value: 'b' },
          { id: expect.any(String), name: 'X-New', value: '', enabled: true },
        ],
        variables: [{ ...variable, value: 'b.test' }],
      },
    ],
  ]);
  type('Header 1 value', 'c');
  await user.click(screen.getByLabelText('Close settings'));
  await waitFor(() => expect(onClose).toHaveBeenCalledOnce());
  expect(put.mock.lastCall?.[2].headers[0]).toEqual({ ...header, value: 'c' });
});

test('auth says what it would inherit, and keeps what was typed into a kind until the dialog is closed', async () => {
  const { put, type, user } = await open();
  await user.click(screen.getByRole('tab', { name: 'Auth' }));
  await screen.findByText('As above: Bearer token, from Shop.');
  await user.click(screen.getByLabelText('Bearer'));
  type('Token', '{{token}}');
  await waitFor(() =>
    expect(put.mock.lastCall?.[2].auth).toMatchObject({ kind: 'bearer', bearer: { token: '{{token}}' } }),
  );
  // A look at another kind takes nothing out of the file.
  await user.click(screen.getByLabelText('None'));
  await screen.findByText('The file has the details of Bearer. They will be deleted from it.');
  expect(screen.getByLabelText<HTMLInputElement>('Bearer').checked).toBe(true);
  expect(put.mock.lastCall?.[2].auth.kind).toBe('bearer');
  await user.click(screen.getByText('Replace Bearer'));
  await waitFor(() => expect(put.mock.lastCall?.[2].auth.kind).toBe('none'));
  await user.click(screen.getByLabelText('Bearer'));
  expect(screen.getByLabelText<HTMLInputElement>('Token').value).toBe('{{token}}');
});

test('a kind that only the file has the details of is replaced by who says so alone', async () => {
  const auth = { ...noAuth(), kind: 'other' as const, otherType: 'oauth2' };
  const { put, user } = await open({ ...users, kind: 'collection', name: 'Shop', auth, inheritedAuth: '' });
  // A collection has nothing to inherit.
  expect(screen.queryByLabelText('Inherit')).toBeNull();
  await user.click(screen.getByLabelText('Basic'));
  await screen.findByText(/The file has the details of OAuth 2\.0/);
  expect(put).not.toHaveBeenCalled();
  await user.click(screen.getByText('Replace OAuth 2.0'));
  await waitFor(() => expect(put.mock.lastCall?.[2].auth.kind).toBe('basic'));
});

test('a header without a name is not said to be saved, and keeps the dialog open until it has one', async () => {
  const { put, type, user, onClose, defaults } = await open();
  type('Header 2 value', 'typed first');
  await screen.findByText('A name is needed: one line is not saved yet');
  defaults.add({ ...users, headers: [{ id: 'h0', name: 'X-Theirs', value: '1', enabled: true }] });
  await waitFor(() =>
    expect(screen.getByLabelText<HTMLInputElement>('Header 1 name').value).toBe('X-Theirs'),
  );
  expect(screen.getByLabelText<HTMLInputElement>('Header 2 value').value).toBe('typed first');
  await user.click(screen.getByLabelText('Close settings'));
  await screen.findByText(/^Your last changes are not saved: A line has no name/);
  expect(onClose).not.toHaveBeenCalled();
  expect(put).not.toHaveBeenCalled();
  type('Header 2 name', 'X-New');
  await user.click(screen.getByLabelText('Close settings'));
  await waitFor(() => expect(onClose).toHaveBeenCalledOnce());
  expect(put.mock.lastCall?.[2].headers).toMatchObject([
    { name: 'X-Theirs' },
    { name: 'X-New', value: 'typed first' },
  ]);
});

test('variables are completed, told about and marked in each field; Escape closes the list alone', async () => {
  const { user, type, onClose, scope } = await open();
  const host: ScopedVariable = {
    ...{ name: 'host', value: 'a.test', type: 'string', secret: false, missing: false },
    ...{ source: 'folder', sourceName: 'Users' },
  };
  scope.add({ variables: [host] });
  const fields = [
    { panel: 'Headers', label: 'Header 1 value' },
    { panel: 'Auth', label: 'Token' },
    { panel: 'Variables', label: 'Variable 1 value' },
  ];
  for (const { panel, label } of fields) {
    await user.click(screen.getByRole('tab', { name: new RegExp(`^${panel}`) }));
    if (panel === 'Auth') await user.click(screen.getByLabelText('Bearer'));
    const field = screen.getByLabelText<HTMLInputElement>(label);
    type(label, '');
    await user.type(field, '{{{{ho');
    await screen.findByRole('option', { name: /^host/ });
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('option', { name: /^host/ })).toBeNull();
    await user.keyboard('{Control>} {/Control}');
    await user.click(screen.getByRole('option', { name: /^host/ }));
    expect(field.value).toBe('{{host}}');
    type(label, '{{host}}{{his}}');
    const states = Array.from(
      field.parentElement?.querySelectorAll('.variable-name') ?? [],
      (mark) => `${mark.textContent} ${mark.getAttribute('data-state')}`,
    );
    expect(states).toEqual(['{{host}} known', '{{his}} unknown']);
  }
  expect(onClose).not.toHaveBeenCalled();
});

test('what others write is shown', async () => {
  const { defaults } = await open();
  defaults.add({ ...users, headers: [{ id: 'h0', name: 'X-Theirs', value: '1', enabled: true }] });
  await waitFor(() =>
    expect(screen.getByLabelText<HTMLInputElement>('Header 1 name').value).toBe('X-Theirs'),
  );
});

test('what others have changed as well is theirs in the file until the person has chosen', async () => {
  const { put, type, user } = await open({ ...users, auth: bearer('a') });
  const [header] = content.headers;
  if (!header) throw new Error('no header');
  put.mockResolvedValueOnce({
    headers: [{ theirs: { ...header, value: 'theirs' }, fields: ['value'] }],
    auth: bearer('theirs'),
    variables: [],
  });
  type('Header 1 value', 'mine');
  type('Token', 'mine');
  await screen.findByText('Changed elsewhere while you edited it: “X-Team” to “theirs”, auth (Bearer).');
  type('Variable 1 value', 'b.test');
  await waitFor(() => expect(put).toHaveBeenCalledTimes(2));
  const theirs = { headers: [{ value: 'theirs' }], auth: bearer('theirs') };
  expect(put.mock.lastCall?.slice(1)).toMatchObject([
    { ...theirs, variables: content.variables },
    { ...theirs, variables: [{ value: 'b.test' }] },
  ]);
  await user.click(screen.getByText('Take theirs'));
  await screen.findByText('Saved');
  expect(screen.getByLabelText('Token')).toHaveProperty('value', 'theirs');
  expect(screen.getByLabelText('Header 1 value')).toHaveProperty('value', 'theirs');
  expect(put).toHaveBeenCalledTimes(2);
});

test('what can not be saved is told, and keeps the dialog open until it is given up', async () => {
  const { put, type, user, onClose } = await open();
  put.mockRejectedValue(new Failure('CONFLICT', 'folder.yml is read-only.'));
  type('Header 1 value', 'b');
  await user.click(screen.getByLabelText('Close settings'));
  await screen.findByText('Your last changes are not saved: folder.yml is read-only.');
  expect(onClose).not.toHaveBeenCalled();
  await user.click(screen.getByText('Close without them'));
  expect(onClose).toHaveBeenCalledOnce();
});
