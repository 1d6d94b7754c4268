/** Words about the draft last shown, "approve", "make it shorter", "schedule it for Monday": none of them sends it. */
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
const tones =
  "shorter|longer|briefer|warmer|friendlier|nicer|kinder|cooler|simpler|clearer|firmer|softer|(?:more|less) (?:formal|informal|polite|friendly|personal|direct|casual|warm)";
const rewriting = new RegExp(
  `^(?:${softly}[\\s,]+)*(?:make|write) ${what} (?:(?:a (?:bit|little)|much|even) )?(${tones})(?:[\\s,.!]+${softly})*[\\s.!]*$`,
  "i",
);
const planning = new RegExp(
  `^(?:${softly}[\\s,]+)*schedule ${what}(?: to go out)? ((?:for |on |at )?.*\\d.*|(?:for |on )?(?:tomorrow|(?:next )?(?:mon|tues|wednes|thurs|fri|satur|sun)day)\\b.*)$`,
  "i",
);

/** Undefined where the words mean something else, or no draft was shown. */
export function wordsAboutDraft(
  text: string,
  { draft, pending = [] }: Focus,
): CallRequest | undefined {
  if (!draft) return undefined;
  const said = text.trim();
  if (words.test(said) || (pending.length === 0 && agreeing.test(said)))
    return { tool: "show_drafts", args: { draft: draft.id, sending: true } };
  const change = rewriting.exec(said)?.[1];
  if (change)
    return { tool: "edit_draft", args: { draft: draft.id, change: change.toLowerCase() } };
  const at = planning.exec(said)?.[1]?.replace(/^for /i, "");
  return at ? { tool: "schedule_draft", args: { draft: draft.id, at } } : undefined;
}
