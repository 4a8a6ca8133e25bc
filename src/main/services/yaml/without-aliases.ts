import { visit } from 'yaml';
import { type Splice, spliced } from './splices.ts';
import { valueText } from './value-text.ts';
import type { YamlSource } from './yaml-source.ts';

/** The text with each alias replaced by what it stands for; undefined where there is none. */
export function withoutAliases({ text, document }: YamlSource): string | undefined {
  const splices: Splice[] = [];
  visit(document, {
    Alias: (_key, alias) => {
      const [from, to] = alias.range ?? [0, 0];
      splices.push({
        from,
        to,
        text: valueText(alias.toJS(document), { indent: 0, inFlow: true }),
      });
    },
  });
  return splices.length === 0 ? undefined : spliced(text, splices);
}
