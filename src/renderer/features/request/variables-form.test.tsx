import { MantineProvider } from '@mantine/core';
import { fireEvent, render, screen } from '@testing-library/react';
import { useEffect, useState } from 'react';
import { expect, test } from 'vitest';
import type { Variable } from '#router/contracts/variable.ts';
import { emptyRequest } from './empty-request.ts';
import { VariablesForm } from './variables-form.tsx';

function show(...variables: readonly Variable[]) {
  const shown = { variables };
  function Form() {
    const [request, setRequest] = useState({ ...emptyRequest(), variables: [...variables] });
    useEffect(() => {
      shown.variables = request.variables;
    });
    return <VariablesForm request={request} edit={setRequest} />;
  }
  render(
    <MantineProvider env="test">
      <Form />
    </MantineProvider>,
  );
  return {
    now: () => shown.variables.map(({ name, value, type, enabled }) => ({ name, value, type, enabled })),
    put: (label: string, value: string) =>
      fireEvent.change(screen.getByLabelText(label), { target: { value } }),
  };
}

const page: Variable = { id: 'v0', name: 'page', value: '7', type: 'number', enabled: true, secret: false };

test('a variable that is typed into the blank line is added', () => {
  const { now, put } = show();
  put('Variable 1 name', 'host');
  put('Variable 1 value', 'a.test');
  expect(now()).toEqual([{ name: 'host', value: 'a.test', type: 'string', enabled: true }]);
});

test('a value is kept as it is typed, and marked where it is none of its type', () => {
  const { now, put } = show(page);
  put('Variable 1 value', 'eight');
  expect(screen.getByLabelText('Variable 1 value')).toHaveProperty('title', 'Not a number');
  put('Variable 1 value', '{{count}}');
  expect(screen.getByLabelText('Variable 1 value')).toHaveProperty('title', '');
  put('Variable 1 type', 'object');
  put('Variable 1 value', '{');
  expect(screen.getByLabelText('Variable 1 value')).toHaveProperty('title', 'Not JSON');
  expect(now()).toEqual([{ name: 'page', value: '{', type: 'object', enabled: true }]);
});

test('a secret one, which another program may have written, is named and has no field', () => {
  show({ ...page, secret: true, value: '' });
  expect(screen.queryByLabelText('Variable 1 value')).toBeNull();
  expect(screen.getByText(/^Secret: /)).toBeTruthy();
});
