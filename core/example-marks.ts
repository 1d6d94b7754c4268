/**
 * The marks in a tool's examples. "{place:Madrid}" is a slot with a value to try; in "{kind:reports
 * to=reports_to}" the words on the left are said and the value on the right is meant. A value nobody
 * says has nothing on its left, "{outcome:=won}"; "{remove:true}" is short for that.
 */

export type Piece =
  | { text: string }
  | {
      field: string;
      /** The words as a person would say them. */
      said: string;
      /** What they mean where that is something else. */
      value?: string;
    };

const mark = /\{(\w+):([^}]*)\}/g;

export function piecesOf(example: string): Piece[] {
  const pieces: Piece[] = [];
  let last = 0;
  for (const match of example.matchAll(mark)) {
    pieces.push({ text: example.slice(last, match.index) });
    const [, field = "", marked = ""] = match;
    const inside = /^(?:true|false)$/.test(marked) ? `=${marked}` : marked;
    const cut = inside.lastIndexOf("=");
    pieces.push(
      cut < 0
        ? { field, said: inside }
        : { field, said: inside.slice(0, cut), value: inside.slice(cut + 1) },
    );
    last = match.index + match[0].length;
  }
  pieces.push({ text: example.slice(last) });
  return pieces;
}

/** An example as a person would type it: without its marks. */
export const exampleText = (example: string): string =>
  piecesOf(example)
    .map((piece) => ("text" in piece ? piece.text : piece.said))
    .join("")
    .replace(/\s+/g, " ")
    .replace(/[\s,]+$/, "")
    .trim();
