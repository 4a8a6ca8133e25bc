import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ResponsePane } from '../features/response/response-pane.tsx';
import { useSend } from '../features/response/use-send.ts';
import { emptyRequest } from '../features/request/empty-request.ts';
import { inWindow } from './in-window.tsx';

type Window = Parameters<typeof inWindow>[0];

/** A pane with the complete response to a GET. */
export async function showResponse(window: Window, url: string) {
  const { user, unmount } = renderSend(window, url);
  await user.click(screen.getByRole('button', { name: 'Get' }));
  await screen.findByTitle('From the start of the send to the last byte');
  return { user, unmount };
}

/** A pane, and the button “Get” that sends a GET. */
export function renderSend(window: Window, url: string) {
  function Pane() {
    const send = useSend();
    return (
      <>
        <button type="button" onClick={() => send.start({ ...emptyRequest(), url })}>
          Get
        </button>
        <ResponsePane send={send} commands={null} />
      </>
    );
  }
  const { unmount } = render(<Pane />, { wrapper: inWindow(window) });
  return { user: userEvent.setup(), unmount };
}
