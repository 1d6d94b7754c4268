/** Draws what a write changed, field by field, before and after. */
import { changeWords, type ChangeWords } from "../../core/receipt-words.ts";
import type { Receipt } from "../../core/reply.ts";

interface ReceiptsProps {
  receipts: Receipt[];
  folded: boolean;
  children: preact.JSX.Element;
}

export function Receipts({ receipts, folded, children }: ReceiptsProps) {
  const drawn = receipts.map((receipt) => ({
    name: receipt.record.name,
    lines: changeWords(receipt).map((change) => <ChangeLine change={change} />),
  }));
  const all = drawn.map(({ name, lines }) => (
    <div class="receipt">
      <h3 dir="auto">{name}</h3>
      <dl>{lines}</dl>
    </div>
  ));
  if (!folded)
    return (
      <section class="receipts" aria-label="What changed">
        {all}
        {children}
      </section>
    );
  return (
    <section class="folded" aria-label="What changed">
      {children}
      {drawn.some(({ lines }) => lines.length > 0) && (
        <details class="changes">
          <summary>What changed</summary>
          {all}
        </details>
      )}
    </section>
  );
}

function ChangeLine({ change: { label, from, to } }: { change: ChangeWords }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {from !== null && <del dir="auto">{from}</del>}
        {from !== null && <span class="arrow"> → </span>}
        {to === null ? <em>nothing</em> : <ins dir="auto">{to}</ins>}
      </dd>
    </div>
  );
}
