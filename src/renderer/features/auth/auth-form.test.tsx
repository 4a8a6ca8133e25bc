import { MantineProvider } from '@mantine/core';
import { fireEvent, render, screen } from '@testing-library/react';
import { useEffect, useState } from 'react';
import { expect, test } from 'vitest';
import type { Auth } from '#router/contracts/auth.ts';
import { emptyRequest } from '../request/empty-request.ts';
import { FieldScopeContext } from '../variables/scope-context.ts';
import { AuthForm } from './auth-form.tsx';

function show(auth: Partial<Auth> = {}, { isSaved = true } = {}) {
  const shown = { auth: emptyRequest().auth };
  const scope = { kind: 'request' as const, draftId: null, isSaved, isShown: true, variables: null };
  function Form() {
    const [request, setRequest] = useState(() => {
      const empty = emptyRequest();
      return { ...empty, auth: { ...empty.auth, ...auth } };
    });
    useEffect(() => {
      shown.auth = request.auth;
    });
    return <AuthForm request={request} edit={setRequest} inherited={null} />;
  }
  render(
    <MantineProvider env="test">
      <FieldScopeContext value={scope}>
        <Form />
      </FieldScopeContext>
    </MantineProvider>,
  );
  return {
    now: () => shown.auth,
    choose: (kind: string) => fireEvent.click(screen.getByLabelText(kind)),
    field: (name: string) => screen.getByLabelText<HTMLInputElement>(name),
    put: (label: string, value: string) =>
      fireEvent.change(screen.getByLabelText(label), { target: { value } }),
    warning: () => screen.queryByText('This will be saved in the file. Use a secret variable instead.'),
  };
}

test('each kind has its fields, and keeps what was put into them', () => {
  const { now, choose, put, field } = show();
  choose('Basic');
  put('User name', 'me');
  put('Password', '{{password}}');
  choose('API key');
  put('Key name', 'X-Key');
  put('Key', '{{key}}');
  choose('In the query');
  choose('Bearer');
  put('Token', '{{token}}');
  expect(now()).toEqual({
    kind: 'bearer',
    basic: { username: 'me', password: '{{password}}' },
    bearer: { token: '{{token}}' },
    apikey: { name: 'X-Key', value: '{{key}}', placement: 'query' },
    otherType: '',
  });
  choose('Basic');
  expect(field('User name').value).toBe('me');
});

test('a kind that can’t be sent yet is named, and is there to go back to', () => {
  const { now, choose } = show({ kind: 'other', otherType: 'oauth2' });
  expect(screen.getByText('OAuth 2.0 — kept as it is, Parley can’t send it yet.')).toBeTruthy();
  choose('None');
  expect(screen.getByText('This request is sent without auth.')).toBeTruthy();
  choose('OAuth 2.0');
  expect(now()).toMatchObject({ kind: 'other', otherType: 'oauth2' });
});

test('a token that would stand in the file is told about; one in a variable is not', () => {
  const { put, warning } = show({ kind: 'bearer' });
  expect(warning()).toBeNull();
  put('Token', 'abc');
  expect(warning()).toBeTruthy();
  put('Token', '{{token}}');
  expect(warning()).toBeNull();
});

test('of a request that has no file, nothing is told', () => {
  const { put, warning } = show({ kind: 'bearer' }, { isSaved: false });
  put('Token', 'abc');
  expect(warning()).toBeNull();
});

test('a password is dots until it is asked for', () => {
  const { put, field } = show({ kind: 'basic' });
  put('Password', 'abc');
  expect(field('Password').type).toBe('password');
  fireEvent.click(screen.getByLabelText('Show password'));
  expect(field('Password').type).toBe('text');
  fireEvent.click(screen.getByLabelText('Hide password'));
  expect(field('Password').type).toBe('password');
});
