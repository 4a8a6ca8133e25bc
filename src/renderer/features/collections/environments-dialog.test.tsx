import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { KeptSecret, Variable } from '#router/contracts/variable.ts';
import { Failure } from '#router/contracts/failure.ts';
import { startTree } from '#test/harness/stand-in-collections.ts';
import { inWindow } from '../../test-support/in-window.tsx';
import { unsavedEdits } from '../drafts/unsaved-edits.ts';
import EnvironmentsDialog from './environments-dialog.tsx';
import { idOf, shop } from './test-support.ts';

const production = { id: idOf('Production'), name: 'Production' };
const staging = { id: idOf('Staging'), name: 'Staging' };
const host: Variable = {
  id: 'v0',
  name: 'host',
  value: 'a.test',
  type: 'string',
  enabled: true,
  secret: false,
};
const token: Variable = { id: 'v1', name: 'token', value: '', type: 'string', enabled: true, secret: true };

async function open(environments = [production, staging]) {
  const main = startTree({
    type: 'collections',
    collections: [{ ...shop, environments, environmentId: staging.id }],
  });
  main.environment.add({
    ...staging,
    collectionId: shop.id,
    variables: [host, token],
    secretsSet: [{ id: 'v1', mark: 'first' }],
  });
  const onClose = vi.fn<() => void>();
  render(<EnvironmentsDialog collectionId={shop.id} onClose={onClose} />, { wrapper: inWindow(main) });
  const user = userEvent.setup({ delay: null, pointerEventsCheck: 0 });
  const field = (label: string) => screen.findByLabelText<HTMLInputElement>(label);
  return { ...main, user, onClose, field };
}

test('the environment in use is shown first, and its variables are saved as they are typed', async () => {
  const { field, environments } = await open();
  const value = await field('Variable 1 value');
  expect(value.value).toBe('a.test');
  fireEvent.change(value, { target: { value: 'b.test' } });
  await screen.findByText('Saving…');
  await screen.findByText('Saved');
  expect(environments.put.mock.calls).toEqual([
    [staging.id, [host, token], [{ ...host, value: 'b.test' }, token]],
  ]);
});

test('a variable that is typed into the blank line is added', async () => {
  const { field, environments } = await open();
  fireEvent.change(await field('Variable 3 name'), { target: { value: 'port' } });
  await field('Variable 4 name');
  await waitFor(() => expect(environments.put.mock.lastCall?.[2].at(-1)).toMatchObject({ name: 'port' }));
});

test('a secret is dots until it is asked for, and what is typed goes to this machine’s store alone', async () => {
  const { field, user, environments } = await open();
  const value = await field('Variable 2 secret value');
  expect(value).toMatchObject({ type: 'password', value: '', placeholder: '••••••••' });
  await screen.findByText(/encrypted with a key in a file/);
  await user.click(screen.getByLabelText('Show variable 2'));
  await waitFor(() => expect(value).toMatchObject({ type: 'text', value: 'hunter2' }));
  fireEvent.change(value, { target: { value: 'hunter3' } });
  fireEvent.blur(value);
  await waitFor(() =>
    expect(environments.putSecret.mock.calls).toEqual([[staging.id, 'token', 'hunter3', 'first']]),
  );
  fireEvent.change(value, { target: { value: '' } });
  await waitFor(() =>
    expect(environments.putSecret).toHaveBeenLastCalledWith(staging.id, 'token', null, 'kept'),
  );
  expect(environments.put).not.toHaveBeenCalled();
});

test('a variable that becomes secret takes along what was typed right before, for the store of secrets', async () => {
  const { field, user, environments } = await open();
  fireEvent.change(await field('Variable 1 value'), { target: { value: 'typed' } });
  await user.click(await field('Variable 1 secret'));
  expect(await field('Variable 1 secret value')).toHaveProperty('value', '');
  await waitFor(() =>
    expect(environments.put.mock.lastCall?.[2][0]).toEqual({ ...host, secret: true, value: 'typed' }),
  );
  await user.click(await field('Variable 1 secret'));
  await waitFor(() => expect(environments.put.mock.lastCall?.[2][0]).toEqual({ ...host, value: '' }));
});

test('a value that is typed for a new secret comes after what the file had', async () => {
  const { field, user, environments } = await open();
  await user.click(await field('Variable 1 secret'));
  const value = await field('Variable 1 secret value');
  fireEvent.change(value, { target: { value: 'typed' } });
  fireEvent.blur(value);
  await waitFor(() =>
    expect(environments.putSecret.mock.calls).toEqual([[staging.id, 'host', 'typed', undefined]]),
  );
  const [put] = environments.put.mock.invocationCallOrder;
  const [putSecret] = environments.putSecret.mock.invocationCallOrder;
  expect(put).toBeLessThan(putSecret ?? 0);
});

test('what can not be saved is told, and keeps the dialog open until it is given up', async () => {
  const { field, user, environments, onClose } = await open();
  environments.put.mockRejectedValue(new Failure('CONFLICT', 'staging.yml is read-only.'));
  fireEvent.change(await field('Variable 1 value'), { target: { value: 'b.test' } });
  await user.click(screen.getByLabelText('Close environments'));
  await screen.findByText('Your last changes are not saved: staging.yml is read-only.');
  expect(onClose).not.toHaveBeenCalled();
  await screen.findByText('Not saved: staging.yml is read-only.');
  await user.click(screen.getByText('Close without them'));
  expect(onClose).toHaveBeenCalledOnce();
});

test('what others have changed as well is told, and keeps the dialog open until one of both is chosen', async () => {
  const { field, user, environments, onClose } = await open();
  environments.put.mockResolvedValueOnce([{ theirs: { ...host, value: 'theirs.test' }, fields: ['value'] }]);
  fireEvent.change(await field('Variable 1 value'), { target: { value: 'mine.test' } });
  const state = await screen.findByText('Saving…');
  await screen.findByText('Changed elsewhere while you edited it: “host” to “theirs.test”.');
  // In the same place as before: what comes with its words already in it may not be read aloud.
  expect(await screen.findByText('Not saved yet: others have changed the same')).toBe(state);
  expect(await field('Variable 1 value')).toHaveProperty('value', 'mine.test');
  await user.click(screen.getByLabelText('Close environments'));
  await screen.findByText(/^Your last changes are not saved: Others have changed the same/);
  expect(onClose).not.toHaveBeenCalled();
  await user.click(screen.getByText('Keep mine'));
  await screen.findByText('Saved');
  expect(environments.put.mock.lastCall?.slice(1)).toMatchObject([
    [{ value: 'theirs.test' }, token],
    [{ value: 'mine.test' }, token],
  ]);
  // Nor is it said any more that something is not saved.
  expect(screen.queryByText(/not saved/)).toBeNull();
});

test('while main is silent the dialog says why it stays, and the window that something is not saved', async () => {
  const { field, user, environments, onClose } = await open();
  let answer: (kept: KeptSecret) => void = () => undefined;
  environments.putSecret.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
  fireEvent.change(await field('Variable 2 secret value'), { target: { value: 'hunter3' } });
  await user.click(screen.getByLabelText('Close environments'));
  await screen.findByText(/not saved yet: Parley’s main process does not answer/);
  expect(unsavedEdits.snapshot().kind).toBe('saving');
  answer({ isKept: true, mark: 'kept' });
  await waitFor(() => expect(screen.queryByText(/does not answer/)).toBeNull());
  expect(unsavedEdits.snapshot().kind).toBe('saved');
  // Who was told may be at something else by now.
  expect(onClose).not.toHaveBeenCalled();
  await user.click(screen.getByLabelText('Close environments'));
  await waitFor(() => expect(onClose).toHaveBeenCalledOnce());
});

test('another environment is shown when this one is saved, or when what is not is given up', async () => {
  const { field, user, environments } = await open();
  environments.put.mockRejectedValue(new Failure('CONFLICT', 'staging.yml is read-only.'));
  fireEvent.change(await field('Variable 1 value'), { target: { value: 'b.test' } });
  await user.click(screen.getByText('Production'));
  await screen.findByText('Your last changes are not saved: staging.yml is read-only.');
  expect(unsavedEdits.snapshot().kind).toBe('failed');
  screen.getByRole('region', { name: 'Staging', hidden: true });
  const { length } = environments.put.mock.calls;
  await user.click(screen.getByText('Leave without them'));
  await screen.findByRole('region', { name: 'Production', hidden: true });
  expect(environments.put).toHaveBeenCalledTimes(length);
  expect(unsavedEdits.snapshot().kind).toBe('saved');
});

test('a name that no request can use, and one that is there twice, have a hint', async () => {
  const { field } = await open();
  fireEvent.change(await field('Variable 1 name'), { target: { value: 'my var' } });
  const hint = screen.getByText('No request can name it: letters, digits, - _ . only');
  expect((await field('Variable 1 name')).getAttribute('aria-describedby')).toBe(hint.id);
  fireEvent.change(await field('Variable 1 name'), { target: { value: ' token' } });
  screen.getByText('It is there twice: the last one counts');
  expect((await field('Variable 2 name')).getAttribute('aria-describedby')).toBeNull();
});

test('environments are made, renamed, duplicated and deleted, and come back', async () => {
  const { user, environments, tree, changes, field } = await open();
  await field('Variable 1 value');
  await user.click(screen.getByText('New environment'));
  await waitFor(() => expect(environments.create.mock.calls).toEqual([[shop.id, 'New environment']]));
  const made = { id: idOf('New environment'), name: 'New environment' };
  tree.add({ type: 'collections', collections: [{ ...shop, environments: [made, production, staging] }] });
  const name = await field('New name of New environment');
  fireEvent.change(name, { target: { value: 'Local' } });
  fireEvent.keyDown(name, { key: 'Enter' });
  await waitFor(() => expect(environments.rename.mock.calls).toEqual([[made.id, 'Local']]));

  await user.click(screen.getByText('Production'));
  await user.click(await screen.findByLabelText('Duplicate Production'));
  await waitFor(() => expect(environments.duplicate.mock.calls).toEqual([[production.id]]));
  await user.click(await screen.findByLabelText('Delete Production'));
  await screen.findByText('“Production” deleted.');
  await user.click(screen.getByText('Undo'));
  await waitFor(() => expect(changes.undo.mock.calls).toEqual([[idOf('undo')]]));
});

test('the focus begins in the list; Escape in a name gives up the name, and the next one closes the dialog', async () => {
  const { user, field, environments, onClose } = await open();
  await field('Variable 1 value');
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Staging' })));
  await user.click(screen.getByLabelText('Rename Staging'));
  await user.keyboard('Test{Escape}');
  expect(screen.queryByLabelText('New name of Staging')).toBeNull();
  expect(document.activeElement).toBe(screen.getByRole('list', { name: 'Environments' }));
  expect(onClose).not.toHaveBeenCalled();
  await user.keyboard('{Escape}');
  await waitFor(() => expect(onClose).toHaveBeenCalledOnce());
  expect(environments.rename).not.toHaveBeenCalled();
});

test('nothing can be typed into an environment while it gets another name: it would be lost', async () => {
  const { user, environments, field } = await open();
  const section = () => screen.getByRole('region', { name: 'Staging', hidden: true });
  await field('Variable 1 value');
  await user.click(screen.getByLabelText('Rename Staging'));
  expect(section().hasAttribute('inert')).toBe(false);
  let renamed: (id: string) => void = () => undefined;
  environments.rename.mockReturnValueOnce(new Promise((resolve) => (renamed = resolve)));
  const name = await field('New name of Staging');
  fireEvent.change(name, { target: { value: 'Test' } });
  fireEvent.keyDown(name, { key: 'Enter' });
  await waitFor(() => expect(section().hasAttribute('inert')).toBe(true));
  renamed(staging.id);
  await waitFor(() => expect(section().hasAttribute('inert')).toBe(false));
});

test('what is asked for while main is away is refused after five seconds; what was typed is saved once it is back', async () => {
  const { field, environments, goAway } = await open();
  const value = await field('Variable 1 value');
  const comeBack = await goAway();
  fireEvent.change(value, { target: { value: 'b.test' } });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    fireEvent.click(screen.getByLabelText('Duplicate Staging'));
    vi.advanceTimersByTime(5000);
  } finally {
    vi.useRealTimers();
  }
  await screen.findByText(/^The environment was not duplicated: Parley does not answer/);
  comeBack();
  await screen.findByText('Saved');
  expect(environments.put.mock.lastCall?.[2]).toEqual([{ ...host, value: 'b.test' }, token]);
  expect(environments.duplicate).not.toHaveBeenCalled();
});

test('without an environment it says what one is', async () => {
  await open([]);
  expect(await screen.findByText(/An environment is a set of variables/)).toBeTruthy();
});
