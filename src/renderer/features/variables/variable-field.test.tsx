import { fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expect, test, vi } from 'vitest';
import type { ScopedVariable } from '#router/contracts/variable.ts';
import { type FieldScope, FieldScopeContext } from './scope-context.ts';
import { VariableField } from './variable-field.tsx';

const variable = (name: string, more: Partial<ScopedVariable> = {}): ScopedVariable => ({
  ...{ name, value: `value of ${name}`, type: 'string', secret: false, missing: false },
  ...{ source: 'environment', sourceName: 'dev' },
  ...more,
});

const variables = [
  variable('host', { value: 'http://a.test' }),
  variable('page', { source: 'request', sourceName: 'Get user' }),
  variable('token', { value: null, secret: true }),
  variable('hostKey', { value: null, secret: true, missing: true, source: 'collection', sourceName: 'Shop' }),
];

interface ShowOptions {
  readonly isKnown?: boolean;
  readonly isHidden?: boolean;
  readonly kind?: FieldScope['kind'];
}

/** A field that can name these, with a text in it. */
function show(text = '', { isKnown = true, isHidden = false, kind = 'request' }: ShowOptions = {}) {
  const scope = {
    ...{ kind, draftId: null, isSaved: false, isShown: true },
    variables: isKnown ? new Map(variables.map((one) => [one.name, one])) : null,
  };
  const onSubmit = vi.fn<() => void>();
  function Field() {
    const [value, setValue] = useState(text);
    return (
      <FieldScopeContext value={scope}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            onSubmit();
          }}
        >
          <VariableField aria-label="Field" value={value} onChange={setValue} isHidden={isHidden} />
        </form>
      </FieldScopeContext>
    );
  }
  render(<Field />);
  const field = screen.getByLabelText<HTMLInputElement>('Field');
  const user = userEvent.setup({ delay: null });
  const marks = () =>
    Array.from(document.querySelectorAll('.variable-mirror .variable-name'), (mark) => [
      mark.textContent,
      mark.getAttribute('data-state'),
    ]);
  const description = () =>
    (field.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent ?? '')
      .join(' ')
      .trim();
  const offered = () =>
    screen.queryAllByRole('option').map((option) => option.querySelector('.suggestion-name')?.textContent);
  return { field, user, marks, description, offered, onSubmit };
}

test('names are marked by what they stand for', () => {
  const { field, marks, description } = show('{{host}}/{{nope}}?{{token}}&{{hostKey}}');
  expect(marks()).toEqual([
    ['{{host}}', 'known'],
    ['{{nope}}', 'unknown'],
    ['{{token}}', 'secret'],
    ['{{hostKey}}', 'missing'],
  ]);
  expect(document.querySelector('.variable-mirror')?.textContent).toBe(field.value);
  expect(description()).toBe('Unknown variable: nope. Secret without a value on this machine: hostKey.');
  expect(screen.getByRole('textbox', { name: 'Field' })).toBe(field);
});

test('until it is known what there is, no name is unknown', () => {
  const { marks, description } = show('{{nope}}', { isKnown: false });
  expect(marks()).toEqual([['{{nope}}', 'pending']]);
  expect(description()).toBe('');
});

test('a text without names is painted by the input alone', () => {
  show('http://a.test/{x}');
  expect(document.querySelector('.variable-mirror')).toBeNull();
});

test('behind two braces a list opens, and what is typed narrows it down', async () => {
  const { field, user, offered } = show();
  await user.type(field, 'x={{{{');
  expect(offered()).toEqual(['host', 'page', 'token', 'hostKey']);
  expect(screen.getByRole('option', { name: /^host,/, selected: true }).textContent).toContain(
    'http://a.testenvironment dev',
  );
  expect(screen.getByRole('option', { name: /^page,/ }).textContent).toContain('this request');
  await user.keyboard('ke');
  expect(offered()).toEqual(['token', 'hostKey']);
  await user.keyboard('}}');
  expect(offered()).toEqual([]);
});

test('by keys: arrows choose and Enter takes, and then sends nothing', async () => {
  const { field, user, offered, onSubmit } = show();
  await user.type(field, 'x={{{{ho{ArrowDown}{Enter}');
  expect(field.value).toBe('x={{hostKey}}');
  expect(field).toBe(document.activeElement);
  expect(field.selectionStart).toBe(field.value.length);
  expect(offered()).toEqual([]);
  expect(onSubmit).not.toHaveBeenCalled();
  await user.keyboard('{Enter}');
  expect(onSubmit).toHaveBeenCalledOnce();
});

test('Tab takes what is chosen, and leaves the field where nothing is', async () => {
  const { field, user } = show();
  await user.type(field, '{{{{pa{Tab}');
  expect(field.value).toBe('{{page}}');
  expect(field).toBe(document.activeElement);
  await user.keyboard('{Tab}');
  expect(field).not.toBe(document.activeElement);
});

test('Escape closes the list, and is not heard of outside', async () => {
  const outside = vi.fn<(event: KeyboardEvent) => void>();
  window.addEventListener('keydown', outside);
  const { field, user, offered } = show();
  await user.type(field, '{{{{ho');
  expect(field.getAttribute('aria-activedescendant')).toBe(screen.getAllByRole('option')[0]?.id);
  await user.keyboard('{Escape}');
  expect(offered()).toEqual([]);
  expect(outside.mock.lastCall?.[0].defaultPrevented).toBe(true);
  await user.keyboard('{Escape}');
  expect(outside.mock.lastCall?.[0].defaultPrevented).toBe(false);
  window.removeEventListener('keydown', outside);
});

test('a click takes a name in the middle of a text', async () => {
  const { field, user } = show('{{ho}}/users');
  field.focus();
  field.setSelectionRange(4, 4);
  await user.keyboard('{Control>} {/Control}');
  fireEvent.click(screen.getByRole('option', { name: /^hostKey/ }));
  expect(field.value).toBe('{{hostKey}}/users');
});

test('under the pointer, and where the caret is, a name tells its value and where it comes from', async () => {
  const { field, description } = show('{{host}} {{token}} {{nope}}');
  const caretTo = (at: number) => {
    field.focus();
    field.setSelectionRange(at, at);
    fireEvent.keyUp(field);
    fireEvent.select(field);
    return screen.queryByRole('tooltip')?.textContent ?? null;
  };
  expect(caretTo(3)).toBe('hosthttp://a.testenvironment dev');
  expect(description()).toContain('environment dev');
  expect(caretTo(12)).toBe('token••••••••environment dev');
  expect(caretTo(22)).toBe('nopeUnknown: no environment, folder or collection has it');
  expect(caretTo(0)).toBeNull();
  // Here nothing has a place: all names are at (0, 0), without width.
  const name = document.querySelector('.variable-name');
  if (name) name.getBoundingClientRect = () => new DOMRect(10, 10, 50, 12);
  fireEvent.mouseMove(field, { clientX: 20, clientY: 15 });
  expect((await screen.findByRole('tooltip')).textContent).toContain('http://a.test');
  fireEvent.mouseLeave(field);
  expect(screen.queryByRole('tooltip')).toBeNull();
});

test('what a folder can not name, a request or folder within may', () => {
  const { field } = show('{{nope}}', { kind: 'place' });
  field.focus();
  field.setSelectionRange(3, 3);
  fireEvent.select(field);
  expect(screen.getByRole('tooltip').textContent).toBe(
    'nopeUnknown here, unless a request or folder within defines it',
  );
});

test('where a password is typed there are dots, but for a variable', async () => {
  const { field, user } = show('', { isHidden: true });
  expect(field.type).toBe('password');
  await user.type(field, '{{{{tok');
  expect(field.type).toBe('password');
  await user.keyboard('{Enter}');
  expect(field).toMatchObject({ value: '{{token}}', type: 'text' });
  fireEvent.change(field, { target: { value: '{{token}}x' } });
  expect(field).toMatchObject({ value: '{{token}}x', type: 'password' });
  expect(document.querySelector('.variable-mirror')).toBeNull();
});
