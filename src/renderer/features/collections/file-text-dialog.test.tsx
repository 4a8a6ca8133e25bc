import { render, screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { eventually } from '#test/harness/eventually.ts';
import { startTree } from '#test/harness/stand-in-collections.ts';
import { inWindow } from '../../test-support/in-window.tsx';
import { FileTextDialog } from './file-text-dialog.tsx';
import { idOf, place, shop } from './test-support.ts';

test('a file is shown as it is, with what is wrong and the cursor there', async () => {
  const main = startTree(
    { type: 'collections', collections: [shop] },
    { type: 'items', items: [{ ...place('Stream', 0), kind: 'other', type: 'grpc' }] },
  );
  main.changes.text.mockResolvedValue({
    fileName: 'stream.yml',
    text: 'info:\n  name: "Stream\n',
    problem: { message: 'a quote is open', line: 2, column: 9 },
  });
  const onClose = vi.fn<() => void>();
  render(<FileTextDialog itemId={idOf('Stream')} onClose={onClose} />, { wrapper: inWindow(main) });
  await screen.findByText(/Line 2, column 9: a quote is open/);
  await screen.findByText(/can’t send requests of the kind “grpc” yet/);
  const text = await screen.findByLabelText('Text of stream.yml');
  expect(text.textContent).toContain('name: "Stream');
  // The colours come a moment later, and split the line into parts.
  await eventually(() => expect(getSelection()?.anchorNode?.textContent).toMatch(/"Stream$/));
});
