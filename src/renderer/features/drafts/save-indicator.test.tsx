import { render } from '@testing-library/react';
import { expect, test } from 'vitest';
import { IpcConnectionError } from '#ipc/client/index.ts';
import type { SaveState } from './draft-journal.ts';
import { SaveIndicator } from './save-indicator.tsx';

const failed = (error: Error): SaveState => ({ kind: 'failed', error });

test.each([
  ['main has the edit', { kind: 'saved' }, false, 'Edits kept'],
  ['it is on its way', { kind: 'saving' }, false, 'Keeping edits…'],
  ['main is away', { kind: 'saving' }, true, 'Edits not kept yet: waiting for Parley’s main process'],
  [
    'the put was lost with the connection',
    failed(new IpcConnectionError('lost')),
    false,
    'Edits not kept yet: waiting for Parley’s main process',
  ],
  ['main refuses', failed(new Error('The disk is full.')), false, 'Edits not kept yet: The disk is full.'],
  ['all is saved and main is away', { kind: 'saved' }, true, 'Edits kept'],
] as const)('where %s it says so', (_case, save, connectionLost, text) => {
  const { container } = render(<SaveIndicator save={save} connectionLost={connectionLost} />);
  expect(container.textContent?.trim()).toBe(text);
});
