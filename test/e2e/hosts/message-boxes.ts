import { type ElectronApplication, expect, type JSHandle } from '@playwright/test';
import type { BaseWindow, MessageBoxOptions, MessageBoxReturnValue } from 'electron';

/** What main keeps of a question that waits for its answer. */
interface Asked {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly string[];
  readonly answer: (response: number) => void;
}

/** The message boxes of main, answered by the test in place of a person. No box is shown from then on. */
export class MessageBoxes {
  private constructor(private readonly asked: JSHandle<Asked[]>) {}

  static async takeOver(app: ElectronApplication): Promise<MessageBoxes> {
    const asked = await app.evaluateHandle(({ dialog }) => {
      const questions: Asked[] = [];
      dialog.showMessageBox = (first: BaseWindow | MessageBoxOptions, second?: MessageBoxOptions) => {
        const options = second ?? first;
        if (!('message' in options)) throw new TypeError('A message box was asked for without a message');
        const { message, detail = '', buttons = ['OK'], cancelId = 0, signal } = options;
        return new Promise<MessageBoxReturnValue>((resolve) => {
          const question: Asked = {
            message,
            detail,
            buttons,
            answer(response) {
              const at = questions.indexOf(question);
              if (at !== -1) questions.splice(at, 1);
              resolve({ response, checkboxChecked: false });
            },
          };
          questions.push(question);
          // As Electron has it: a question that is taken back counts as given up.
          signal?.addEventListener('abort', () => question.answer(cancelId), { once: true });
        });
      };
      return questions;
    });
    return new MessageBoxes(asked);
  }

  /** Waits for the next question. @returns what it says below its message. */
  async detail(): Promise<string> {
    await expect.poll(() => this.asked.evaluate((questions) => questions.length)).toBeGreaterThan(0);
    return this.asked.evaluate(([question]) => question?.detail ?? '');
  }

  /** Waits for the next question and presses a button of it. @returns what the question says. */
  async press(button: string): Promise<string> {
    await expect.poll(() => this.asked.evaluate((questions) => questions.length)).toBeGreaterThan(0);
    return this.asked.evaluate((questions, name) => {
      const [question] = questions;
      const response = question?.buttons.indexOf(name) ?? -1;
      if (!question || response === -1)
        throw new Error(`No button "${name}": ${question?.buttons.join(', ')}`);
      question.answer(response);
      return question.message;
    }, button);
  }
}
