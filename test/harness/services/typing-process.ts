import { writeSync } from 'node:fs';
import { emptyRequest } from '#router/contracts/request.ts';
import { DraftJournal } from '#main/services/drafts/journal.ts';
import { typedText } from './typed-text.ts';

/**
 * Stands in for main while people type: puts edit after edit into three drafts, several under way at once, and reports
 * each acknowledged one on standard output as `id revision`. Runs until it is killed.
 * Arguments: the drafts folder, the revision to start from, the drafts' ids.
 */
const [folder, from, ...ids] = process.argv.slice(2);
if (folder === undefined) throw new Error('the drafts folder is missing');

const journal = await DraftJournal.open({
  folder,
  onError: (error) => process.stderr.write(`${String(error)}\n`),
});

async function type(id: string): Promise<never> {
  const underWay = new Set<Promise<void>>();
  for (let revision = Number(from); ; revision += 1) {
    const request = emptyRequest();
    request.body.text = typedText(id, revision);
    const put = journal.put({ id, revision, request }).then((acknowledged) => {
      // Written at once and not through a stream: what is reported must not wait in this process.
      writeSync(1, `${id} ${acknowledged.revision}\n`);
      underWay.delete(put);
    });
    underWay.add(put);
    if (underWay.size >= 3) await Promise.race(underWay);
    else await new Promise(setImmediate);
  }
}

await Promise.all(ids.map(type));
