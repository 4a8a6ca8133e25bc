import { MantineProvider } from '@mantine/core';
import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { NotHandedOverError } from '../../trpc/refuse-late.ts';
import { ResponseFacts } from './response-facts.tsx';
import { afterFailure, beginSend } from './send-state.ts';

function show(cause: Error) {
  const send = afterFailure(beginSend('x'.repeat(22)), toMainProcessError(cause));
  render(<ResponseFacts send={send} />, { wrapper: MantineProvider });
}

test('what main never had was not sent', () => {
  show(new NotHandedOverError());
  expect(screen.getByText('Not sent')).toBeTruthy();
});

test('of what main had, and tells no more of, nobody knows whether it was sent', () => {
  show(new Error('This response is no longer kept.'));
  expect(screen.queryByText('Not sent')).toBeNull();
  expect(screen.getByText('No response')).toBeTruthy();
});
