import { MantineProvider } from '@mantine/core';
import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { Notice } from './notice.tsx';

test('what is read aloud is the text, and not figures that go on changing', () => {
  const view = (figures: string) => (
    <MantineProvider env="test">
      <Notice figures={figures}>Copying</Notice>
    </MantineProvider>
  );
  const { container, rerender } = render(view('1 of 3'));
  rerender(view('2 of 3'));
  expect(screen.getByRole('status').textContent).toBe('Copying');
  expect(container.querySelector('.notice')?.textContent).toBe('Copying: 2 of 3');
});

test('the button that takes back keeps the focus when it does it again', () => {
  const view = (label: string) => (
    <MantineProvider env="test">
      <Notice action={{ label, onClick: () => undefined }}>News</Notice>
    </MantineProvider>
  );
  const { rerender } = render(view('Undo'));
  screen.getByRole('button', { name: 'Undo' }).focus();
  rerender(view('Redo'));
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Redo' }));
});
