import type { Browser, Page } from '@playwright/test';
import { z } from 'zod';
import type { CrashedWindow } from './host.ts';

/**
 * Crashes a tab and loads it again, as somebody does who is shown that it has crashed; its session storage stays.
 * Playwright's session with the tab does not outlive the crash, so this speaks to it by way of the browser.
 */
export async function crashTab(browser: Browser, page: Page): Promise<CrashedWindow> {
  const own = await page.context().newCDPSession(page);
  const { targetInfo } = await own.send('Target.getTargetInfo');
  const send = await attachTo(browser, targetInfo.targetId);

  const crashed = page.waitForEvent('crash');
  // Answered by nobody: the page is gone.
  void send('Page.crash', {});
  await crashed;
  await send('Page.reload', {});
  return {
    async evaluate(expression) {
      const answer = await send('Runtime.evaluate', { expression, returnByValue: true });
      const { result, exceptionDetails } = evaluated.parse(answer);
      if (exceptionDetails) throw new Error(exceptionDetails.text);
      return result.value;
    },
  };
}

const evaluated = z.object({
  result: z.object({ value: z.unknown() }),
  exceptionDetails: z.object({ text: z.string() }).optional(),
});

const answerSchema = z.object({
  id: z.number(),
  result: z.unknown(),
  error: z.object({ message: z.string() }).optional(),
});

type Send = (method: string, params: object) => Promise<unknown>;

/** A session of its own with a target. Only the outdated, nested kind crosses a session of the browser's. */
async function attachTo(browser: Browser, targetId: string): Promise<Send> {
  const root = await browser.newBrowserCDPSession();
  const { sessionId } = await root.send('Target.attachToTarget', { targetId, flatten: false });
  const waiting = new Map<number, (answer: z.infer<typeof answerSchema>) => void>();
  root.on('Target.receivedMessageFromTarget', (event) => {
    if (event.sessionId !== sessionId) return;
    // Events have no id.
    const answer = answerSchema.safeParse(JSON.parse(event.message));
    if (answer.success) waiting.get(answer.data.id)?.(answer.data);
  });
  let lastId = 0;
  return (method, params) =>
    new Promise((resolve, reject) => {
      const id = (lastId += 1);
      waiting.set(id, ({ result, error }) => {
        waiting.delete(id);
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result);
      });
      root
        .send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method, params }) })
        .catch(reject);
    });
}
