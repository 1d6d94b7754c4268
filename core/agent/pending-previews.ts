/** Words about previews that wait for their button: they show it again or drop it, and never press it. */
import type { CallRequest } from "../call-result.ts";
import type { Focus } from "./intent.ts";

/** What words about previews come to: lines to say, previews to show again, and what still waits. */
export interface AboutPreviews {
  say: string;
  show: CallRequest[];
  focus: Focus;
}

const ordinals = ["first", "second", "third", "fourth", "fifth"];
const which = `(?:[\\s,]+(?:with\\s+)?(?:the\\s+)?(?:number\\s+|no\\.?\\s*|#)?(?<number>\\d{1,2}|${ordinals.join("|")}|both|all|everything)(?:\\s+(?:one|of them|of those))?)`;
const softly = "(?:yes|yep|yeah|yup|ok|okay|sure|fine|right|please|pls|and|then|now)";
const go =
  "(?:(?:confirm|confrim|confim|conifrm)(?:ed)?|go ahead|do(?= (?:the|number|#|\\d))|do (?:it|that|this)|proceed|approved?|go for it|please do|looks good|lgtm|yes|yep|yeah|yup|ok|okay|sure)";
const goAhead = new RegExp(
  `^(?:${softly}[\\s,.!]+)*${go}(?:\\s+(?:it|that|this))?${which}?(?:[\\s,.!]+${softly})*[\\s.!]*$`,
  "i",
);
const drop = new RegExp(
  `^(?:(?:no|actually|oh|ok|okay)[\\s,.!]+)*(?:nothing|cancel|drop|discard|forget|stop|never\\s?mind|nvm|nevermind|leave it|don'?t(?: do (?:it|that))?|no|nope|nah)(?:\\s+(?:it|that|this|about (?:it|that)))?${which}?(?:[\\s,.!]+(?:please|pls|thanks|then))*[\\s.!]*$`,
  "i",
);
const explicit =
  /confirm|confrim|confim|conifrm|go ahead|\bdo\b|proceed|approve|go for it|yes|yep|yeah|yup/i;

/** "Confirm 2", "yes, go ahead", "do it"; undefined when the words are about something else. */
export function confirmation(text: string, focus: Focus): AboutPreviews | undefined {
  const match = goAhead.exec(text.trim());
  if (!match) return undefined;
  const pending = focus.pending ?? [];
  // A bare "ok" with nothing waiting is only courtesy.
  if (pending.length === 0)
    return explicit.test(text)
      ? { say: "Nothing is waiting for your confirmation.", show: [], focus }
      : undefined;
  const position = positionIn(match.groups?.number);
  const one = position === undefined ? pending : pending.slice(position - 1, position);
  if (one.length === 1 && !(focus.renumbered && position !== undefined))
    return {
      say: "Words don't confirm it; this does once you press its button:",
      show: again(one),
      focus,
    };
  const { renumbered: _seen, ...kept } = focus;
  const count = pending.length === 1 ? "One change is" : `${pending.length} changes are`;
  const changed = one.length === 0 || focus.renumbered ? " now" : "";
  return {
    say: `${count}${changed} waiting; words don't confirm, the button of each does:`,
    show: again(pending),
    focus: kept,
  };
}

/** "Never mind", "cancel 2", "no": lets what was asked or is waiting go. */
export function dismissal(text: string, focus: Focus): AboutPreviews | undefined {
  const match = drop.exec(text.trim());
  if (!match) return undefined;
  const pending = focus.pending ?? [];
  const position = positionIn(match.groups?.number);
  const { pending: _waiting, question, renumbered: _seen, ...kept } = focus;
  const said = (say: string, left: Focus = kept) => ({ say, show: [], focus: left });
  if (position !== undefined && pending[position - 1]) {
    const rest = pending.filter((_, index) => index !== position - 1);
    const left = rest.length > 0 ? { ...kept, pending: rest, renumbered: true as const } : kept;
    return said(`Dropped number ${position}; nothing was changed.`, left);
  }
  if (question && pending.length > 0 && /^no\b/i.test(text))
    return said("Alright, I dropped that question.", { ...kept, pending });
  if (pending.length > 1)
    return said(`Alright, I dropped the ${pending.length} changes that were waiting.`);
  if (pending.length === 1) return said("Alright, I dropped that; nothing was changed.");
  if (question) return said("Alright, I dropped that question; nothing was changed.");
  const undo = focus.written ? " Say “undo” to take back the last change." : "";
  return said(`Alright; nothing is waiting.${undo}`);
}

const again = (pending: readonly CallRequest[]): CallRequest[] =>
  pending.map(({ tool, args }) => ({ tool, args, preview: true }));

/** 1 for the first; undefined when no one of them was named. */
function positionIn(word: string | undefined): number | undefined {
  if (word === undefined || /^(?:both|all|everything)$/i.test(word)) return undefined;
  return /^\d+$/.test(word) ? Number(word) : ordinals.indexOf(word.toLowerCase()) + 1;
}
