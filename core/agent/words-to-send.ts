/** "Approve", "yes, send it": no such word sends anything, so it shows the draft and its button. */
import type { CallRequest } from "../call-result.ts";
import type { Focus } from "./intent.ts";

const softly =
  "(?:yes|yep|yeah|yup|ok|okay|sure|fine|right|great|good|please|pls|and|then|now|just)";
const what =
  "(?:it|that|this|(?:the|my|that|this) (?:draft|mail|e-?mail|message|reply|follow-?up))(?: (?:off|out|away))?";
const letting = `(?:approve(?:d)?|send|send off|release|let it go|fire away|ship)(?: and send)?`;
const words = new RegExp(
  `^(?:${softly}[\\s,.!]+)*${letting}(?: ${what})?(?:[\\s,.!]+${softly})*[\\s.!]*$`,
  "i",
);
/** What agrees to whatever was shown last. */
const agreeing =
  /^(?:(?:yes|yep|yeah|ok|okay)[\s,.!]+)*(?:go ahead|do it|go for it|confirm(?:ed)?|approved?|yes|yep|yeah|yup|looks good|lgtm)(?:[\s,.!]+(?:please|now|then))*[\s.!]*$/i;

/** The draft last shown, again; undefined where the words mean something else, or none was shown. */
export function wordsToSend(text: string, { draft, pending = [] }: Focus): CallRequest | undefined {
  if (!draft) return undefined;
  const said = text.trim();
  const meant = words.test(said) || (pending.length === 0 && agreeing.test(said));
  return meant ? { tool: "show_drafts", args: { draft: draft.id, sending: true } } : undefined;
}
